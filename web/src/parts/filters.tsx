// The filter bar: every control writes to the address and nowhere else.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { change } from '../address';
import { type Area, type Areas, type Meta, useAnswer } from '../api';
import { day_number, day_of, moment, published, read_day, read_moment } from '../format';
import { AREA, area_chosen, ask_path, filters_set, in_area, no_filters } from '../selection';
import { country, HIT, number, t, word } from '../words';
import { Mark } from './marks';
import { ProblemBox, Waiting } from './states';
import { Typed } from './typed';

const set = (key: string) => (event: { currentTarget: { value: string } }) => change({ [key]: event.currentTarget.value.trim() || null });

function Field({ label, children, kind = '' }: { label: string; children: ComponentChildren; kind?: string }) {
  return <label class={`field ${kind}`}><span>{label}</span>{children}</label>;
}

export function Filters({ meta, query }: { meta: Meta; query: URLSearchParams }) {
  const [open, set_open] = useState(false);
  const active = filters_set(query);
  return (
    <section class={`filters ${open ? 'open' : ''}`} aria-label={t('filter.title')}>
      <button type="button" class="fold" aria-expanded={open} aria-controls="filters" onClick={() => set_open(!open)}>
        <Mark name="filter" />{t('filter.title')}{active.length > 0 && <> ({number(active.length)})</>}
      </button>
      <div class="controls" id="filters">
        <Period meta={meta} query={query} />
        <AreaChooser query={query} />
        <Field label={t('filter.type')}>
          <select value={query.get('type') ?? ''} onChange={set('type')}>
            <option value="">{t('filter.all')}</option>
            {query.get('type') && !meta.types.some((one) => one.event_type === query.get('type') || one.sub_event_types.includes(query.get('type')!)) && <option>{query.get('type')}</option>}
            {meta.types.map((one) => (
              <optgroup label={word('event_type', one.event_type)}>
                <option value={one.event_type}>{t('filter.all_of', { type: word('event_type', one.event_type) })}</option>
                {one.sub_event_types.map((type) => <option value={type}>{word('sub_event_type', type)}</option>)}
              </optgroup>
            ))}
          </select>
        </Field>
        <Field label={t('filter.actor')}>
          <Typed type="search" list="actors" dir="auto" value={query.get('actor')} placeholder={t('filter.all')} take={(actor) => change({ actor })} />
          <datalist id="actors">{meta.actors.slice(0, 200).map((actor) => <option value={actor.name} />)}</datalist>
        </Field>
        <Field label={t('filter.target')}>
          <select value={query.get('target') ?? ''} onChange={set('target')}>
            <option value="">{t('filter.all')}</option>
            {query.get('target') && !meta.targets.some((one) => one.name === query.get('target')) && <option value={query.get('target')!}>{word(HIT, query.get('target'))}</option>}
            {meta.targets.map((one) => <option value={one.name}>{word(HIT, one.name)}</option>)}
          </select>
        </Field>
        <Choice label={t('filter.election')} name="election" query={query} values={['true', 'false']} kind="election" />
        <Choice label={t('filter.certainty')} name="certainty" query={query} values={meta.certainties} kind="certainty" />
        <Choice label={t('filter.status')} name="status" query={query} values={meta.statuses} kind="status" />
        <Choice label={t('filter.background')} name="background" query={query} values={['false', 'true']} kind="background" />
        <Field label={t('filter.min_killed')} kind="short">
          <Typed type="number" min="0" step="1" inputMode="numeric" value={query.get('min_killed')} take={(min_killed) => change({ min_killed })} />
        </Field>
        <AsOf meta={meta} query={query} />
        <Field label={t('filter.convention')}>
          <select value={query.get('convention') ?? meta.default_convention} onChange={(event) => change({ convention: event.currentTarget.value === meta.default_convention ? null : event.currentTarget.value })}>
            {meta.conventions.map((one) => <option value={one}>{one}</option>)}
          </select>
        </Field>
        <button type="button" class="clear" disabled={active.length === 0} onClick={() => change(no_filters())}>{t('filter.clear')}</button>
      </div>
    </section>
  );
}

function Choice({ label, name, query, values, kind }: { label: string; name: string; query: URLSearchParams; values: readonly string[]; kind: string }) {
  const value = query.get(name) ?? '';
  return (
    <Field label={label}>
      <select value={value} onChange={set(name)}>
        <option value="">{t('filter.all')}</option>
        {value && !values.includes(value) && <option value={value}>{value}</option>}
        {values.map((one) => <option value={one}>{word(kind, one)}</option>)}
      </select>
    </Field>
  );
}

// Spans of days back from the register's last day: a register that is a week old still answers "the last three days".
const spans = [1, 3, 7, 30] as const;

function Period({ meta, query }: { meta: Meta; query: URLSearchParams }) {
  const since = read_day(query.get('since')) ?? '';
  const until = read_day(query.get('until')) ?? '';
  const last = meta.last_day;
  const of_span = last && until === last && since ? day_number(last) - day_number(since) + 1 : 0;
  const choose = (value: string) => {
    if (!value || !last) change({ since: null, until: null });
    else change({ since: day_of(day_number(last) - Number(value) + 1), until: last });
  };
  return (
    <div class="field period" role="group" aria-label={t('filter.period')}>
      <span>{t('filter.period')}</span>
      <div>
        <select aria-label={t('filter.period_span')} value={!since && !until ? '' : spans.includes(of_span as 1) ? String(of_span) : 'own'} onChange={(event) => event.currentTarget.value !== 'own' && choose(event.currentTarget.value)}>
          <option value="">{t('filter.always')}</option>
          {spans.map((n) => <option value={String(n)}>{t('filter.last_days', { n })}</option>)}
          <option value="own" hidden>{t('filter.own_period')}</option>
        </select>
        <Typed type="date" aria-label={t('filter.since')} value={since} max={until || undefined} take={(since) => change({ since })} />
        <Typed type="date" aria-label={t('filter.until')} value={until} min={since || undefined} take={(until) => change({ until })} />
      </div>
    </div>
  );
}

function AreaChooser({ query }: { query: URLSearchParams }) {
  const box = useRef<HTMLDetailsElement>(null);
  const [open, set_open] = useState(false);
  const [typed, set_typed] = useState('');
  const answer = useAnswer<Areas>(open ? ask_path('/areas', query, { without: AREA }) : null);
  const chosen = area_chosen(query);
  useEffect(() => {
    if (!open) return;
    const close = (event: Event) => {
      if (event instanceof KeyboardEvent ? event.key !== 'Escape' : box.current?.contains(event.target as Node)) return;
      box.current!.open = false;
      if (event instanceof KeyboardEvent) box.current!.querySelector('summary')!.focus();
    };
    addEventListener('pointerdown', close);
    addEventListener('keydown', close);
    return () => { removeEventListener('pointerdown', close); removeEventListener('keydown', close); };
  }, [open]);
  const choose = (filter: Record<string, string>) => {
    box.current!.open = false;
    box.current!.querySelector('summary')!.focus();
    change(in_area(filter));
  };
  return (
    <div class="field area">
      <span id="area-label">{t('filter.area')}</span>
      <details class="menu" ref={box} onToggle={(event) => set_open(event.currentTarget.open)}>
        <summary aria-labelledby="area-label area-value"><span id="area-value" dir="auto">{chosen === null ? t('filter.all') : /^[A-Z]{2}$/.test(chosen) ? country(chosen) : chosen}</span></summary>
        <div class="panel">
          <form onSubmit={(event) => { event.preventDefault(); choose(typed.trim() ? { place: typed.trim() } : {}); }}>
            <input type="search" dir="auto" aria-label={t('filter.area_name')} placeholder={t('filter.area_name')} value={typed} onInput={(event) => set_typed(event.currentTarget.value)} />
            <button type="submit">{t('filter.area_go')}</button>
          </form>
          <button type="button" class="plain wide" onClick={() => choose({})}>{t('filter.all_areas')}</button>
          {answer.problem ? <ProblemBox problem={answer.problem} /> : !answer.value ? <Waiting /> : (
            <Branch areas={answer.value.areas} query={query} choose={choose} filter={typed.trim().toLowerCase()} />
          )}
        </div>
      </details>
    </div>
  );
}

const is_chosen = (area: Area, query: URLSearchParams): boolean => AREA.every((key) => (query.get(key) ?? undefined) === area.filter[key]);
const area_name = (area: Area) => (area.kind === 'country' ? country(area.name) : area.name);
const matches = (area: Area, filter: string): boolean => area_name(area).toLowerCase().includes(filter) || area.children.some((child) => matches(child, filter));

interface BranchProps { areas: Area[]; query: URLSearchParams; choose: (filter: Record<string, string>) => void; filter: string }

function Branch({ areas, ...rest }: BranchProps) {
  return (
    <ul class="areas">
      {areas.filter((area) => !rest.filter || matches(area, rest.filter)).map((area) => <Twig key={area.kind + area.name} area={area} {...rest} />)}
    </ul>
  );
}

function Twig({ area, query, choose, filter }: { area: Area } & Omit<BranchProps, 'areas'>) {
  const [opened, set_opened] = useState(area.kind === 'country');
  const open = opened || filter !== '';
  const name = area_name(area);
  return (
    <li>
      <div class="twig">
        {area.children.length > 0
          ? <button type="button" class="plain turn" aria-expanded={open} aria-label={t('filter.parts_of', { area: name })} onClick={() => set_opened(!opened)}><span aria-hidden="true" /></button>
          : <span class="turn" />}
        <button type="button" class="plain" aria-pressed={is_chosen(area, query)} onClick={() => choose(area.filter)}>
          <bdi>{name}</bdi> <small>{t(`area.${area.kind}`)} · {t('count.incidents', { n: area.incidents })}</small>
        </button>
      </div>
      {open && area.children.length > 0 && <Branch areas={area.children} query={query} choose={choose} filter={name.toLowerCase().includes(filter) ? '' : filter} />}
    </li>
  );
}

/// The moment at which the register is asked: from when it first learnt anything until now.
function AsOf({ meta, query }: { meta: Meta; query: URLSearchParams }) {
  const as_of = query.get('as_of');
  const first = meta.first_known ? Math.floor(Date.parse(meta.first_known) / 1000) : 0;
  const last = meta.last_changed ? Math.ceil(Date.parse(meta.last_changed) / 1000) : 0;
  const [dragged, set_dragged] = useState<number | null>(null);
  const at = dragged ?? read_moment(as_of) ?? last;
  useEffect(() => set_dragged(null), [as_of]);
  const settle = (seconds: number) => change({ as_of: seconds >= last ? null : new Date(seconds * 1000).toISOString().replace('.000Z', 'Z') });
  const still = first === 0 || last - first < 1;
  const words = dragged === null && as_of ? published(as_of) : at >= last ? t('as_of.now') : moment(new Date(at * 1000).toISOString());
  return (
    <label class="field as-of">
      <span>{t('as_of.label')}: <output>{still && !as_of ? t('as_of.one_moment') : words}</output></span>
      <input type="range" min={first} max={Math.max(last, first + 1)} step={Math.max(1, Math.floor((last - first) / 200))} value={Math.min(at, last)} disabled={still} aria-valuetext={words}
        onInput={(event) => set_dragged(Number(event.currentTarget.value))} onChange={(event) => settle(Number(event.currentTarget.value))} />
    </label>
  );
}
