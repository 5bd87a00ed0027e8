// The text of a report, cut where what was read in it begins and ends. Spans may overlap in any way.
import type { Account, Measure, ReportWhole, Span, Tally, Warning } from '../api';
import { count, days, place } from '../format';
import { HIT, t, word } from '../words';

export type Voice = 'account' | 'tally' | 'measure' | 'warning';

/// One thing that was read at one span.
export interface Told {
  voice: Voice;
  account: string | null;   // of an account: its number in the report
  index: number;            // of the account or notice among its like: gives colour and label
  whole: boolean;           // the sentences of an account rather than one value
  field: string;
  value: string;            // in words
  speaker: string | null;
  certainty: string | null;
  settable: { field: string; value: string } | null;  // how a person sets this field, and to what is read now
  span: Span;
}

export interface Segment {
  start: number;  // in code points
  end: number;
  text: string;
  told: Told[];    // what covers it, narrowest first
  begins: Told[];  // of them, what begins here
}

const wide = (told: Told): number => told.span.end - told.span.start;

/// Cuts `text` from code point `from` to `to` (exclusive). Spans that lie outside or are turned round are left out.
export function cut(text: string, told: readonly Told[], from = 0, to = Infinity): Segment[] {
  const points = Array.from(text);
  const first = Math.max(0, from);
  const last = Math.min(points.length, to);
  const inside = told.filter((one) => one.span.start < one.span.end && one.span.start < last && one.span.end > first).sort((a, b) => a.span.start - b.span.start);
  const edges = new Set([first, last]);
  for (const { span } of inside) {
    edges.add(Math.max(first, span.start));
    edges.add(Math.min(last, span.end));
  }
  const sorted = [...edges].sort((a, b) => a - b);
  const out: Segment[] = [];
  let open: Told[] = [];
  let next = 0;
  for (let i = 0; i + 1 < sorted.length; ++i) {
    const [start, end] = [sorted[i], sorted[i + 1]];
    open = open.filter((one) => one.span.end > start);
    const begins: Told[] = [];
    for (; next < inside.length && inside[next].span.start <= start; ++next) {
      if (inside[next].span.end <= start) continue;
      open.push(inside[next]);
      begins.push(inside[next]);
    }
    out.push({ start, end, text: points.slice(start, end).join(''), told: [...open].sort((a, b) => wide(a) - wide(b)), begins });
  }
  return out;
}

/// A, B, … Z, AA: the label of an account beside its colour.
export function letter(index: number): string {
  const rest = Math.floor(index / 26);
  return (rest > 0 ? letter(rest - 1) : '') + String.fromCharCode(65 + (index % 26));
}

/// A count as `set` takes it: "12", "10-12", "at least 15".
export function count_to_set(value: { low: number | null; high: number | null; qualifier?: string | null }): string {
  const { low, high } = value;
  if (low === null && high === null) return 'unknown';
  if (low !== null && (high === null || value.qualifier === 'at_least' || value.qualifier === 'more_than')) return `at least ${value.qualifier === 'more_than' && high === null ? low + 1 : low}`;
  return low === null || low === high ? String(high) : `${low}-${high}`;
}

export function date_to_set(value: { earliest: string | null; latest: string | null }): string {
  const { earliest, latest } = value;
  if (!earliest && !latest) return 'unknown';
  return !earliest || !latest || earliest === latest ? (earliest ?? latest)! : `${earliest}..${latest}`;
}

/// All that an account tells, value by value; what has no words of its own is left out.
export function told_of(account: Account, index: number): Told[] {
  const out: Told[] = [];
  const add = (field: string, value: string, span: Span | null | undefined, more: Partial<Told> = {}) => {
    if (span) out.push({ voice: 'account', account: account.id, index, whole: false, field, value, speaker: null, certainty: null, settable: null, span, ...more });
  };
  for (const span of account.evidence) add('evidence', word('sub_event_type', account.sub_event_type), span, { whole: true, settable: { field: 'sub_event_type', value: account.sub_event_type } });
  add('date', days(account.date), account.date.span, { settable: { field: 'date', value: date_to_set(account.date) } });
  add('place', place({ lat: null, lon: null, radius_km: null, constituency: null, name: null, admin2: null, admin1: null, country: null, ...account.place }), account.place.span, { settable: { field: 'place', value: account.place.name ?? account.place.admin2 ?? 'unknown' } });
  for (const one of account.counts) {
    const field = one.effect === 'killed' && one.group === 'attacker' ? 'attackers_killed' : one.effect;
    const settable = ['killed', 'injured', 'attackers_killed'].includes(field) ? { field, value: count_to_set(one) } : null;
    add(field, `${count(one)} (${word('group', one.group)})`, one.span, { speaker: one.speaker, settable });
  }
  for (const one of account.actors) {
    add(one.role === 'perpetrator' ? 'perpetrator' : 'actor', one.name, one.span, { speaker: one.speaker, certainty: one.certainty, settable: one.role === 'perpetrator' ? { field: 'perpetrator', value: one.name } : null });
  }
  for (const one of account.victims) add('victim', `${one.name ?? one.text} (${word('group', one.group)})`, one.span);
  for (const one of account.targets) add('target', word(HIT, one.class), one.span);
  for (const one of account.weapons) add('weapon', word('weapon', one.class), one.span);
  if (account.election.related) add('election', word('election_target', account.election.target), account.election.span, { settable: { field: 'election', value: account.election.target } });
  return out;
}

const where_of = (one: Tally | Measure | Warning): string | null =>
  one.place && (one.place.name || one.place.admin1 || one.place.country) ? place({ lat: null, lon: null, radius_km: null, constituency: null, name: null, admin2: null, admin1: null, country: null, precision: 'unknown', ...one.place }) : null;

/// A tally, measure or warning in words.
export function notice_words(voice: Exclude<Voice, 'account'>, one: Tally | Measure | Warning): string {
  const parts: (string | null | undefined)[] = [];
  if (voice === 'tally') {
    const tally = one as Tally;
    parts.push(`${count({ low: tally.low, high: tally.high, qualifier: tally.qualifier ?? (tally.high === null ? 'at_least' : null) })} ${t(`effect.${tally.effect}`)}`);
    if (tally.period && (tally.period.earliest || tally.period.latest)) parts.push(days({ ...tally.period, precision: 'unknown' }));
  } else {
    parts.push(word(voice, (one as Measure).kind));
    if (voice === 'measure') parts.push(word('measure_status', (one as Measure).status));
    parts.push((one as Measure).by);
  }
  parts.push(where_of(one));
  return parts.filter(Boolean).join(t('list.comma'));
}

/// All that was read in a report.
export function all_told(report: ReportWhole): Told[] {
  const out = report.accounts.flatMap(told_of);
  const notices: [Exclude<Voice, 'account'>, (Tally | Measure | Warning)[]][] = [['tally', report.tallies ?? []], ['measure', report.measures ?? []], ['warning', report.warnings ?? []]];
  for (const [voice, list] of notices) {
    list.forEach((one, index) => {
      if (one.span) out.push({ voice, account: null, index, whole: false, field: voice, value: notice_words(voice, one), speaker: (one as Measure).by ?? null, certainty: null, settable: null, span: one.span });
    });
  }
  return out;
}

/// The stretch of text that holds all that `told` says.
export function stretch(told: readonly Told[]): { from: number; to: number } {
  return { from: Math.min(...told.map((one) => one.span.start)), to: Math.max(...told.map((one) => one.span.end)) };
}

/// An address that a page may link to: the web's only; a report may bring any.
export function web_address(url: string | null | undefined): string | null {
  if (!url) return null;
  try {
    const parsed = new URL(url);
    return parsed.protocol === 'https:' || parsed.protocol === 'http:' ? parsed.href : null;
  } catch {
    return null;
  }
}
