// What the review page reckons: which fields of two incidents agree, what a key means, and which value can be set as it stands.
import type { Summary } from '../api';
import { days, figure, place } from '../format';
import { HIT, t, word } from '../words';

export type Verdict = 'agree' | 'differ' | 'open';
export interface Compared { field: string; first: string | null; second: string | null; verdict: Verdict }

const actors_of = (one: Summary) => one.actors.map((actor) => `${actor.name} (${word('certainty', actor.certainty)})`).join(t('list.comma')) || null;
const words_of = (kind: string | readonly string[], list: string[]) => list.map((one) => word(kind, one)).join(t('list.comma')) || null;
const figure_of = (value: Summary['killed']) => (value ? figure(value) : null);

const FIELDS: [string, (one: Summary) => string | null][] = [
  ['date', (one) => (one.date.earliest || one.date.latest ? days(one.date) : null)],
  ['place', (one) => (one.place.name || one.place.admin1 || one.place.country ? place(one.place) : null)],
  ['type', (one) => (one.sub_event_type ? word('sub_event_type', one.sub_event_type) : null)],
  ['killed', (one) => figure_of(one.killed)],
  ['injured', (one) => figure_of(one.injured)],
  ['attackers_killed', (one) => figure_of(one.attackers_killed)],
  ['perpetrator', actors_of],
  ['target', (one) => words_of(HIT, one.targets)],
  ['weapon', (one) => words_of('weapon', one.weapons)],
  ['election', (one) => (one.election.related ? word('election_target', one.election.target) : null)],
];

/// The fields of two incidents side by side, those on which both are silent left out. The server's verdict goes first; where it has
/// none, what only one of them states is open.
export function compare(first: Summary, second: Summary, agreeing: readonly string[] = [], differing: readonly string[] = []): Compared[] {
  return FIELDS.map(([field, read]): Compared => {
    const [one, other] = [read(first), read(second)];
    const verdict = agreeing.includes(field) ? 'agree' : differing.includes(field) ? 'differ' : one === null || other === null ? 'open' : one === other ? 'agree' : 'differ';
    return { field, first: one, second: other, verdict };
  }).filter((one) => one.first !== null || one.second !== null);
}

export type Command = 'same' | 'not_same' | 'later' | 'undo' | 'next' | 'previous' | 'set' | 'retract' | 'help';
export const KEYS: Record<string, Command> = { s: 'same', n: 'not_same', l: 'later', u: 'undo', j: 'next', k: 'previous', e: 'set', r: 'retract', '?': 'help' };

/// What a key asks for; null while something is typed, chosen or held.
export function command_of(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'repeat'>, target: { tagName: string; isContentEditable?: boolean } | null): Command | number | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return null;
  if (target && (['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName) || target.isContentEditable)) return null;
  if (/^[1-9]$/.test(event.key)) return Number(event.key);
  return KEYS[event.key.toLowerCase()] ?? null;
}

/// A value as reports disagree about it, in the form that `set` takes; null: it needs a person's words.
export function value_to_set(field: string, value: string): string | null {
  switch (field) {
    case 'killed': case 'injured': case 'attackers_killed': {
      const plain = value.replace('–', '-').trim();
      return /^(at least )?\d+(-\d+)?$/.test(plain) || plain === 'unknown' ? plain : null;
    }
    case 'date': {
      const plain = value.replace(/ \(\w+\)$/, '');
      if (/^\d{4}-\d\d-\d\d$/.test(plain)) return plain;
      const range = /^(\d{4}-\d\d-\d\d)\/((?:\d{4}-)?(?:\d\d-)?\d\d)$/.exec(plain);
      return range ? `${range[1]}..${range[1].slice(0, 10 - range[2].length)}${range[2]}` : null;
    }
    case 'place': return value.replace(/ \([^)]*\)$/, '').split(',')[0].trim() || null;
    case 'sub_event_type': case 'election': case 'background': case 'status': return value || null;
    default: return null;
  }
}

/// How `set` calls the field of a conflict.
export function field_to_set(conflict: string): string {
  const field = conflict.split(':')[0];
  return field === 'actors' || field === 'actor' ? 'perpetrator' : field === 'type' ? 'sub_event_type' : field;
}

/// The one to look at after `id` is decided or left: that below, else that above.
export function neighbour(ids: readonly string[], id: string | null, step: 1 | -1): string | null {
  const at = id === null ? -1 : ids.indexOf(id);
  if (at < 0) return ids[0] ?? null;
  return ids[Math.max(0, Math.min(ids.length - 1, at + step))] ?? null;
}
