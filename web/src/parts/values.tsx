// Values of an incident, each as what it is.
import { useEffect } from 'preact/hooks';
import type { Actor, Certainty, Figure, Place, Status, Sum, Summary } from '../api';
import { days, figure, figure_full, place, place_precision } from '../format';
import { t, word } from '../words';
import { Mark } from './marks';

/// The heading of a page; the window's title goes with it.
export function Title({ text }: { text: string }) {
  useEffect(() => { document.title = `${text} · ${t('brand')}`; }, [text]);
  return <h1>{text}</h1>;
}

/// "9–13 killed"; faint where nothing is stated.
export function FigureText({ value, kind }: { value: Figure | Sum | null; kind: 'killed' | 'injured' | 'attackers_killed' }) {
  return (
    <span class={`figure ${value ? kind : 'unstated'}`} title={value ? figure_full(value) : undefined}>
      <b>{figure(value)}</b> <small>{t(`effect.${kind}`)}</small>
    </span>
  );
}

export function StatusText({ status }: { status: Status }) {
  return <span class={`status ${status}`}><Mark name={status} />{word('status', status)}</span>;
}

/// "suspected": never left out beside a name.
export function CertaintyText({ certainty }: { certainty: Certainty }) {
  return <span class={`certainty ${certainty}`}>{word('certainty', certainty)}</span>;
}

/// Who is named, each with how sure: an accusation never stands as a fact.
export function Actors({ actors }: { actors: Actor[] }) {
  return (
    <>
      {actors.map((actor, i) => (
        <>
          {i > 0 && t('list.comma')}
          <span class="actor"><bdi>{actor.name}</bdi> (<CertaintyText certainty={actor.certainty} />{actor.role === 'responder' && <>{t('list.comma')}{t('role.responder')}</>})</span>
        </>
      ))}
    </>
  );
}

export function When({ value }: { value: Summary['date'] }) {
  return <span class="when">{days(value)}</span>;
}

export function Where({ value, home = null }: { value: Place; home?: string | null }) {
  const precision = place_precision(value);
  return <span class="where">{place(value, home)}{precision && <small> ({precision})</small>}</span>;
}

/// What happened in one line: "Suicide bomb, Charsadda, 23 Jan 2029".
export function headline(incident: Summary): string {
  return [word('sub_event_type', incident.sub_event_type), place(incident.place), days(incident.date)].join(t('list.comma'));
}
