// Killed, injured and incidents over time, with the election clock. Dragging over the chart, or a row of its table, narrows the period.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type uPlot from 'uplot';
import { change } from '../address';
import { type Bucket, type Meta, type Timeline as Answer, useAnswer } from '../api';
import { clock, day, day_number, day_of, figure, month, read_day } from '../format';
import { ask_path } from '../selection';
import { country, intl, is_rtl, number, t } from '../words';
import { colours_of } from './colours';
import { ProblemBox } from './states';
import { Typed } from './typed';

type By = 'day' | 'week' | 'month';
const WIDTHS: readonly By[] = ['day', 'week', 'month'];

/// Days, weeks or months, so that between some ten and some hundred and twenty bars are drawn.
export function width_of(first: string, last: string): By {
  const n = day_number(last) - day_number(first) + 1;
  return n <= 120 ? 'day' : n <= 800 ? 'week' : 'month';
}

// A register often recalls a deed of years ago. Unless the whole is asked for, a long one is shown from its last days back.
const LONG = 400;
const RECENT = 180;

/// The period to draw: the selection with as much again on both sides, so that one sees what it is cut from.
export function window_of(since: string | null, until: string | null, first: string, last: string, whole = false): { since: string; until: string } {
  const from = day_number(since ?? first);
  const to = Math.max(from, day_number(until ?? last));
  if (!since && !until) return { since: !whole && to - from > LONG ? day_of(to - RECENT + 1) : first, until: last };
  const margin = Math.max(3, to - from + 1);
  return { since: day_of(since ? from - margin : from), until: day_of(until ? to + margin : to) };
}

/// The last day of a bucket.
export function end_of(start: string, by: By): string {
  if (by === 'day') return start;
  if (by === 'week') return day_of(day_number(start) + 6);
  const [year, month_] = start.split('-').map(Number);
  return new Date(Date.UTC(year, month_, 0)).toISOString().slice(0, 10);
}

/// Buckets of a period without gaps: a day without an incident is a bar of 0.
export function filled(buckets: Bucket[], by: By, since: string, until: string): Bucket[] {
  const known = new Map(buckets.map((one) => [one.start, one]));
  const out: Bucket[] = [];
  let at = since;
  if (by === 'week') at = day_of(day_number(since) - ((day_number(since) + 3) % 7));  // Monday: 1 January 1970 was a Thursday
  if (by === 'month') at = `${since.slice(0, 7)}-01`;
  for (let guard = 0; at <= until && guard < 5000; ++guard) {
    out.push(known.get(at) ?? { start: at, incidents: 0, killed: null, injured: null });
    at = day_of(day_number(end_of(at, by)) + 1);
  }
  return out;
}

export function TimelinePane({ meta, query, version, ready, countries }: { meta: Meta; query: URLSearchParams; version: number; ready: boolean; countries: ReadonlySet<string> }) {
  const [table, set_table] = useState(false);
  const since = read_day(query.get('since'));
  const until = read_day(query.get('until'));
  const none = !meta.first_day || !meta.last_day;
  const period = none ? null : window_of(since, until, meta.first_day!, meta.last_day!, query.get('whole') === '1');
  const asked = query.get('by') as By | null;
  const by: By = asked && WIDTHS.includes(asked) ? asked : period ? width_of(period.since, period.until) : 'day';
  const answer = useAnswer<Answer>(ready && period ? ask_path('/timeline', query, { without: ['since', 'until'], more: { by, since: since || until ? period.since : null, until: since || until ? period.until : null } }) : null, version);
  const buckets = useMemo(() => {
    if (!answer.value || !period || answer.value.by !== by) return null;
    const shown = answer.value.buckets.filter((one) => one.start <= period.until && end_of(one.start, by) >= period.since);
    return filled(shown, by, period.since, period.until);
  }, [answer.value, by, period?.since, period?.until]);
  const before = answer.value && period && !since && !until ? answer.value.buckets.filter((one) => end_of(one.start, by) < period.since).reduce((sum, one) => sum + one.incidents, 0) : 0;
  // An election that the packs do not know yet can be given in the address.
  const own = read_day(query.get('poll'));
  const elections = [...(own ? [{ country: '', day: own }] : []), ...meta.election_days.filter((one) => countries.has(one.country))];
  const polls = elections.filter((one) => period && one.day >= period.since && one.day <= day_of(day_number(period.until) + 120));
  const reference = until ?? meta.last_day;
  const nearest = reference ? elections.map((one) => ({ one, words: clock(reference, one.day) })).filter((each) => each.words).sort((a, b) => Math.abs(day_number(a.one.day) - day_number(reference)) - Math.abs(day_number(b.one.day) - day_number(reference)))[0] : undefined;

  return (
    <section class="timeline" aria-label={t('timeline.title')}>
      <div class="timeline-head">
        <h2>{t('timeline.title')}</h2>
        {nearest && <p class="clock"><b>{nearest.words}</b> · {nearest.one.country && <>{country(nearest.one.country)}{t('list.comma')}</>}{day(nearest.one.day)}</p>}
        <label class="poll"><span>{t('clock.polling_day')}</span><Typed type="date" value={own} take={(poll) => change({ poll }, { replace: true })} /></label>
        <div class="switch" role="group" aria-label={t('timeline.by')}>
          {WIDTHS.map((one) => <button type="button" aria-pressed={by === one} onClick={() => change({ by: one }, { replace: true })}>{t(`timeline.${one}`)}</button>)}
        </div>
        {(since || until || before > 0) && <button type="button" class="plain" onClick={() => change({ since: null, until: null, whole: since || until ? null : '1' })}>{t('timeline.whole')}</button>}
        <button type="button" class="plain" aria-pressed={table} onClick={() => set_table(!table)}>{t('timeline.table')}</button>
      </div>
      {answer.problem ? <ProblemBox problem={answer.problem} again={answer.again} />
        : none ? <p class="waiting">{t('timeline.none')}</p>
        : !buckets ? <p class="waiting" role="status">{t('waiting')}</p>
        : table ? <Table buckets={buckets} by={by} polls={polls} />
        : <Chart buckets={buckets} by={by} polls={polls} since={since} until={until} />}
      {before > 0 && <p class="note">{t('timeline.before', { n: before, day: day(period!.since) })}</p>}
      {answer.value !== null && answer.value.undated > 0 && <p class="note">{t('timeline.undated', { n: answer.value.undated })}</p>}
    </section>
  );
}

export function bucket_name(start: string, by: By): string {
  if (by === 'day') return day(start);
  if (by === 'month') return month(start);
  return intl('week', (tag) => new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }))
    .formatRange(new Date(`${start}T00:00:00Z`), new Date(`${end_of(start, by)}T00:00:00Z`));
}

function Table({ buckets, by, polls }: { buckets: Bucket[]; by: By; polls: Meta['election_days'] }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={t('timeline.title')}>
      <table>
        <thead><tr><th scope="col">{t('timeline.period')}</th><th scope="col">{t('timeline.incidents')}</th><th scope="col">{t('effect.killed')}</th><th scope="col">{t('effect.injured')}</th></tr></thead>
        <tbody>
          {buckets.filter((one) => one.incidents > 0).map((one) => (
            <tr>
              <th scope="row">
                <button type="button" class="link" onClick={() => change({ since: one.start, until: end_of(one.start, by) })}>{bucket_name(one.start, by)}</button>
                {polls.filter((poll) => poll.day >= one.start && poll.day <= end_of(one.start, by)).map((poll) => <small> {t('clock.polling_day')}{poll.country && <> ({country(poll.country)})</>}</small>)}
              </th>
              <td>{number(one.incidents)}</td><td>{figure(one.killed)}</td><td>{figure(one.injured)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type Series = 'incidents' | 'killed' | 'injured';
const SERIES: readonly Series[] = ['incidents', 'killed', 'injured'];

function Chart({ buckets, by, polls, since, until }: { buckets: Bucket[]; by: By; polls: Meta['election_days']; since: string | null; until: string | null }) {
  const place = useRef<HTMLDivElement>(null);
  const [at, set_at] = useState<number | null>(null);
  const [hidden, set_hidden] = useState<Set<Series>>(new Set());
  const [theme, set_theme] = useState(0);
  useEffect(() => {
    const renew = () => set_theme((n) => n + 1);
    addEventListener('theme', renew);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', renew);
    return () => { removeEventListener('theme', renew); dark.removeEventListener('change', renew); };
  }, []);

  useEffect(() => {
    let chart: uPlot | null = null;
    let gone = false;
    const resized = new ResizeObserver(() => chart?.setSize(size()));
    const size = () => ({ width: place.current!.clientWidth, height: Math.max(90, place.current!.clientHeight) });
    (async () => {
      const { default: Plot } = await import('uplot');
      await import('uplot/dist/uPlot.min.css');
      if (gone) return;
      chart = new Plot(options(Plot, buckets, by, polls, since, until, hidden, size(), set_at), values(buckets), place.current!);
      resized.observe(place.current!);
    })();
    return () => { gone = true; resized.disconnect(); chart?.destroy(); };
  }, [buckets, by, since, until, theme, hidden, polls.map((one) => one.day).join()]);

  const one = at === null ? null : buckets[at];
  const flip = (name: Series) => set_hidden((old) => { const next = new Set(old); if (!next.delete(name)) next.add(name); return next; });
  return (
    <>
      <div class="chart" ref={place} role="img" aria-label={t('timeline.describe', { incidents: number(buckets.reduce((sum, each) => sum + each.incidents, 0)), from: day(buckets[0].start), to: day(end_of(buckets.at(-1)!.start, by)) })} />
      <div class="legend">
        {SERIES.map((name) => (
          <button type="button" class={`series ${name}`} aria-pressed={!hidden.has(name)} onClick={() => flip(name)}><span class="swatch" aria-hidden="true" />{name === 'incidents' ? t('timeline.incidents') : t(`effect.${name}`)}</button>
        ))}
        <p class="reading" aria-hidden="true">
          {one ? (
            <>
              <b>{bucket_name(one.start, by)}</b> · {t('count.incidents', { n: one.incidents })}
              {one.incidents > 0 && <> · {figure(one.killed)} {t('effect.killed')} · {figure(one.injured)} {t('effect.injured')}</>}
              {polls.map((poll) => clock(one.start, poll.day)).filter(Boolean).slice(0, 1).map((words) => <> · {words}</>)}
            </>
          ) : t('timeline.hint')}
        </p>
      </div>
    </>
  );
}

const second = (start: string) => day_number(start) * 86_400;

function values(buckets: Bucket[]): uPlot.AlignedData {
  return [
    buckets.map((one) => second(one.start)),
    buckets.map((one) => one.incidents),
    buckets.map((one) => one.killed?.high ?? null),
    buckets.map((one) => one.killed?.best ?? null),
    buckets.map((one) => one.injured?.best ?? null),
  ];
}

function options(Plot: typeof uPlot, buckets: Bucket[], by: By, polls: Meta['election_days'], since: string | null, until: string | null, hidden: Set<Series>,
  size: { width: number; height: number }, read: (at: number | null) => void): uPlot.Options {
  const colour = colours_of(['--soft', '--line', '--ink', '--paper', '--chart-incidents', '--chart-killed', '--chart-killed-range', '--chart-injured', '--chart-selected', '--chart-silence', '--chart-poll']);
  const font = getComputedStyle(document.body).fontFamily;
  const step = by === 'day' ? 86_400 : by === 'week' ? 7 * 86_400 : 30 * 86_400;
  const bars = Plot.paths.bars!({ size: [0.7, 26], align: 1, gap: 1 });
  const wide = Plot.paths.bars!({ size: [1, Infinity], align: 1, gap: 0 });
  const rtl = is_rtl();
  const tick = intl(`tick ${by}`, (tag) => new Intl.DateTimeFormat(tag, by === 'month' ? { month: 'short', year: '2-digit', timeZone: 'UTC' } : { day: 'numeric', month: 'short', timeZone: 'UTC' }));
  const axis = { stroke: colour('--soft'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false }, font: `11px ${font}` };
  return {
    ...size,
    cursor: { x: true, y: false, drag: { x: true, y: false, setScale: false }, points: { show: false } },
    legend: { show: false },
    scales: {
      x: { time: true, dir: rtl ? -1 : 1, range: [second(buckets[0].start), second(buckets.at(-1)!.start) + step] },
      y: { range: (_, __, max) => [0, Math.max(4, Math.ceil((max ?? 0) * 1.12))] },
    },
    axes: [
      { ...axis, size: 26, space: 64, values: (_, ticks) => ticks.map((one) => tick.format(new Date(one * 1000))), incrs: [86_400, 2 * 86_400, 7 * 86_400, 14 * 86_400, 30 * 86_400, 91 * 86_400, 365 * 86_400] },
      { ...axis, size: 38, side: rtl ? 1 : 3, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, 10_000], values: (_, ticks) => ticks.map(number) },
    ],
    series: [
      {},
      { show: !hidden.has('incidents'), fill: colour('--chart-incidents'), stroke: colour('--chart-incidents'), width: 0, paths: wide, points: { show: false } },
      { show: !hidden.has('killed'), fill: colour('--chart-killed-range'), stroke: colour('--chart-killed'), width: 1, paths: bars, points: { show: false } },
      { show: !hidden.has('killed'), fill: colour('--chart-killed'), stroke: colour('--chart-killed'), width: 0, paths: bars, points: { show: false } },
      { show: !hidden.has('injured'), stroke: colour('--chart-injured'), width: 0, paths: () => null, points: { show: true, size: 8, width: 2, stroke: colour('--chart-injured'), fill: colour('--paper') } },
    ],
    hooks: {
      drawClear: [(plot) => {
        const { ctx, bbox } = plot;
        const x = (n: number) => plot.valToPos(n, 'x', true);
        const band = (from: number, to: number, fill: string) => {
          const [a, b] = [x(from), x(to)].sort((one, two) => one - two);
          const left = Math.max(bbox.left, a);
          const right = Math.min(bbox.left + bbox.width, b);
          if (right > left) { ctx.fillStyle = fill; ctx.fillRect(left, bbox.top, right - left, bbox.height); }
        };
        ctx.save();
        if (since || until) band(second(since ?? buckets[0].start), until ? second(until) + 86_400 : Infinity, colour('--chart-selected'));
        // Campaigning ends at midnight two days before the end of polling: the day before and polling day are silent.
        for (const poll of polls) {
          band(second(poll.day) - 86_400, second(poll.day), colour('--chart-silence'));
          band(second(poll.day), second(poll.day) + 86_400, colour('--chart-poll'));
        }
        ctx.restore();
      }],
      draw: [(plot) => {
        const { ctx, bbox } = plot;
        ctx.save();
        ctx.font = `${11 * devicePixelRatio}px ${font}`;
        ctx.fillStyle = colour('--ink');
        ctx.textBaseline = 'top';
        for (const poll of polls) {
          const left = plot.valToPos(second(poll.day), 'x', true);
          if (left < bbox.left || left > bbox.left + bbox.width) continue;
          const words = `${t('clock.polling_day')} ${poll.country}`.trim();
          const room = ctx.measureText(words).width + 8;
          ctx.textAlign = 'left';
          ctx.fillText(words, Math.min(left + 4, bbox.left + bbox.width - room), bbox.top + 2);
        }
        ctx.restore();
      }],
      setCursor: [(plot) => {
        const value = plot.cursor.left === undefined || plot.cursor.left < 0 ? null : plot.posToVal(plot.cursor.left, 'x');
        if (value === null) return read(null);
        let found = -1;
        for (let i = 0; i < buckets.length && second(buckets[i].start) <= value; ++i) found = i;
        read(found < 0 ? null : found);
      }],
      setSelect: [(plot) => {
        if (plot.select.width < 4) return;
        const [a, b] = [plot.posToVal(plot.select.left, 'x'), plot.posToVal(plot.select.left + plot.select.width, 'x')].sort((one, two) => one - two);
        plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        const touched = buckets.filter((one) => second(end_of(one.start, by)) + 86_400 > a && second(one.start) < b);
        if (touched.length) change({ since: touched[0].start, until: end_of(touched.at(-1)!.start, by) });
      }],
    },
  };
}
