// One incident: what is stated of it, by whom and where, what of that stands and why, and what people decided.
import { useEffect, useMemo, useState } from 'preact/hooks';
import { address, change, go, link } from '../address';
import type { PageProps } from '../page';
import { type Incident, useAnswer } from '../api';
import { moment, published } from '../format';
import { beginning, isolated } from '../isolate';
import { closed, DecisionForm, DecisionList, RetractForm, SetForm } from '../parts/decide';
import { Dialog } from '../parts/dialog';
import { value_words } from '../parts/brief_words';
import { Mark } from '../parts/marks';
import { web_address } from '../parts/marked';
import { renew, useRenewals } from '../parts/news';
import { Passage } from '../parts/passage';
import { join_words, reason_words } from '../parts/reason_words';
import { ProblemBox, Waiting } from '../parts/states';
import { by_field, denied, known_then, FieldStatements, originals, report_link, ReportName, SETTABLE, statement_value } from '../parts/statements';
import { Actors, FigureText, headline, StatusText, Title, When, Where } from '../parts/values';
import { HIT, number, t, word } from '../words';
import '../pages.css';

type Window = { kind: 'set'; field: string } | { kind: 'retract' } | { kind: 'split' } | { kind: 'merge' | 'apart'; with: string } | null;

// Reports whose sentences are shown at once; of more they are fetched when asked for.
const SHOWN_AT_ONCE = 4;

export function IncidentPage({ meta, id, query }: PageProps) {
  const as_of = query.get('as_of');
  const convention = query.get('convention');
  const answer = useAnswer<Incident>(address(`/incidents/${encodeURIComponent(id)}`, { as_of, convention }), useRenewals());
  const [open, set_open] = useState<Window>(null);
  const [decided, set_decided] = useState<number | null>(null);
  const one = answer.value;
  const groups = useMemo(() => (one ? by_field(one) : []), [one]);
  const original_of = useMemo(() => originals(one?.documents ?? []), [one]);
  // An address may name any account of the incident, or its beginning: the page then stands at the incident's own.
  useEffect(() => {
    if (one && one.id !== id && !as_of) history.replaceState(null, '', link(`/incidents/${encodeURIComponent(one.id)}`) + location.hash);
  }, [one?.id]);

  // An incident is called after the least of its accounts. Before that one was known it had another name: that of one that was.
  const missing = as_of !== null && answer.problem?.status === 404;
  const now = useAnswer<Incident>(missing ? address(`/incidents/${encodeURIComponent(id)}`) : null);
  const then = missing && now.value ? known_then(now.value.reports, as_of) : null;
  useEffect(() => { if (then && then !== id) go(link(`/incidents/${encodeURIComponent(then)}`), { replace: true }); }, [then]);

  if (missing && now.loading) return <div class="page"><Title text={t('nav.incident')} /><Waiting /></div>;
  if (answer.problem) return <div class="page"><Title text={t('nav.incident')} /><ProblemBox problem={answer.problem} again={answer.again} /></div>;
  if (!one) return <div class="page"><Title text={t('nav.incident')} /><Waiting /></div>;
  const short = one.summary;
  const shut = closed(meta, as_of);
  const done = (n: number | null) => { set_open(null); set_decided(n); renew(); };
  // What is split off may keep the incident's name: this page stays with the rest.
  const parted = (n: number | null, staying: string) => { done(n); go(link(`/incidents/${encodeURIComponent(staying)}`), { replace: true }); };
  const denials = one.statements.filter(denied);

  return (
    <div class="page incident">
      <header class="page-head">
        <Title text={headline(short)} />
        <p class="standing">
          <StatusText status={short.status} />
          {short.election.related && <span class="tag election"><Mark name="ballot" />{short.election.target === 'none' ? t('list.election') : word('election_target', short.election.target)}</span>}
          {short.background && <span class="tag">{t('list.background')}</span>}
          <code>{one.id}</code>
          <CopyLink />
        </p>
      </header>
      {decided !== null && <p class="done" role="status"><Mark name="verified" />{t('decide.done', { number: decided })}</p>}

      <div class="columns">
        <div class="column">
          <section class="sheet" aria-labelledby="in-short">
            <div class="sheet-head">
              <h2 id="in-short">{t('incident.in_short')}</h2>
              <label class="sort no-print"><span>{t('filter.convention')}</span>
                <select value={convention ?? meta.default_convention} onChange={(event) => change({ convention: event.currentTarget.value === meta.default_convention ? null : event.currentTarget.value }, { replace: true })}>
                  {meta.conventions.map((name) => <option value={name}>{name}</option>)}
                </select>
              </label>
            </div>
            <p class="tolls">
              <FigureText value={short.killed} kind="killed" /><FigureText value={short.injured} kind="injured" />
              {short.attackers_killed && <FigureText value={short.attackers_killed} kind="attackers_killed" />}
            </p>
            <dl class="facts">
              <dt>{t('field.type')}</dt><dd>{word('event_type', short.event_type)} · {word('sub_event_type', short.sub_event_type)}</dd>
              <dt>{t('field.date')}</dt><dd><When value={short.date} /></dd>
              <dt>{t('field.place')}</dt><dd><Where value={short.place} />{short.place.constituency && <> <small>{t('area.constituency')} <bdi>{short.place.constituency.replace(/;/g, ', ')}</bdi></small></>}</dd>
              <dt>{t('field.actors')}</dt><dd>{short.actors.length > 0 ? <Actors actors={short.actors} /> : t('not_stated')}</dd>
              <dt>{t('incident.hit')}</dt><dd>{[...short.targets.map((each) => word(HIT, each)), ...short.victim_groups.filter((each) => each !== 'unspecified').map((each) => word('group', each))].join(t('list.comma')) || t('not_stated')}</dd>
              <dt>{t('field.weapon')}</dt><dd>{short.weapons.map((each) => word('weapon', each)).join(t('list.comma')) || t('not_stated')}</dd>
              <dt>{t('incident.reports')}</dt><dd>{t('count.reports', { n: short.reports })}{short.independent < short.reports && <>{t('list.comma')}{t('incident.independent', { n: short.independent })}</>}</dd>
              <dt>{t('incident.first_known')}</dt><dd>{moment(one.first_known)}</dd>
              <dt>{t('incident.last_changed')}</dt><dd>{moment(one.last_changed)}</dd>
            </dl>
          </section>

          {denials.length > 0 && (
            <section class="sheet" aria-labelledby="denied">
              <h2 id="denied">{t('incident.denied')}</h2>
              <ul class="plain-list">
                {denials.map((each) => <li><bdi>{statement_value(each)}</bdi> — <bdi>{each.speaker ? t('statement.says', { speaker: isolated(each.speaker) }) : t('statement.own_voice')}</bdi>, <ReportName report={each.report} span={each.span} /></li>)}
              </ul>
            </section>
          )}

          <section class="sheet" aria-labelledby="stated">
            <h2 id="stated">{t('incident.stated')}</h2>
            <p class="note">{t('incident.stated_hint')}</p>
            {groups.map((group) => <FieldStatements group={group} original_of={original_of} set={shut ? undefined : () => set_open({ kind: 'set', field: SETTABLE[group.field] })} />)}
          </section>
        </div>

        <div class="column">
          <section class="sheet no-print" aria-labelledby="correct">
            <h2 id="correct">{t('incident.correct')}</h2>
            {shut ? <p class="note">{shut}</p> : (
              <p class="actions">
                <button type="button" onClick={() => set_open({ kind: 'set', field: '' })}>{t('decide.set')}</button>
                <button type="button" disabled={one.reports.length < 2} onClick={() => set_open({ kind: 'split' })}>{t('decide.split')}</button>
                <button type="button" onClick={() => set_open({ kind: 'retract' })}>{t('decide.retract')}</button>
              </p>
            )}
          </section>

          <Reports one={one} original_of={original_of} as_of={as_of} />

          {one.duplicates.length > 0 && (
            <section class="sheet" aria-labelledby="twins">
              <h2 id="twins">{t('incident.duplicates')}</h2>
              <ul class="cards">
                {one.duplicates.map((pair) => (
                  <li>
                    <p class="head"><a href={link(`/incidents/${encodeURIComponent(pair.id)}`)}>{headline(pair.incident)}</a></p>
                    <p><FigureText value={pair.incident.killed} kind="killed" /> · <FigureText value={pair.incident.injured} kind="injured" /> · {t('count.reports', { n: pair.incident.reports })}</p>
                    <p class="note"><bdi>{reason_words(pair.reason)}</bdi> ({number(Math.round(pair.score * 100))} %)</p>
                    {!shut && (
                      <p class="actions no-print">
                        <button type="button" onClick={() => set_open({ kind: 'merge', with: pair.id })}>{t('review.same')}</button>
                        <button type="button" onClick={() => set_open({ kind: 'apart', with: pair.id })}>{t('review.not_same')}</button>
                      </p>
                    )}
                  </li>
                ))}
              </ul>
            </section>
          )}

          {one.joins.length > 0 && (
            <section class="sheet" aria-labelledby="joins">
              <h2 id="joins">{t('incident.joins')}</h2>
              <ul class="plain-list note">{one.joins.map((each) => <li>{join_words(each)}</li>)}</ul>
            </section>
          )}

          <History one={one} as_of={as_of} />

          <section class="sheet" aria-labelledby="decisions">
            <h2 id="decisions">{t('incident.decisions')}</h2>
            {one.decisions.length === 0 ? <p class="note">{t('incident.no_decisions')}</p> : <DecisionList decisions={one.decisions} undone={done} writable={!shut} />}
          </section>
        </div>
      </div>

      {open && (
        <Dialog title={t(`decide.${open.kind}`)} close={() => set_open(null)}>
          {open.kind === 'set' ? <SetForm meta={meta} incident={one.id} field={open.field} done={done} />
            : open.kind === 'retract' ? <RetractForm incident={one.id} done={done} />
            : open.kind === 'split' ? <SplitForm one={one} done={parted} />
            : <DecisionForm path={open.kind} body={{ ids: [one.id, open.with] }} submit={t(open.kind === 'merge' ? 'review.same' : 'review.not_same')} done={done}><p>{t(`decide.${open.kind}_hint`)}</p></DecisionForm>}
        </Dialog>
      )}
    </div>
  );
}

/// Two links that stay: the incident, and what stands here at this moment.
function CopyLink() {
  const [copied, set] = useState<string | null>(null);
  const copy = async (kind: 'link' | 'moment') => {
    const now = new URLSearchParams(location.search);
    const moment_now = now.get('as_of') ?? new Date().toISOString().replace(/\.\d+Z$/, 'Z');
    const to = location.origin + link(location.pathname, kind === 'moment' ? { as_of: moment_now } : {});
    try {
      await navigator.clipboard.writeText(to);
      set(t('incident.copied'));
    } catch {
      set(to);
    }
  };
  return (
    <span class="copy-link no-print">
      <button type="button" class="link" onClick={() => copy('link')}>{t('incident.copy_link')}</button>{' · '}
      <button type="button" class="link" onClick={() => copy('moment')}>{t('incident.copy_moment')}</button>
      <span role="status">{copied && <> <small>{copied}</small></>}</span>
    </span>
  );
}

type Document = Incident['documents'][number];

function Reports({ one, original_of, as_of }: { one: Incident; original_of: ReadonlyMap<string, string>; as_of: string | null }) {
  const originals_only = one.documents.filter((each) => !original_of.has(each.id) || !one.documents.some((other) => other.id === original_of.get(each.id)));
  return (
    <section class="sheet" aria-labelledby="reports">
      <h2 id="reports">{t('incident.sentences')}</h2>
      <ul class="cards">
        {originals_only.map((each, i) => {
          const copies = one.documents.filter((other) => other !== each && original_of.get(other.id) === each.id);
          return (
            <li>
              <DocumentHead of={each} />
              <Sentences document={each.id} incident={one.id} as_of={as_of} shown={i < SHOWN_AT_ONCE} />
              {copies.length > 0 && (
                <details class="copies">
                  <summary>{t('incident.copies', { n: copies.length })}</summary>
                  <ul class="cards">{copies.map((copy) => <li><DocumentHead of={copy} /></li>)}</ul>
                </details>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function DocumentHead({ of }: { of: Document }) {
  const url = web_address(of.url);
  return (
    <>
      <p class="head"><a href={report_link(of.id)}><bdi>{beginning(of.title ?? of.id)}</bdi></a></p>
      <p class="note"><bdi>{of.source ? beginning(of.source, 80) : t('report.no_source')}</bdi> · <time dateTime={of.published ?? undefined}>{published(of.published)}</time>{url && <> · <a href={url} target="_blank" rel="noopener noreferrer">{t('report.original')}</a></>}</p>
    </>
  );
}

function Sentences({ document, incident, as_of, shown }: { document: string; incident: string; as_of: string | null; shown: boolean }) {
  const [open, set] = useState(shown);
  if (open) return <Passage document={document} incident={incident} as_of={as_of} />;
  return <button type="button" class="link" onClick={() => set(true)}>{t('incident.show_sentences')}</button>;
}

function History({ one, as_of }: { one: Incident; as_of: string | null }) {
  return (
    <section class="sheet" aria-labelledby="history">
      <h2 id="history">{t('incident.history')}</h2>
      <ol class="history">
        <li><time dateTime={one.first_known}>{moment(one.first_known)}</time> <span>{t('history.known')}</span> <Then at={one.first_known} as_of={as_of} /></li>
        {one.history.map((each) => (
          <li>
            <time dateTime={each.at}>{moment(each.at)}</time>
            <span>{word('field', each.field)}: <del><bdi>{value_words(each.field, each.from ?? 'not stated')}</bdi></del> <span aria-hidden="true">→</span> <ins><bdi>{value_words(each.field, each.to ?? 'not stated')}</bdi></ins></span>
            <Then at={each.at} as_of={as_of} />
          </li>
        ))}
      </ol>
      {one.history.length === 0 && <p class="note">{t('history.none')}</p>}
    </section>
  );
}

/// The same page as the register stood then.
function Then({ at, as_of }: { at: string; as_of: string | null }) {
  if (as_of === at) return null;
  return <a class="no-print" href={link(location.pathname, { as_of: at })}>{t('history.then')}<span class="unseen"> {moment(at)}</span></a>;
}

function SplitForm({ one, done }: { one: Incident; done: (number: number | null, staying: string) => void }) {
  const [leaving, set] = useState<ReadonlySet<string>>(new Set());
  const flip = (id: string) => set((old) => { const next = new Set(old); if (!next.delete(id)) next.add(id); return next; });
  const words = (document: string) => one.documents.find((each) => each.id === document);
  return (
    <DecisionForm path="split" body={{ incident: one.id, accounts: [...leaving] }} submit={t('decide.split_go')} done={(n) => done(n, one.reports.find((each) => !leaving.has(each.id))!.id)} ready={leaving.size > 0 && leaving.size < one.reports.length}>
      <fieldset class="choices">
        <legend>{t('decide.split_hint')}</legend>
        {one.reports.map((each) => (
          <label class="check"><input type="checkbox" checked={leaving.has(each.id)} onChange={() => flip(each.id)} />
            <span><bdi>{beginning(each.title ?? words(each.document)?.title ?? each.document)}</bdi> <small><bdi>{beginning(each.source ?? '', 80)}</bdi> {published(each.published)}</small></span>
          </label>
        ))}
      </fieldset>
    </DecisionForm>
  );
}
