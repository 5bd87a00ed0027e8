// One report: its text with what was read in it. A wrong value is put right where it is read.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { address, link } from '../address';
import type { PageProps } from '../page';
import { type Account, type ReportWhole, useAnswer } from '../api';
import { days, figure, moment, place, published } from '../format';
import { beginning, isolated } from '../isolate';
import { closed, RetractForm, SetForm } from '../parts/decide';
import { Dialog } from '../parts/dialog';
import { Mark } from '../parts/marks';
import { all_told, letter, notice_words, type Told, web_address } from '../parts/marked';
import { hue, label, MarkedText, selected_span } from '../parts/marked_text';
import { renew, useRenewals } from '../parts/news';
import { ProblemBox, Waiting } from '../parts/states';
import { CertaintyText, Title } from '../parts/values';
import { t, word } from '../words';
import '../pages.css';

type Window = { incident: string; field: string; value: string; reason: string } | { incident: string; retract: true } | null;
interface Selected { start: number; end: number; quote: string }

export function ReportPage({ meta, id, query }: PageProps) {
  const as_of = query.get('as_of');
  const answer = useAnswer<ReportWhole>(address(`/reports/${encodeURIComponent(id)}`, { as_of, convention: query.get('convention') }), useRenewals());
  const report = answer.value;
  const told = useMemo(() => (report ? all_told(report) : []), [report]);
  const [pointed, point_at] = useState<Told | null>(null);
  const [chosen, choose] = useState<Told | null>(null);
  const [selected, set_selected] = useState<Selected | null>(null);
  const [open, set_open] = useState<Window>(null);
  const [decided, set_decided] = useState<number | null>(null);
  const text = useRef<HTMLDivElement>(null);
  const asked = query.get('span');

  // A link to a span: that is what is looked at first.
  useEffect(() => {
    if (!report || !asked) return;
    const [start, end] = asked.split('-').map(Number);
    const found = told.find((one) => one.span.start === start && one.span.end === end && !one.whole) ?? told.find((one) => one.span.start === start);
    choose(found ?? null);
    const mark = [...(text.current?.querySelectorAll<HTMLElement>('[data-start]') ?? [])].filter((one) => Number(one.dataset.start) <= start).at(-1);
    mark?.scrollIntoView({ block: 'center' });
  }, [report, asked]);
  useEffect(() => {
    // A selection that goes because something else is clicked still counts for what is clicked.
    const look = () => set_selected((old) => selected_span(text.current) ?? old);
    document.addEventListener('selectionchange', look);
    return () => document.removeEventListener('selectionchange', look);
  }, []);

  if (answer.problem) return <div class="page"><Title text={t('nav.report')} /><ProblemBox problem={answer.problem} again={answer.again} /></div>;
  if (!report) return <div class="page"><Title text={t('nav.report')} /><Waiting /></div>;
  const { document: doc } = report;
  const url = web_address(doc.url);
  const shut = closed(meta, as_of);
  const shown = pointed ?? chosen;
  const done = (n: number | null) => { set_open(null); set_decided(n); choose(null); set_selected(null); renew(); };
  const correct = (one: Told) => set_open({ incident: report.incidents[one.account!], field: one.settable!.field, value: one.settable!.value, reason: quoted(one.span, doc.id) });
  const notices = told.filter((one) => one.voice !== 'account');

  return (
    <div class="page report">
      <header class="page-head">
        <Title text={beginning(doc.title ?? doc.id)} />
        <p class="standing">
          <span><bdi>{doc.source ? beginning(doc.source, 80) : t('report.no_source')}</bdi></span>
          <span><time dateTime={doc.published ?? undefined}>{published(doc.published)}</time>{doc.published_inferred && <> <small>{t('report.inferred')}</small></>}</span>
          {doc.learnt && <span>{t('report.learnt', { moment: moment(doc.learnt) })}</span>}
          {url && <a href={url} target="_blank" rel="noopener noreferrer">{t('report.original')}</a>}
          <code class="long"><bdi>{doc.id}</bdi></code>
        </p>
        {doc.relevant === false && <p class="note">{t('report.irrelevant')}</p>}
      </header>
      {decided !== null && <p class="done" role="status"><Mark name="verified" />{t('decide.done', { number: decided })}</p>}
      <div class="columns reading-columns">
        <section class="sheet text-sheet" aria-label={t('report.text')} ref={text} onPointerDown={() => set_selected(null)}>
          <MarkedText text={doc.text} told={told} chosen={chosen} point_at={point_at} choose={(one) => choose(one === chosen ? null : one)} />
        </section>
        <div class="column side">
          <section class={`sheet reader ${shown || selected ? '' : 'idle'}`} aria-label={t('report.here')}>
            <div aria-live="polite">{shown ? <Shown told={shown} /> : <p class="note">{t('report.hint')}</p>}</div>
            {shown && shown.account && report.incidents[shown.account] && (
              <p class="actions no-print">
                <a href={link(`/incidents/${encodeURIComponent(report.incidents[shown.account])}`)}>{t('report.incident')}</a>
                {!shut && shown.settable && !pointed && <button type="button" onClick={() => correct(shown)}>{t('statement.correct')}</button>}
              </p>
            )}
            {selected && !shut && report.accounts.length > 0 && <Selection selected={selected} report={report} open={(incident) => set_open({ incident, field: '', value: '', reason: quoted(selected, doc.id) })} />}
            {shut && <p class="note">{shut}</p>}
          </section>
          {report.accounts.map((account, i) => (
            <AccountCard account={account} index={i} told={told.filter((one) => one.account === account.id && !one.whole)} incident={report.incidents[account.id] ?? null} chosen={chosen} choose={choose} point_at={point_at}
              retract={shut ? undefined : (incident) => set_open({ incident, retract: true })} />
          ))}
          {notices.length > 0 && (
            <section class="sheet" aria-labelledby="notices">
              <h2 id="notices">{t('report.notices')}</h2>
              <ul class="told-list">
                {notices.map((one) => (
                  <li><ToldButton told={one} name={t(`field.${one.voice}`)} chosen={chosen} choose={choose} point_at={point_at} /></li>
                ))}
              </ul>
            </section>
          )}
          {[...(report.tallies ?? []).filter((one) => !one.span).map((one) => notice_words('tally', one))].map((words) => <p class="note">{words}</p>)}
        </div>
      </div>
      {open && ('retract' in open
        ? <Dialog title={t('decide.retract')} close={() => set_open(null)}><RetractForm incident={open.incident} done={done} /></Dialog>
        : <Dialog title={t('decide.set')} close={() => set_open(null)}><SetForm meta={meta} incident={open.incident} field={open.field} value={open.value} reason={open.reason} done={done} /></Dialog>)}
    </div>
  );
}

/// The reason that a correction of a span starts with: the words it goes by.
const quoted = (span: Selected, document: string): string => `“${span.quote.replace(/\s+/g, ' ').trim().slice(0, 200)}” (${document}, ${span.start}–${span.end})`;

function Shown({ told }: { told: Told }) {
  return (
    <>
      <p><span class={`badge ${hue(told)}`}>{label(told)}</span> <b>{t(`field.${told.field}`)}</b>: <bdi>{told.value}</bdi>{told.certainty && <> (<CertaintyText certainty={told.certainty as never} />)</>}</p>
      {!told.whole && <p><q dir="auto">{told.span.quote}</q></p>}
      <p class="note"><bdi>{told.speaker ? t('statement.says', { speaker: isolated(told.speaker) }) : t('statement.own_voice')}</bdi></p>
    </>
  );
}

/// What the reader has marked, to set a field by.
function Selection({ selected, report, open }: { selected: Selected; report: ReportWhole; open: (incident: string) => void }) {
  const [account, set] = useState(report.accounts[0].id);
  const known = report.accounts.filter((one) => report.incidents[one.id]);
  if (known.length === 0) return null;
  return (
    <div class="selection">
      <p>{t('report.selected')} <q dir="auto">{selected.quote.length > 160 ? `${selected.quote.slice(0, 160)}…` : selected.quote}</q></p>
      <p class="actions">
        {known.length > 1 && (
          <label><span class="unseen">{t('report.account')}</span>
            <select value={account} onChange={(event) => set(event.currentTarget.value)}>
              {report.accounts.map((one, i) => report.incidents[one.id] && <option value={one.id}>{letter(i)}: {word('sub_event_type', one.sub_event_type)}</option>)}
            </select>
          </label>
        )}
        <button type="button" onClick={() => open(report.incidents[account] ?? report.incidents[known[0].id])}>{t('report.set_by_words')}</button>
      </p>
    </div>
  );
}

interface Pointing { chosen: Told | null; choose: (told: Told | null) => void; point_at: (told: Told | null) => void }

function ToldButton({ told, name, chosen, choose, point_at }: Pointing & { told: Told; name: string }) {
  return (
    <button type="button" class="told-button" aria-pressed={told === chosen} onClick={() => {
      choose(told === chosen ? null : told);
      [...document.querySelectorAll<HTMLElement>('.text-sheet [data-start]')].filter((one) => Number(one.dataset.start) <= told.span.start).at(-1)?.scrollIntoView({ block: 'nearest' });
    }} onPointerEnter={() => point_at(told)} onPointerLeave={() => point_at(null)}>
      {told.voice !== 'account' && <><span class={`badge ${hue(told)}`}>{label(told)}</span> </>}
      <span class="name">{name}</span> <bdi>{told.value}</bdi>{told.certainty && <small> {word('certainty', told.certainty)}</small>}
    </button>
  );
}

function AccountCard({ account, index, told, incident, retract, ...pointing }: Pointing & { account: Account; index: number; told: Told[]; incident: string | null; retract?: (incident: string) => void }) {
  const id = `account-${index}`;
  return (
    <section class={`sheet account ${hue({ voice: 'account', index })}`} aria-labelledby={id}>
      <h2 id={id}><span class={`badge ${hue({ voice: 'account', index })}`}>{letter(index)}</span> {word('sub_event_type', account.sub_event_type)}{account.background && <> <span class="tag">{t('list.background')}</span></>}</h2>
      <p>{days(account.date)} · <bdi>{place({ lat: null, lon: null, radius_km: null, constituency: null, name: null, admin2: null, admin1: null, country: null, ...account.place })}</bdi></p>
      <p>{t('effect.killed')}: {figure(account.killed)} · {t('effect.injured')}: {figure(account.injured)}</p>
      <ul class="told-list">{told.map((one) => <li><ToldButton told={one} name={t(`field.${one.field}`)} {...pointing} /></li>)}</ul>
      <p class="actions no-print">
        {incident ? <a href={link(`/incidents/${encodeURIComponent(incident)}`)}>{t('report.incident')}</a> : <span class="note">{t('report.no_incident')}</span>}
        {incident && retract && <button type="button" class="link" onClick={() => retract(incident)}>{t('report.none_such')}</button>}
      </p>
    </section>
  );
}
