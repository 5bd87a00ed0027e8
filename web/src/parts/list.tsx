// Incidents as a list. The figures come from the convention asked for; where the usual one says something else, that is marked.
import { useEffect, useRef } from 'preact/hooks';
import { link } from '../address';
import type { Figure, Summary } from '../api';
import { figure } from '../format';
import { t, word } from '../words';
import { Mark } from './marks';
import { Actors, FigureText, StatusText, When, Where } from './values';

export interface ListProps {
  incidents: Summary[];
  usual: Map<string, Summary> | null;  // the same incidents by the usual convention, if another is asked for
  usual_name: string;
  chosen: string | null;
  fresh: Set<string>;
  choose: (id: string | null) => void;
  point_at?: (id: string | null) => void;
}

export function IncidentRows({ incidents, usual, usual_name, chosen, fresh, choose, point_at }: ListProps) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.querySelector('[data-chosen]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    <ul class="rows" ref={list}>
      {incidents.map((one) => {
        const other = usual?.get(one.id);
        return (
          <li key={one.id} class={`row ${one.status}`} data-chosen={one.id === chosen ? '' : undefined} onPointerEnter={() => point_at?.(one.id)} onPointerLeave={() => point_at?.(null)}>
            <div class="main">
              <p class="head">
                <a href={link(`/incidents/${one.id}`)} onFocus={() => point_at?.(one.id)}>{word('sub_event_type', one.sub_event_type)}</a>
                {fresh.has(one.id) && <span class="tag new">{t('list.new')}</span>}
                {one.election.related && <span class="tag election"><Mark name="ballot" />{one.election.target === 'none' ? t('list.election') : word('election_target', one.election.target)}</span>}
                {one.background && <span class="tag">{t('list.background')}</span>}
              </p>
              <p><When value={one.date} /> · <Where value={one.place} /></p>
              {one.actors.length > 0 && <p class="who"><Actors actors={one.actors} /></p>}
              <p class="standing">
                <StatusText status={one.status} />
                <span>{t('count.reports', { n: one.reports })}</span>
                {one.conflicts.length > 0 && <span><Mark name="conflict" />{t('list.conflicts', { fields: conflicting(one.conflicts).join(t('list.comma')) })}</span>}
                {one.duplicates > 0 && <span><Mark name="twin" />{t('list.duplicates', { n: one.duplicates })}</span>}
              </p>
            </div>
            <div class="toll">
              <FigureText value={one.killed} kind="killed" />
              <Differs of={one.killed} usual={other?.killed} name={usual_name} known={other !== undefined} />
              <FigureText value={one.injured} kind="injured" />
              <Differs of={one.injured} usual={other?.injured} name={usual_name} known={other !== undefined} />
              {one.attackers_killed && <FigureText value={one.attackers_killed} kind="attackers_killed" />}
            </div>
            <button type="button" class="plain find" aria-pressed={one.id === chosen} aria-label={t('list.find', { what: word('sub_event_type', one.sub_event_type) })} title={t('list.find_short')}
              onClick={() => choose(one.id === chosen ? null : one.id)}>
              <Mark name="find" />
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/// Fields in words, each once; of "actors: NAME" the field only.
const conflicting = (fields: string[]): string[] => [...new Set(fields.map((field) => word('field', field.split(':')[0])))];

function same(a: Figure | null | undefined, b: Figure | null | undefined): boolean {
  return a && b ? a.low === b.low && a.best === b.best && a.high === b.high : !a && !b;
}

function Differs({ of, usual, name, known }: { of: Figure | null; usual: Figure | null | undefined; name: string; known: boolean }) {
  if (!known || same(of, usual)) return null;
  return <span class="differs"><Mark name="changed" />{t('list.differs', { figure: usual ? `${figure(usual)}${usual.best !== usual.low || usual.best !== usual.high ? ` (${usual.best})` : ''}` : t('not_stated'), convention: name })}</span>;
}
