// Decisions of people: forms that make them, and what was decided by whom and when.
import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { link } from '../address';
import { type Decision, type Meta, post, Problem } from '../api';
import { moment } from '../format';
import { isolated } from '../isolate';
import { t, word } from '../words';
import { made_here } from './news';
import { ProblemBox } from './states';

const WHO = 'who';

/// The name under which decisions are made; remembered on this machine.
export function useWho(): [string, (name: string) => void] {
  const [who, set] = useState(() => { try { return localStorage.getItem(WHO) ?? ''; } catch { return ''; } });
  return [who, (name) => {
    set(name);
    try { localStorage.setItem(WHO, name); } catch { /* private window: it holds until the page is closed */ }
  }];
}

export const as_problem = (error: unknown): Problem => (error instanceof Problem ? error : new Problem(0, '', String(error)));

/// Makes a decision; gives its number, by which it can be undone.
export async function decide(path: 'merge' | 'apart' | 'split' | 'set' | 'retract' | 'undo' | 'later', body: Record<string, unknown>): Promise<number | null> {
  const { number } = await post<{ number: number | null }>(`/review/${path}`, body);
  made_here(number);
  return number;
}

/// Why a desk takes no decisions now; null: it does.
export function closed(meta: Meta, as_of: string | null): string | null {
  return !meta.writable ? t('decide.read_only') : as_of ? t('decide.as_of') : null;
}

/// A form that makes one decision. The problem of a refused one stays beside it, with what was typed.
export function DecisionForm({ path, body, submit, reason_needed = false, reason = '', done, children, ready = true }: {
  path: Parameters<typeof decide>[0]; body: Record<string, unknown>; submit: string; reason_needed?: boolean; reason?: string;
  done: (number: number | null) => void; children?: ComponentChildren; ready?: boolean;
}) {
  const [who, set_who] = useWho();
  const [why, set_why] = useState(reason);
  const [busy, set_busy] = useState(false);
  const [problem, set_problem] = useState<Problem | null>(null);
  const go = async (event: Event) => {
    event.preventDefault();
    if (busy || !ready) return;
    set_busy(true);
    set_problem(null);
    try {
      done(await decide(path, { ...body, by: who.trim(), reason: why.trim() }));
    } catch (error) {
      set_problem(as_problem(error));
    }
    set_busy(false);
  };
  return (
    <form class="decision-form" onSubmit={go}>
      {children}
      <label class="field"><span>{t(reason_needed ? 'decide.reason' : 'decide.reason_optional')}</span>
        <textarea rows={2} dir="auto" required={reason_needed} value={why} onInput={(event) => set_why(event.currentTarget.value)} />
      </label>
      <label class="field"><span>{t('decide.by')}</span>
        <input dir="auto" autocomplete="name" value={who} onInput={(event) => set_who(event.currentTarget.value)} />
      </label>
      {problem && <ProblemBox problem={problem} />}
      <button type="submit" disabled={busy || !ready}>{submit}</button>
    </form>
  );
}

const ELECTION = ['unrelated', 'none', 'candidate', 'party_office', 'rally', 'polling_place', 'election_staff', 'voters', 'material'];

/// A control for a value of a field, in the form in which `set` takes it.
function ValueInput({ meta, field, value, set }: { meta: Meta; field: string; value: string; set: (value: string) => void }) {
  const hint = useId();
  const take = (event: { currentTarget: { value: string } }) => set(event.currentTarget.value);
  const choices: [string, string][] | null =
    field === 'sub_event_type' || field === 'type' ? meta.types.flatMap((one) => one.sub_event_types.map((type): [string, string] => [type, word('sub_event_type', type)]))
    : field === 'status' ? meta.statuses.map((one): [string, string] => [one, word('status', one)])
    : field === 'election' ? ELECTION.map((one): [string, string] => [one, one === 'unrelated' ? t('election.false') : word('election_target', one)])
    : field === 'background' ? [['no', t('background.false')], ['yes', t('background.true')]]
    : null;
  if (choices) {
    return (
      <label class="field"><span>{t('decide.value')}</span>
        <select required value={value} onChange={take}>
          <option value="" disabled>{t('decide.choose')}</option>
          {choices.map(([one, words]) => <option value={one}>{words}</option>)}
          {!['status', 'election', 'background'].includes(field) && <option value="unknown">{t('decide.unknown')}</option>}
        </select>
      </label>
    );
  }
  if (field === 'date') {
    const [from = '', to = ''] = value === 'unknown' ? [] : value.split('..');
    const join = (earliest: string, latest: string) => set(!earliest ? '' : !latest || latest === earliest ? earliest : `${earliest}..${latest}`);
    return (
      <div class="pair">
        <label class="field"><span>{t('decide.first_day')}</span><input type="date" required={value !== 'unknown'} value={from} onInput={(event) => join(event.currentTarget.value, to)} /></label>
        <label class="field"><span>{t('decide.last_day')}</span><input type="date" value={to} min={from} onInput={(event) => join(from, event.currentTarget.value)} /></label>
        <Unknown value={value} set={set} />
      </div>
    );
  }
  const numeric = ['killed', 'injured', 'attackers_killed'].includes(field);
  return (
    <div class="pair">
      <label class="field"><span>{t('decide.value')}</span>
        <input dir="auto" required disabled={value === 'unknown'} value={value === 'unknown' ? '' : value} aria-describedby={numeric ? hint : undefined} list={field === 'perpetrator' ? 'known-actors' : undefined}
          pattern={numeric ? '\\s*(at least )?\\d+(\\s*[-–]\\s*\\d+)?\\s*' : undefined} onInput={take} />
        {numeric && <small id={hint}>{t('decide.number_hint')}</small>}
        {field === 'perpetrator' && <datalist id="known-actors">{meta.actors.slice(0, 200).map((one) => <option value={one.name} />)}</datalist>}
      </label>
      <Unknown value={value} set={set} />
    </div>
  );
}

function Unknown({ value, set }: { value: string; set: (value: string) => void }) {
  return <label class="check"><input type="checkbox" checked={value === 'unknown'} onChange={(event) => set(event.currentTarget.checked ? 'unknown' : '')} />{t('decide.unknown')}</label>;
}

/// Sets one field of an incident. `value` and `reason` are what stands in the form at first.
export function SetForm({ meta, incident, field: first, value: given = '', reason = '', done }: { meta: Meta; incident: string; field?: string; value?: string; reason?: string; done: (number: number | null) => void }) {
  const [field, set_field] = useState(first && meta.settable_fields.includes(first) ? first : meta.settable_fields[0]);
  const [value, set] = useState(given);
  return (
    <DecisionForm path="set" body={{ incident, field, value: value.trim().replace('–', '-') }} submit={t('decide.set_go')} reason={reason} done={done} ready={value.trim() !== ''}>
      <label class="field"><span>{t('decide.field')}</span>
        <select value={field} onChange={(event) => { set_field(event.currentTarget.value); set(''); }}>
          {meta.settable_fields.map((one) => <option value={one}>{word('field', one)}</option>)}
        </select>
      </label>
      <ValueInput meta={meta} field={field} value={value} set={set} />
    </DecisionForm>
  );
}

export function RetractForm({ incident, done }: { incident: string; done: (number: number | null) => void }) {
  return (
    <DecisionForm path="retract" body={{ incident }} submit={t('decide.retract_go')} reason_needed done={done}>
      <p>{t('decide.retract_hint')}</p>
    </DecisionForm>
  );
}

/// Takes a decision back; says what stands in the way.
export function UndoButton({ number, done }: { number: number; done: (number: number | null) => void }) {
  const [who] = useWho();
  const [busy, set_busy] = useState(false);
  const [problem, set_problem] = useState<Problem | null>(null);
  const go = async () => {
    set_busy(true);
    set_problem(null);
    try {
      done(await decide('undo', { number, by: who.trim() }));
    } catch (error) {
      set_problem(as_problem(error));
    }
    set_busy(false);
  };
  return (
    <>
      <button type="button" disabled={busy} onClick={go}>{t('decide.undo')}<span class="unseen"> {t('decision.number', { n: number })}</span></button>
      {problem && <ProblemBox problem={problem} />}
    </>
  );
}

/// "killed: 12", or "undoes decision 3".
export function decision_words(one: Decision): string {
  if (one.kind === 'undo') return t('decision.undo', { number: one.undoes ?? 0 });
  if (one.kind === 'set') return t('decision.set', { field: word('field', one.field), value: one.value === 'unknown' ? t('decide.unknown') : isolated(one.value ?? '') });
  return t(`decision.${one.kind}`);
}

export function DecisionList({ decisions, undone, writable }: { decisions: Decision[]; undone: (number: number | null) => void; writable: boolean }) {
  return (
    <ol class="decisions">
      {decisions.map((one) => (
        <li key={one.number} class={one.undone_by !== null ? 'taken-back' : undefined}>
          <p>
            <b>{t('decision.number', { n: one.number })}</b> <bdi>{decision_words(one)}</bdi>
            {one.undone_by !== null && <span class="tag">{t('decision.undone', { number: one.undone_by })}</span>}
            {one.adrift && <span class="tag">{t('decision.adrift')}</span>}
          </p>
          <p class="note"><time dateTime={one.at}>{moment(one.at)}</time> · <bdi>{one.by || t('decision.nobody')}</bdi></p>
          {one.reason && <p><q dir="auto">{one.reason}</q></p>}
          {one.incidents.length > 0 && <p class="note">{one.incidents.slice(0, 6).map((id, i) => <>{i > 0 && ' · '}<a href={link(`/incidents/${encodeURIComponent(id)}`)}><code>{id}</code></a></>)}</p>}
          {writable && one.undone_by === null && <UndoButton number={one.number} done={undone} />}
        </li>
      ))}
    </ol>
  );
}
