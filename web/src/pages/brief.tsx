// The briefing of a period and an area. Made by the server, so that `roznamcha brief` says the same; prints on A4.
import { useEffect } from 'preact/hooks';
import { address, change, link } from '../address';
import type { PageProps } from '../page';
import { api_address, type Brief, useAnswer } from '../api';
import { day, day_number, day_of, moment } from '../format';
import { isolated } from '../isolate';
import { line_words } from '../parts/brief_words';
import { Mark } from '../parts/marks';
import { useRenewals } from '../parts/news';
import { ProblemBox, Waiting } from '../parts/states';
import { ReportName } from '../parts/statements';
import { Typed } from '../parts/typed';
import { Title } from '../parts/values';
import { country, t } from '../words';
import '../pages.css';

const SPANS = [1, 3, 7, 30] as const;
const FORMATS = ['markdown', 'html', 'text', 'json'] as const;

export function BriefPage({ meta, query }: PageProps) {
  const until = query.get('until');
  const place = query.get('place');
  const end = until && Number.isFinite(day_number(until)) ? until : meta.last_day;
  // Since the day before the last one: what a desk asks in the morning. A link says it in full.
  const since = query.get('since') ?? (end ? day_of(day_number(end) - 1) : null);
  const path = since ? address('/brief', { since, until, place, as_of: query.get('as_of'), convention: query.get('convention') }) : null;
  const answer = useAnswer<Brief>(path, useRenewals());
  const brief = answer.value;
  const span = end && since ? day_number(end) - day_number(since) + 1 : 0;
  useEffect(() => { if (since && !query.get('since')) change({ since }, { replace: true }); }, [since]);

  return (
    <div class="page brief">
      <header class="page-head">
        <Title text={t('nav.brief')} />
        {brief && (
          <p class="brief-of">
            {t('brief.period', { since: day(brief.since), until: brief.until ? day(brief.until) : t('as_of.now') })} · {brief.place ? <bdi>{/^[A-Z]{2}$/.test(brief.place) ? country(brief.place) : brief.place}</bdi> : t('filter.all_areas')} · {t('count.incidents', { n: brief.incidents })}
            {brief.as_of && <> · {t('as_of.label')} {moment(brief.as_of)}</>} · {t('brief.convention', { convention: isolated(brief.convention) })}
          </p>
        )}
      </header>
      <form class="controls no-print" onSubmit={(event) => event.preventDefault()}>
        <label class="field"><span>{t('filter.period_span')}</span>
          <select value={SPANS.includes(span as 1) && end === meta.last_day ? String(span) : 'own'} disabled={!meta.last_day} onChange={(event) => change({ since: day_of(day_number(meta.last_day!) - Number(event.currentTarget.value) + 1), until: meta.last_day })}>
            {SPANS.map((n) => <option value={String(n)}>{t('filter.last_days', { n })}</option>)}
            <option value="own" hidden>{t('filter.own_period')}</option>
          </select>
        </label>
        <label class="field"><span>{t('filter.since')}</span><Typed type="date" value={since} max={until ?? undefined} take={(since) => change({ since })} /></label>
        <label class="field"><span>{t('filter.until')}</span><Typed type="date" value={until} min={since ?? undefined} take={(until) => change({ until })} /></label>
        <label class="field"><span>{t('filter.area')}</span><Typed type="search" dir="auto" value={place} placeholder={t('filter.all_areas')} take={(place) => change({ place })} /></label>
        <label class="field"><span>{t('filter.convention')}</span>
          <select value={query.get('convention') ?? meta.default_convention} onChange={(event) => change({ convention: event.currentTarget.value === meta.default_convention ? null : event.currentTarget.value })}>
            {meta.conventions.map((one) => <option value={one}>{one}</option>)}
          </select>
        </label>
        <button type="button" class="go" onClick={() => print()}>{t('brief.print')}</button>
        {path && (
          <p class="downloads"><Mark name="download" /><span class="unseen">{t('brief.download')}</span>
            {FORMATS.map((format) => <a download={`brief-${since}.${{ markdown: 'md', html: 'html', text: 'txt', json: 'json' }[format]}`} href={api_address(address('/brief', { ...Object.fromEntries(new URLSearchParams(path.split('?')[1])), format }))}>{format}</a>)}
          </p>
        )}
      </form>
      {answer.problem ? <ProblemBox problem={answer.problem} again={answer.again} />
        : !since ? <p class="empty">{t('list.register_empty')}</p>
        : !brief ? <Waiting />
        : brief.sections.every((one) => one.lines.length === 0) ? <p class="empty">{t('brief.nothing')}</p>
        : brief.sections.filter((one) => one.lines.length > 0).map((section) => (
          <section class={`sheet brief-section ${section.kind}`} aria-labelledby={`brief-${section.kind}`}>
            <h2 id={`brief-${section.kind}`}>{title_of(section.kind, section.title)} <small>({section.lines.length})</small></h2>
            <ul class="brief-lines">
              {section.lines.map((line) => (
                <li>
                  {line.parts?.length ? <p>{line_words(line)}</p> : <p dir="ltr" lang="en">{line.text}</p>}
                  <p class="brief-reports">
                    {line.incident && <><a href={link(`/incidents/${encodeURIComponent(line.incident)}`)}>{t('nav.incident')} <code>{line.incident}</code></a>{line.reports.length > 0 && ' · '}</>}
                    {line.reports.map((report, i) => <>{i > 0 && t('brief.then')}<ReportName report={report} /></>)}
                  </p>
                </li>
              ))}
            </ul>
          </section>
        ))}
    </div>
  );
}

function title_of(kind: string, title: string): string {
  const words = t(`brief.${kind}`);
  return words === `brief.${kind}` ? title : words;
}
