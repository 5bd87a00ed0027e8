// What reports state of one field: each value with its words, in whose mouth it is put, where and when, and which of them stands.
import { link } from '../address';
import type { Conflict, Incident, ReportRef, Statement } from '../api';
import { count, day, published, read_day } from '../format';
import { beginning, isolated } from '../isolate';
import { HIT, t, word } from '../words';
import { rule_words, server_words } from './brief_words';
import { Mark } from './marks';

const ORDER = ['date', 'place', 'type', 'killed', 'injured', 'attackers_killed', 'attackers_injured', 'abducted', 'arrested', 'missing', 'displaced', 'actor', 'victim', 'target', 'weapon', 'election'];
/// How `set` calls a field of statements; the others cannot be set.
export const SETTABLE: Record<string, string> = { date: 'date', place: 'place', type: 'sub_event_type', killed: 'killed', injured: 'injured', attackers_killed: 'attackers_killed', actor: 'perpetrator', election: 'election' };

/// The field of statements that a conflict is about: "actors: NAME" is about actors.
export function field_of(conflict: string): string {
  const field = conflict.split(':')[0];
  return field === 'actors' || field === 'perpetrator' ? 'actor' : field === 'sub_event_type' || field === 'event_type' ? 'type' : field;
}

export interface FieldGroup { field: string; statements: Statement[]; conflicts: Conflict[] }

/// Statements by field, in the order in which a desk asks; a field on which only a person spoke is there too.
export function by_field(incident: Pick<Incident, 'statements' | 'conflicts'>): FieldGroup[] {
  const groups = new Map<string, FieldGroup>();
  const group = (field: string) => groups.get(field) ?? groups.set(field, { field, statements: [], conflicts: [] }).get(field)!;
  for (const one of incident.statements) group(one.field).statements.push(one);
  for (const one of incident.conflicts) group(field_of(one.field)).conflicts.push(one);
  const place = (field: string) => { const at = ORDER.indexOf(field); return at < 0 ? ORDER.length : at; };
  return [...groups.values()].sort((a, b) => place(a.field) - place(b.field));
}

export interface Folded { statement: Statement; copies: Statement[] }
export interface Value { value: string; certainty: Statement['certainty']; stands: boolean; told: Folded[] }

/// Statements by what they say, each with all who say it: first what stands, then by how many independent reports say it. Wire copies
/// stand under their original; where that says something else, they stand alone.
export function by_value(statements: Statement[], original_of: ReadonlyMap<string, string>): Value[] {
  const values = new Map<string, Value>();
  const originals_first = [...statements].sort((a, b) => Number(original_of.has(a.report.document)) - Number(original_of.has(b.report.document)));
  for (const one of originals_first) {
    const words = statement_value(one);
    const key = JSON.stringify([words, one.certainty ?? null]);
    const value = values.get(key) ?? values.set(key, { value: words, certainty: one.certainty, stands: false, told: [] }).get(key)!;
    value.stands ||= one.chosen;
    const original = original_of.get(one.report.document);
    const over = value.told.find((each) => each.statement.report.document === original);
    if (over) over.copies.push(one);
    else value.told.push({ statement: one, copies: [] });
  }
  return [...values.values()].sort((a, b) => Number(b.stands) - Number(a.stands) || b.told.length - a.told.length);
}

/// Copies by document: to the first original, however long the chain.
export function originals(documents: { id: string; copies_of?: string | null }[]): Map<string, string> {
  const direct = new Map(documents.filter((one) => one.copies_of).map((one) => [one.id, one.copies_of!]));
  const out = new Map<string, string>();
  for (const [id, of] of direct) {
    let original = of;
    for (let steps = 0; direct.has(original) && steps < direct.size; ++steps) original = direct.get(original)!;
    if (!direct.has(original)) out.set(id, original);  // else a circle, which has no original
  }
  return out;
}

/// The page of a report, at a span of it.
export function report_link(document: string, span?: { start: number; end: number } | null): string {
  return link(`/reports/${encodeURIComponent(document)}`, { span: span ? `${span.start}-${span.end}` : null });
}

export function statement_value(one: Statement): string {
  if (one.low !== undefined && (one.low !== null || one.high !== null || one.qualifier === 'several')) {
    return `${count({ low: one.low, high: one.high ?? null, qualifier: one.qualifier ?? null })}${one.group ? ` ${word('group', one.group)}` : ''}`;
  }
  const kind = { type: 'sub_event_type', weapon: 'weapon', target: HIT, election: 'election_target' }[one.field];
  if (one.field === 'date' && read_day(one.value)) return day(one.value);
  if (kind) return word(kind, one.field === 'type' ? one.value : one.value.replace(/ /g, '_'));
  if (one.field === 'actor') return server_words('perpetrator', one.value);
  if (one.field === 'place') return server_words('place', one.value);
  if (one.field === 'victim' && one.group) {  // "policeman (police)"
    const whom = one.value.replace(` (${one.group.replace(/_/g, ' ')})`, '');
    return one.group === 'unspecified' ? whom : `${isolated(whom)} (${word('group', one.group)})`;
  }
  return one.value;
}

/// The account by which an incident could be found at a moment; null: none of its reports was known.
export function known_then(reports: Incident['reports'], at: string): string | null {
  const moment = Date.parse(at.length === 10 ? `${at}T23:59:59.999Z` : at);
  return reports.filter((one) => one.learnt && Date.parse(one.learnt) <= moment).map((one) => one.id).sort()[0] ?? null;
}

export const denied = (one: Statement): boolean => one.certainty === 'denied';

/// "Khyber Ledger, 24 Jan 2029", with the title for who wants more.
export function ReportName({ report, span }: { report: ReportRef; span?: Statement['span'] }) {
  return (
    <span class="report-name">
      <a href={report_link(report.document, span)} title={report.title ? beginning(report.title) : undefined}><bdi>{beginning(report.source ?? report.title ?? report.document, 80)}</bdi></a>
      <small> <time dateTime={report.published ?? undefined}>{published(report.published)}</time></small>
    </span>
  );
}

// In whose mouth a value is put matters where people speak of people; a day is a day whoever names it.
const VOICED = new Set(['killed', 'injured', 'attackers_killed', 'attackers_injured', 'abducted', 'arrested', 'missing', 'displaced', 'actor']);

function Telling({ statement }: { statement: Statement }) {
  return (
    <p class={`telling ${statement.chosen ? 'chosen' : ''}`}>
      {statement.span && <a class="words" href={report_link(statement.report.document, statement.span)}><q dir="auto">{statement.span.quote}</q></a>}
      {statement.headline && <span class="words"><q dir="auto">{statement.report.title}</q> <small>{t('statement.headline')}</small></span>}
      {(statement.speaker || VOICED.has(statement.field)) && <span class="voice"><bdi>{statement.speaker ? t('statement.says', { speaker: isolated(statement.speaker) }) : t('statement.own_voice')}</bdi></span>}
      <ReportName report={statement.report} span={statement.span} />
    </p>
  );
}

export function FieldStatements({ group, original_of, set }: { group: FieldGroup; original_of: ReadonlyMap<string, string>; set?: () => void }) {
  return (
    <section class="field-group" id={`field-${group.field}`} aria-labelledby={`name-${group.field}`}>
      <div class="field-head">
        <h3 id={`name-${group.field}`}>{word('field', group.field)}</h3>
        {group.conflicts.length > 0 && <span class="tag differ"><Mark name="conflict" />{t('statement.differ')}</span>}
        {set && SETTABLE[group.field] && <button type="button" class="link" onClick={set}>{t('statement.correct')}<span class="unseen"> {word('field', group.field)}</span></button>}
      </div>
      {group.conflicts.map((one) => <ConflictBox conflict={one} />)}
      <ul class="statements">
        {by_value(group.statements, original_of).map((one) => (
          <li class={`statement ${one.stands ? 'stands' : ''} ${one.certainty === 'denied' ? 'denied' : ''}`}>
            <p class="said">
              <b><bdi>{one.value}</bdi></b>
              {one.certainty === 'denied' ? <span class="tag denied"><Mark name="retracted" />{word('certainty', 'denied')}</span>
                : one.stands && <span class="tag stands"><Mark name="verified" />{t('statement.stands')}</span>}
            </p>
            <div class="tellings">
              {one.told.map(({ statement, copies }) => (
                <>
                  <Telling statement={statement} />
                  {copies.length > 0 && (
                    <details class="copies">
                      <summary>{t('statement.copies', { n: copies.length })}</summary>
                      {copies.map((copy) => <Telling statement={copy} />)}
                    </details>
                  )}
                </>
              ))}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function ConflictBox({ conflict }: { conflict: Conflict }) {
  const about = conflict.field.includes(':') ? conflict.field.slice(conflict.field.indexOf(':') + 1).trim() : null;
  return (
    <div class="conflict">
      {about && <p><bdi>{about}</bdi></p>}
      <ul>
        {conflict.values.map((one) => (
          <li class={one.value === conflict.chosen ? 'stands' : undefined}>
            <b><bdi>{server_words(conflict.field, one.value)}</bdi></b> <small>{t('count.reports', { n: one.documents.length })}</small>
          </li>
        ))}
      </ul>
      <p class="rule"><Mark name="verified" />{t('statement.chosen', { value: isolated(server_words(conflict.field, conflict.chosen)), rule: rule_words(conflict.rule) })}</p>
    </div>
  );
}
