// Which map is shown, and what stands around it: how much of the selection is on it, the way to narrow the list to it, what is chosen.
import type { ComponentType } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { change, link } from '../address';
import { type Incident, type MapAnswer, type Problem, type Summary, get, useAnswer } from '../api';
import { ask_path, FILTERS, in_area } from '../selection';
import { t, word } from '../words';
import { type Basemap, load_basemap } from './basemap';
import type { MapProps } from './drawing';
import { Mark } from './marks';
import { type Box, gather, read_box, type Site, write_box } from './sites';
import { ProblemBox } from './states';
import { Actors, FigureText, StatusText, When, Where } from './values';

function has_webgl(): boolean {
  try {
    const context = document.createElement('canvas').getContext('webgl2');
    context?.getExtension('WEBGL_lose_context')?.loseContext();
    return context !== null;
  } catch {
    return false;
  }
}

/// Loads what draws the map once `ready`: when the list stands.
function useDrawing(ready: boolean): { Drawing: ComponentType<MapProps> | null; basemap: Basemap | null; failed: boolean } {
  const [state, set] = useState<{ Drawing: ComponentType<MapProps> | null; basemap: Basemap | null; failed: boolean }>({ Drawing: null, basemap: null, failed: false });
  useEffect(() => {
    if (!ready) return;
    let gone = false;
    (async () => {
      const basemap = load_basemap();
      let Drawing: ComponentType<MapProps> | null = null;
      if (has_webgl()) Drawing = await import('./webgl_map').then((one) => one.default, () => null);
      Drawing ??= (await import('./plain_map')).default;
      const loaded = { Drawing, basemap: await basemap, failed: false };
      if (!gone) set(loaded);
    })().catch(() => gone || set({ Drawing: null, basemap: null, failed: true }));
    return () => { gone = true; };
  }, [ready]);
  return state;
}

export function MapPane({ query, version, chosen, pointed, incidents, total, ready }: {
  query: URLSearchParams; version: number; chosen: string | null; pointed: string | null; incidents: Summary[]; total: number | null; ready: boolean;
}) {
  // The box narrows the others, not the map itself: one must see what lies beyond it.
  const answer = useAnswer<MapAnswer>(ready ? ask_path('/incidents/map', query, { without: ['bbox'] }) : null, version);
  const { Drawing, basemap, failed } = useDrawing(ready);
  const sites = useMemo(() => (answer.value ? gather(answer.value) : null), [answer.value]);
  const bbox = query.get('bbox');
  const following = useRef(bbox !== null);
  const [view, set_view] = useState<Box | null>(null);
  const follow = (on: boolean) => {
    following.current = on;
    change({ bbox: on && view ? write_box(view) : null }, { replace: true });
  };
  if (bbox === null && following.current && view) following.current = false;  // cleared elsewhere
  const on_view = (box: Box) => {
    set_view(box);
    if (following.current) change({ bbox: write_box(box) }, { replace: true });
  };
  // Of the list, what no point could be given to; while a box narrows the list the two cannot be held against each other.
  const missing = sites && bbox === null && total !== null ? total - sites.drawn : 0;
  const choose = (id: string) => change({ chosen: id }, { replace: true });
  // Several incidents of one place: the list is narrowed to the place by its name, or by its spot where it has none.
  const open_site = async (site: Site) => {
    const margin = 0.002;
    const spot = write_box([site.lon - margin, site.lat - margin, site.lon + margin, site.lat + margin]);
    if (site.precision !== 'admin1' && site.precision !== 'admin2') return change({ bbox: spot, chosen: null });
    const one = incidents.find((each) => each.id === site.ids[0]) ?? (await get<Incident>(`/incidents/${site.ids[0]}`).then((full) => full.summary, () => null));
    const name = one?.place[site.precision];
    if (!name) return change({ bbox: spot, chosen: null });
    const { country, admin1 } = one.place;
    change({ ...in_area({ ...(country && { country }), ...(admin1 && { admin1 }), [site.precision]: name }), chosen: null });
  };
  // The card stands on the side where the chosen place is not.
  const spot = chosen && sites ? [...sites.points, ...sites.zones].find((one) => one.ids.includes(chosen)) : undefined;
  const side = spot && view ? (spot.lon > (view[0] + view[2]) / 2 ? 'left' : 'right') : '';
  const fit_key = ask_path('', query, { without: ['bbox'] }).replace(/as_of=[^&]*|convention=[^&]*/g, '');

  return (
    <section class="map" aria-label={t('map.title')}>
      {failed ? <p class="waiting">{t('map.failed')}</p>
        : answer.problem ? <ProblemBox problem={answer.problem as Problem} again={answer.again} />
        : Drawing && basemap && sites ? (
          <Drawing sites={sites} basemap={basemap} chosen={chosen} pointed={pointed} box={read_box(bbox)} fit_key={fit_key} choose={choose} open_site={open_site} on_view={on_view} />
        ) : <p class="waiting" role="status">{t('map.waiting')}</p>}
      {sites && (
        <div class="map-notes">
          <label class="check"><input type="checkbox" checked={bbox !== null} disabled={view === null && bbox === null} onChange={(event) => follow(event.currentTarget.checked)} /> {t('map.follow')}</label>
          <Key />
          <p>
            {sites.cut ? <>{t('map.cut', { n: sites.drawn })} </> : missing > 0 && <>{t('map.not_drawn', { n: missing })} </>}
            {t('map.control')} <a href="/licences.txt" target="_blank">{t('map.sources')}</a>
          </p>
        </div>
      )}
      {chosen && <Card id={chosen} known={incidents.find((one) => one.id === chosen) ?? null} query={query} side={side} />}
    </section>
  );
}

function Key() {
  return (
    <ul class="key" aria-label={t('map.key')}>
      <li><svg viewBox="0 0 16 16" aria-hidden="true"><circle class="sample stated" cx="8" cy="8" r="5.5" /></svg>{t('map.key_point')}</li>
      <li><svg viewBox="0 0 16 16" aria-hidden="true"><circle class="sample unstated" cx="8" cy="8" r="5.5" /></svg>{t('map.key_unstated')}</li>
      <li><svg viewBox="0 0 16 16" aria-hidden="true"><path class="sample zone" d="M2 5l6-3 6 4-1 7-8 1z" /></svg>{t('map.key_zone')}</li>
    </ul>
  );
}

/// The chosen incident in short, over the map.
function Card({ id, known, query, side }: { id: string; known: Summary | null; query: URLSearchParams; side: string }) {
  const answer = useAnswer<Incident>(known ? null : ask_path(`/incidents/${encodeURIComponent(id)}`, query, { without: FILTERS }));
  const one = known ?? answer.value?.summary;
  if (!one) return null;
  return (
    <aside class={`card ${side}`} aria-label={t('map.chosen')}>
      <button type="button" class="plain close" aria-label={t('map.close')} onClick={() => change({ chosen: null }, { replace: true })}><Mark name="close" /></button>
      <p class="head"><a href={link(`/incidents/${one.id}`)}>{word('sub_event_type', one.sub_event_type)}</a></p>
      <p><When value={one.date} /> · <Where value={one.place} /></p>
      <p class="toll"><FigureText value={one.killed} kind="killed" /> <FigureText value={one.injured} kind="injured" /></p>
      {one.actors.length > 0 && <p><Actors actors={one.actors} /></p>}
      <p class="standing"><StatusText status={one.status} /> <span>{t('count.reports', { n: one.reports })}</span></p>
    </aside>
  );
}

