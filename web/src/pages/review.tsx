// What needs a person's decision, worth most first. Decided by keyboard or by button; every decision can be undone.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { address, change, link } from '../address';
import type { PageProps } from '../page';
import { type Decisions, type Incident, type Problem, type ReviewItem, type ReviewQueue, type Summary, useAnswer } from '../api';
import { beginning, isolated } from '../isolate';
import { rule_words } from '../parts/brief_words';
import { as_problem, closed, decide, DecisionList, RetractForm, SetForm, useWho } from '../parts/decide';
import { Dialog } from '../parts/dialog';
import { Mark } from '../parts/marks';
import { renew, useRenewals } from '../parts/news';
import { Passage } from '../parts/passage';
import { type Command, command_of, compare, field_to_set, KEYS, neighbour, value_to_set } from '../parts/queue';
import { reason_words } from '../parts/reason_words';
import { ProblemBox, Waiting } from '../parts/states';
import { FigureText, headline, StatusText, Title } from '../parts/values';
import { number, t, word } from '../words';
import '../pages.css';

type Window = { kind: 'help' } | { kind: 'set'; incident: string; field: string; value: string } | { kind: 'retract'; incident: string } | null;
interface Made { number: number; item: string | null; words: string }

const KEYS_OFF = 'keys_off';
const kept = (key: string): string | null => { try { return localStorage.getItem(key); } catch { return null; } };
const keep = (key: string, value: string) => { try { localStorage.setItem(key, value); } catch { /* private window */ } };

export function ReviewPage({ meta, query }: PageProps) {
  const as_of = query.get('as_of');
  const lens = { as_of, convention: query.get('convention') };
  const renewed = useRenewals();
  const answer = useAnswer<ReviewQueue>(address('/review', { ...lens, kind: query.get('kind'), place: query.get('place'), limit: '200' }), renewed);
  const decisions = useAnswer<Decisions>(address('/decisions', { as_of, limit: '50' }), renewed);
  const [who, set_who] = useWho();
  const [gone, set_gone] = useState<ReadonlySet<string>>(new Set());  // decided here, the server's answer still to come
  const [chosen, choose] = useState<string | null>(null);
  const [made, set_made] = useState<Made[]>([]);
  const [said, say] = useState('');
  const [failed, set_failed] = useState<{ words: string; problem: Problem } | null>(null);
  const [open, set_open] = useState<Window>(null);
  const [keys, set_keys] = useState(kept(KEYS_OFF) === null);
  const waiting = useRef(0);
  const shut = closed(meta, as_of);

  const items = useMemo(() => (answer.value?.items ?? []).filter((one) => !gone.has(one.id)), [answer.value, gone]);
  const ids = items.map((one) => one.id);
  const current = items.find((one) => one.id === chosen) ?? items[0] ?? null;
  // A new answer knows of what was decided, unless more is on its way.
  useEffect(() => { if (waiting.current === 0) set_gone(new Set()); }, [answer.value]);

  /// Takes the item away at once and brings it back if the server refuses.
  const settle = async (item: ReviewItem, path: 'merge' | 'apart' | 'later' | 'set', body: Record<string, unknown>, words: string) => {
    const next = neighbour(ids, item.id, ids.indexOf(item.id) === ids.length - 1 ? -1 : 1);
    set_gone((old) => new Set(old).add(item.id));
    choose(next === item.id ? null : next);
    set_failed(null);
    say(t('review.saving', { words }));
    ++waiting.current;
    try {
      const n = await decide(path, path === 'later' ? body : { ...body, by: who.trim(), reason: '' });
      if (n !== null) set_made((old) => [...old, { number: n, item: item.id, words }]);
      say(n === null ? words : t('review.saved', { words, number: n }));
    } catch (error) {
      set_gone((old) => { const back = new Set(old); back.delete(item.id); return back; });
      choose(item.id);
      say('');
      set_failed({ words, problem: as_problem(error) });
    }
    if (--waiting.current === 0) renew();
  };
  const undo = async () => {
    const last = made.at(-1) ?? null;
    const stands = decisions.value?.decisions.find((one) => one.kind !== 'undo' && one.undone_by === null);
    const n = last?.number ?? stands?.number;
    if (n === undefined) return say(t('review.nothing_to_undo'));
    set_failed(null);
    try {
      await decide('undo', { number: n, by: who.trim(), reason: '' });
      set_made((old) => old.filter((one) => one.number !== n));
      if (last?.item) choose(last.item);
      say(t('review.undone', { number: n }));
      renew();
    } catch (error) {
      set_failed({ words: t('decision.undo', { number: n }), problem: as_problem(error) });
    }
  };
  const take = (item: ReviewItem, value: string) => {
    const field = field_to_set(item.conflict!.field);
    const as_set = value_to_set(field, value);
    if (as_set === null) set_open({ kind: 'set', incident: item.first.id, field, value: '' });
    else settle(item, 'set', { incident: item.first.id, field, value: as_set }, t('decision.set', { field: word('field', field), value: isolated(value) }));
  };
  const run = (command: Command | number) => {
    if (command === 'next' || command === 'previous') {
      const to = neighbour(ids, current?.id ?? null, command === 'next' ? 1 : -1);
      choose(to);
      document.getElementById(`item-${to}`)?.scrollIntoView({ block: 'nearest' });
      return;
    }
    if (command === 'help') return set_open({ kind: 'help' });
    if (shut) return say(shut);
    if (command === 'undo') return void undo();
    if (!current) return;
    if (typeof command === 'number') {
      const value = current.conflict?.values[command - 1];
      if (value) take(current, value.value);
      return;
    }
    if (command === 'later') return void settle(current, 'later', { id: current.id }, t('review.put_off'));
    if (command === 'set') return set_open({ kind: 'set', incident: current.first.id, field: current.conflict ? field_to_set(current.conflict.field) : '', value: '' });
    if (command === 'retract') return set_open({ kind: 'retract', incident: current.first.id });
    if (!current.second) return;
    const both = [current.first.id, current.second.id];
    return void (command === 'same' ? settle(current, 'merge', { ids: both }, t('decision.merge')) : settle(current, 'apart', { ids: both }, t('review.apart')));
  };
  const runner = useRef(run);
  runner.current = run;
  useEffect(() => {
    if (!keys || open) return;
    const press = (event: KeyboardEvent) => {
      const command = event.defaultPrevented ? null : command_of(event, event.target as HTMLElement | null);
      if (command === null) return;
      event.preventDefault();
      runner.current(command);
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [keys, open]);

  const done = (n: number | null) => {
    if (n !== null) { set_made((old) => [...old, { number: n, item: current?.id ?? null, words: '' }]); say(t('decide.done', { number: n })); }
    set_open(null);
    renew();
  };

  return (
    <div class="page review">
      <header class="page-head">
        <Title text={t('nav.review')} />
        <div class="review-bar">
          <div class="switch" role="group" aria-label={t('review.kind')}>
            {[null, 'duplicate', 'dispute'].map((kind) => <button type="button" aria-pressed={query.get('kind') === kind} onClick={() => change({ kind }, { replace: true })}>{t(`review.kind.${kind ?? 'all'}`)}</button>)}
          </div>
          <label class="inline"><span>{t('decide.by')}</span><input dir="auto" autocomplete="name" value={who} onInput={(event) => set_who(event.currentTarget.value)} /></label>
          <button type="button" disabled={shut !== null} onClick={undo}>{t('decide.undo')} <kbd aria-hidden="true">u</kbd></button>
          <button type="button" class="plain" onClick={() => set_open({ kind: 'help' })}>{t('review.help')} <kbd aria-hidden="true">?</kbd></button>
        </div>
        {shut && <p class="note">{shut}</p>}
      </header>
      <p class="said-now" role="status">{said}</p>
      {failed && <div><p class="note">{t('review.failed', { words: failed.words })}</p><ProblemBox problem={failed.problem} /></div>}
      {answer.problem ? <ProblemBox problem={answer.problem} again={answer.again} />
        : !answer.value ? <Waiting />
        : items.length === 0 ? <div class="sheet empty"><p>{t('review.empty')}</p></div>
        : (
          <div class="desk-columns">
            <nav class="sheet queue" aria-label={t('review.queue')}>
              <p class="note">{t('review.left', { n: Math.max(items.length, (answer.value.total ?? 0) - gone.size) })}</p>
              <ol tabIndex={-1}>
                {items.map((one) => (
                  <li id={`item-${one.id}`}>
                    <button type="button" class="queue-item" aria-current={one === current ? 'true' : undefined} onClick={() => choose(one.id)}>
                      <span class="tag"><Mark name={one.kind === 'duplicate' ? 'twin' : 'conflict'} />{t(`review.kind.${one.kind}`)}</span>
                      <b>{headline(one.first)}</b>
                      <small>{one.kind === 'dispute' ? word('field', (one.conflict?.field ?? one.field ?? '').split(':')[0]) : t('count.reports', { n: one.first.reports + (one.second?.reports ?? 0) })}{one.later && <> · {t('review.later_tag')}</>}</small>
                    </button>
                  </li>
                ))}
              </ol>
            </nav>
            {current && (
              <section class="sheet deciding" aria-label={t('review.deciding')} key={current.id}>
                {current.kind === 'duplicate' && current.second
                  ? <Pair item={current} second={current.second} shut={shut !== null} run={run} lens={lens} meta_open={set_open} />
                  : <Dispute item={current} shut={shut !== null} run={run} take={(value) => take(current, value)} lens={lens} />}
              </section>
            )}
          </div>
        )}
      <section class="sheet" aria-labelledby="decided">
        <h2 id="decided">{t('review.decided')}</h2>
        {decisions.problem ? <ProblemBox problem={decisions.problem} again={decisions.again} />
          : !decisions.value ? <Waiting />
          : decisions.value.decisions.length === 0 ? <p class="note">{t('incident.no_decisions')}</p>
          : <DecisionList decisions={decisions.value.decisions} undone={(n) => { say(t('decide.done', { number: n ?? 0 })); renew(); }} writable={shut === null} />}
      </section>
      {open && (
        <Dialog title={t(`decide.${open.kind}`)} close={() => set_open(null)}>
          {open.kind === 'set' ? <SetForm meta={meta} incident={open.incident} field={open.field} value={open.value} done={done} />
            : open.kind === 'retract' ? <RetractForm incident={open.incident} done={done} />
            : (
              <>
                <dl class="keys">
                  {Object.entries(KEYS).map(([key, command]) => <><dt><kbd>{key}</kbd></dt><dd>{t(`key.${command}`)}</dd></>)}
                  <dt><kbd>1</kbd>–<kbd>9</kbd></dt><dd>{t('key.value')}</dd>
                </dl>
                <label class="check"><input type="checkbox" checked={keys} onChange={(event) => {
                  set_keys(event.currentTarget.checked);
                  if (event.currentTarget.checked) { try { localStorage.removeItem(KEYS_OFF); } catch { /* private window */ } } else keep(KEYS_OFF, '1');
                }} />{t('review.keys_on')}</label>
              </>
            )}
        </Dialog>
      )}
    </div>
  );
}

type Lens = { as_of: string | null; convention: string | null };
interface Part { item: ReviewItem; shut: boolean; run: (command: Command) => void; lens: Lens }

function Pair({ item, second, shut, run, lens, meta_open }: Part & { second: Summary; meta_open: (open: Window) => void }) {
  const rows = compare(item.first, second, item.agreeing, item.differing);
  const sides = [item.first, second];
  return (
    <>
      <h2>{t('review.question')}</h2>
      <p class="note"><bdi>{reason_words(item.reason)}</bdi>{typeof item.score === 'number' && <> ({number(Math.round(item.score * 100))} %)</>}</p>
      {!shut && (
        <p class="actions">
          <button type="button" class="go" onClick={() => run('same')}>{t('review.same')} <kbd aria-hidden="true">s</kbd></button>
          <button type="button" class="go" onClick={() => run('not_same')}>{t('review.not_same')} <kbd aria-hidden="true">n</kbd></button>
          <button type="button" onClick={() => run('later')}>{t('review.later')} <kbd aria-hidden="true">l</kbd></button>
        </p>
      )}
      <div class="scroll" tabIndex={0} role="region" aria-label={t('review.fields')}>
        <table class="compared">
          <thead>
            <tr>
              <th scope="col"><span class="unseen">{t('decide.field')}</span></th>
              {sides.map((one) => <th scope="col"><a href={link(`/incidents/${encodeURIComponent(one.id)}`)}><code>{one.id}</code></a> <StatusText status={one.status} /></th>)}
              <th scope="col">{t('review.verdict')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr class={row.verdict}>
                <th scope="row">{word('field', row.field)}</th>
                <td><bdi>{row.first ?? t('not_stated')}</bdi></td><td><bdi>{row.second ?? t('not_stated')}</bdi></td>
                <td class="verdict"><Mark name={row.verdict === 'agree' ? 'verified' : row.verdict === 'differ' ? 'changed' : 'unverified'} />{t(`review.${row.verdict}`)}</td>
              </tr>
            ))}
            <tr><th scope="row">{t('incident.reports')}</th>{sides.map((one) => <td>{t('count.reports', { n: one.reports })}</td>)}<td /></tr>
          </tbody>
        </table>
      </div>
      <div class="sides">
        {sides.map((one, i) => (
          <section aria-label={t('review.side', { n: i + 1 })}>
            <h3>{headline(one)}</h3>
            <Told id={one.id} lens={lens} />
            {!shut && (
              <p class="actions">
                <button type="button" class="link" onClick={() => meta_open({ kind: 'set', incident: one.id, field: '', value: '' })}>{t('decide.set')}</button>
                <button type="button" class="link" onClick={() => meta_open({ kind: 'retract', incident: one.id })}>{t('decide.retract')}</button>
              </p>
            )}
          </section>
        ))}
      </div>
    </>
  );
}

function Dispute({ item, shut, run, take, lens }: Part & { take: (value: string) => void }) {
  const conflict = item.conflict;
  const field = (conflict?.field ?? item.field ?? '').split(':')[0];
  return (
    <>
      <h2>{t('review.which', { field: word('field', field) })}</h2>
      <p><a href={link(`/incidents/${encodeURIComponent(item.first.id)}`)}>{headline(item.first)}</a> <StatusText status={item.first.status} /></p>
      <p><FigureText value={item.first.killed} kind="killed" /> · <FigureText value={item.first.injured} kind="injured" /></p>
      {conflict?.field.includes(':') && <p><b><bdi>{conflict.field.slice(conflict.field.indexOf(':') + 1).trim()}</bdi></b></p>}
      <ol class="values">
        {conflict?.values.map((one, i) => (
          <li>
            <p><b><bdi>{one.value}</bdi></b> <small>{t('count.reports', { n: one.documents.length })}: {one.documents.slice(0, 6).map((id, j) => <>{j > 0 && t('list.comma')}<bdi class="long">{id}</bdi></>)}{one.documents.length > 6 && ' …'}</small></p>
            {!shut && <button type="button" onClick={() => take(one.value)}>{t('review.take')}<span class="unseen"> {one.value}</span> {i < 9 && <kbd aria-hidden="true">{i + 1}</kbd>}</button>}
          </li>
        ))}
      </ol>
      {conflict && <p class="rule"><Mark name="verified" />{t('statement.chosen', { value: isolated(conflict.chosen), rule: rule_words(conflict.rule) })}</p>}
      {!shut && (
        <p class="actions">
          <button type="button" onClick={() => run('set')}>{t('review.other_value')} <kbd aria-hidden="true">e</kbd></button>
          <button type="button" onClick={() => run('later')}>{t('review.later')} <kbd aria-hidden="true">l</kbd></button>
          <button type="button" onClick={() => run('retract')}>{t('decide.retract')} <kbd aria-hidden="true">r</kbd></button>
        </p>
      )}
      <Told id={item.first.id} lens={lens} />
    </>
  );
}

/// The sentences that tell of an incident, of its first few originals.
function Told({ id, lens }: { id: string; lens: Lens }) {
  const answer = useAnswer<Incident>(address(`/incidents/${encodeURIComponent(id)}`, lens));
  if (answer.problem) return <ProblemBox problem={answer.problem} again={answer.again} />;
  if (!answer.value) return <Waiting />;
  const documents = answer.value.documents.filter((one) => !one.copies_of).slice(0, 3);
  return (
    <ul class="cards">
      {documents.map((one) => (
        <li>
          <p class="head"><a href={link(`/reports/${encodeURIComponent(one.id)}`)}><bdi>{beginning(one.title ?? one.id)}</bdi></a> <small><bdi>{beginning(one.source ?? '', 80)}</bdi></small></p>
          <Passage document={one.id} incident={answer.value!.id} as_of={lens.as_of} />
        </li>
      ))}
    </ul>
  );
}
