// Map, list and timeline of one selection, side by side.
import { useEffect, useMemo, useState } from 'preact/hooks';
import { change } from '../address';
import type { PageProps } from '../page';
import { api_address, type IncidentList, useAnswer, useList } from '../api';
import { useChanges } from '../live';
import { Filters } from '../parts/filters';
import { Glance } from '../parts/glance';
import { IncidentRows } from '../parts/list';
import { MapPane } from '../parts/map';
import { Mark } from '../parts/marks';
import { ProblemBox, Waiting } from '../parts/states';
import { TimelinePane } from '../parts/timeline';
import { ask_path, filters_set, no_filters } from '../selection';
import { t } from '../words';

const VIEWS = ['list', 'map', 'timeline'] as const;
const SORTS = ['-date', 'date', '-killed', '-changed'] as const;

// Where one part is shown at a time, to show an incident on the map is to go to the map.
const narrow = () => matchMedia('(max-width: 999px), (max-height: 619px)').matches;

export function Overview({ meta, query }: PageProps) {
  const as_of = query.get('as_of');
  const { version, fresh } = useChanges(as_of === null);
  const sort = query.get('sort');
  const list = useList(ask_path('/incidents', query, { more: { sort } }), version);
  // Under another convention the same page is asked for by the usual one too, so that changed figures can be marked.
  const other = query.get('convention') !== null && query.get('convention') !== meta.default_convention;
  const usual = useAnswer<IncidentList>(other ? ask_path('/incidents', query, { without: ['min_killed'], more: { sort: sort === '-killed' ? null : sort, convention: null, limit: '1000' } }) : null, version);
  const usual_by_id = useMemo(() => (other && usual.value ? new Map(usual.value.incidents.map((one) => [one.id, one])) : null), [other, usual.value]);
  const chosen = query.get('chosen');
  const [pointed, set_pointed] = useState<string | null>(null);
  const view = VIEWS.find((one) => one === query.get('view')) ?? 'list';
  // Map and timeline wait until the list stands: it is what is read first.
  const stands = list.value !== null || list.problem !== null;
  const [ready, set_ready] = useState(false);
  useEffect(() => {
    if (!stands) return;
    performance.mark('list');
    set_ready(true);
  }, [stands]);
  useEffect(() => { document.title = `${t('nav.overview')} · ${t('brand')}`; }, []);
  const total = list.value?.total ?? 0, exact = list.value?.total_exact !== false;
  const countries = useMemo(() => new Set(list.incidents.map((one) => one.place.country).filter((code): code is string => code !== null)), [list.value, list.incidents.length]);

  return (
    <div class="overview" data-view={view}>
      <h1 class="unseen">{t('nav.overview')}</h1>
      <Filters meta={meta} query={query} />
      <div class="switch views" role="group" aria-label={t('overview.views')}>
        {VIEWS.map((one) => <button type="button" aria-pressed={view === one} onClick={() => change({ view: one === 'list' ? null : one }, { replace: true })}>{t(`overview.${one}`)}</button>)}
      </div>
      <section class="list" aria-label={t('overview.list')}>
        <Glance meta={meta} query={query} version={version} ready={ready} />
        <div class="list-head">
          <p class="total" role="status">{list.value ? t(exact ? 'count.incidents' : 'count.more_incidents', { n: total }) : t('waiting')}{list.value && list.loading && <> …</>}</p>
          <label class="sort"><span>{t('list.sort')}</span>
            <select value={sort ?? '-date'} onChange={(event) => change({ sort: event.currentTarget.value === '-date' ? null : event.currentTarget.value }, { replace: true })}>
              {SORTS.map((one) => <option value={one}>{t(`sort.${one}`)}</option>)}
            </select>
          </label>
          <p class="downloads"><Mark name="download" /><span class="unseen">{t('list.download')}</span>
            {['csv', 'geojson', 'jsonl'].map((format) => <a download href={api_address(ask_path(`/incidents.${format}`, query))}>{format.toUpperCase()}</a>)}
          </p>
        </div>
        {list.problem ? <ProblemBox problem={list.problem} again={list.again} />
          : !list.value ? <Waiting />
          : total === 0 ? <Empty register_empty={meta.incidents === 0} filtered={filters_set(query).length > 0} />
          : (
            <div class="scroll">
              <IncidentRows incidents={list.incidents} usual={usual_by_id} usual_name={meta.default_convention} chosen={chosen} fresh={fresh}
                choose={(id) => change({ chosen: id, view: id && narrow() ? 'map' : query.get('view') }, { replace: true })} point_at={set_pointed} />
              {list.more && <button type="button" class="more" onClick={list.more}>{exact ? t('list.more', { n: total - list.incidents.length }) : t('list.more_open')}</button>}
            </div>
          )}
      </section>
      <MapPane query={query} version={version} chosen={chosen} pointed={pointed} incidents={list.incidents} total={exact ? total : null} ready={ready} />
      <TimelinePane meta={meta} query={query} version={version} ready={ready} countries={countries} />
    </div>
  );
}

function Empty({ register_empty, filtered }: { register_empty: boolean; filtered: boolean }) {
  return (
    <div class="empty">
      <p>{register_empty && !filtered ? t('list.register_empty') : t('list.nothing')}</p>
      {filtered && <button type="button" onClick={() => change(no_filters())}>{t('filter.clear')}</button>}
    </div>
  );
}
