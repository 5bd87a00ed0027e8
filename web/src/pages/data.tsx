// What can be taken out, as files at addresses that stay, and put in.
import type { ComponentChildren } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { address, link } from '../address';
import type { PageProps } from '../page';
import { api_address, Problem, useAnswer, type IncidentList } from '../api';
import { beginning } from '../isolate';
import { closed } from '../parts/decide';
import { Filters } from '../parts/filters';
import { type Adding, add, adding, ENDINGS, looks_like_html, type_of } from '../parts/intake';
import { Mark } from '../parts/marks';
import { useRenewals } from '../parts/news';
import { ProblemBox } from '../parts/states';
import { report_link } from '../parts/statements';
import { Title } from '../parts/values';
import { ask_path, filters_set } from '../selection';
import { number, t } from '../words';
import '../pages.css';

export function DataPage({ meta, query }: PageProps) {
  const renewed = useRenewals();
  const counted = useAnswer<IncidentList>(ask_path('/incidents', query, { more: { limit: '1' } }), renewed);
  const as_of = query.get('as_of');
  const shut = closed(meta, as_of);
  const formats = ['csv', 'json', ...meta.export_formats.filter((one) => !['csv', 'json'].includes(one))];
  // Reports, tallies and the like know only some of the filters.
  const some = (path: string, keys: string[]) => address(path, Object.fromEntries(keys.map((key) => [key, query.get(key)])));
  const stated = ['since', 'until', 'place', 'as_of', 'convention'];
  return (
    <div class="page data">
      <header class="page-head"><Title text={t('nav.data')} /></header>
      <section class="sheet" aria-labelledby="take">
        <h2 id="take">{t('data.take')}</h2>
        <Filters meta={meta} query={query} />
        <p role="status"><b>{counted.value ? t(counted.value.total_exact !== false ? 'count.incidents' : 'count.more_incidents', { n: counted.value.total ?? 0 }) : counted.problem ? '' : t('waiting')}</b>{filters_set(query).length > 0 && <> · <a href={ask_path('/', query)}>{t('data.overview')}</a></>}</p>
        {counted.problem && <ProblemBox problem={counted.problem} again={counted.again} />}
        <div class="scroll" tabIndex={0} role="region" aria-label={t('data.formats')}>
          <table>
            <thead><tr><th scope="col">{t('data.list')}</th><th scope="col">{t('data.formats')}</th><th scope="col" class="address">{t('data.address')}</th></tr></thead>
            <tbody>
              <List name={t('data.incidents')} file="incidents" path={(format) => ask_path(`/incidents${format}`, query)} formats={formats} />
              <List name={t('data.timeline')} file="timeline" path={(format) => ask_path(`/timeline${format}`, query, { more: { by: query.get('by') ?? 'day' } })} formats={['csv', 'json', 'jsonl']} />
              <List name={t('data.reports')} file="reports" path={(format) => some(`/reports${format}`, ['since', 'until', 'as_of'])} formats={['csv', 'json', 'jsonl']} />
              {['tallies', 'measures', 'warnings'].map((one) => <List name={t(`data.${one}`)} file={one} path={(format) => some(`/${one}${format}`, stated)} formats={['csv', 'json', 'jsonl']} />)}
              <List name={t('data.decisions')} file="decisions" path={(format) => some(`/decisions${format}`, ['as_of'])} formats={['csv', 'json', 'jsonl']} />
            </tbody>
          </table>
        </div>
        <p class="note">{t('data.public')} {t('data.pages')}</p>
        <p>{t('data.described')} <a href={api_address('/openapi.json')}><bdi dir="ltr">{api_address('/openapi.json')}</bdi></a></p>
      </section>
      <section class="sheet" aria-labelledby="put">
        <h2 id="put">{t('data.put')}</h2>
        {shut ? <p class="note">{shut}</p> : <Intake />}
      </section>
    </div>
  );
}

function List({ name, file, path, formats }: { name: string; file: string; path: (format: string) => string; formats: string[] }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td class="formats">{formats.map((format) => <a download={`${file}.${format === 'acled' ? 'acled.csv' : format}`} href={api_address(path(format === 'json' ? '' : `.${format}`))}>{format === 'geojson' ? 'GeoJSON' : format.toUpperCase()}<span class="unseen">: {name}</span></a>)}</td>
      <td class="address"><code dir="ltr">{api_address(path(''))}</code></td>
    </tr>
  );
}

/// Reports that are dropped, chosen or pasted; each is told of on its own, so that one that fails stops no other.
function Intake() {
  const [list, set] = useState<Adding[]>([]);
  const [over, set_over] = useState(false);
  const [text, set_text] = useState('');
  const [given, give] = useState({ title: '', source: '', published: '', url: '', country: '' });
  const chooser = useRef<HTMLInputElement>(null);
  const hint = useId();
  const next = useRef(0);

  // One after the other: the register has one writer, and the order is that of the list.
  const line = useRef<Promise<void>>(Promise.resolve());
  const queue = (name: string, size: number, run: (tell: (state: Partial<Adding>) => void) => Promise<void>) => {
    const at = next.current++;
    set((old) => [...old, adding(name, size)]);
    const tell = (state: Partial<Adding>) => set((old) => old.map((one, i) => (i === at ? { ...one, ...state } : one)));
    line.current = line.current.then(() => run(tell));
  };
  const take = (files: FileList | null | undefined) => {
    for (const file of files ?? []) {
      const type = type_of(file.name);
      queue(file.name, file.size, async (tell) => (type === null ? tell({ state: 'failed', error: new Problem(415, t('data.no_type'), '') }) : add(file, type, file.name, { published: given.published, publisher: given.source.trim(), country: given.country.trim() }, tell)));
    }
  };
  const paste = (event: Event) => {
    event.preventDefault();
    const words = text;
    const { title, source, published, url, country } = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, value.trim()])) as typeof given;
    const name = title || words.trim().split('\n')[0].slice(0, 60);
    if (looks_like_html(words)) queue(name, words.length, (tell) => add(words, 'text/html', 'pasted', { published, publisher: source, country }, tell));
    else {
      const body = Object.fromEntries(Object.entries({ text: words, title, source, published, url, country: country.toUpperCase() }).filter(([, value]) => value !== ''));
      queue(name, words.length, (tell) => add(JSON.stringify(body), 'application/json', `pasted-${Date.now().toString(36)}`, {}, tell));
    }
    set_text('');
    give((old) => ({ ...old, title: '', url: '' }));
  };
  const field = (key: keyof typeof given, type = 'text', more: Record<string, unknown> = {}) => (
    <label class="field"><span>{t(`data.${key}`)}</span><input type={type} dir={type === 'text' ? 'auto' : undefined} value={given[key]} onInput={(event) => { const { value } = event.currentTarget; give((old) => ({ ...old, [key]: value })); }} {...more} /></label>
  );

  return (
    <>
      <div class={`drop ${over ? 'over' : ''}`} onDragOver={(event) => { event.preventDefault(); set_over(true); }} onDragLeave={() => set_over(false)} onDrop={(event) => { event.preventDefault(); set_over(false); take(event.dataTransfer?.files); }}>
        <p>{t('data.drop')}</p>
        <input ref={chooser} type="file" multiple accept={ENDINGS} class="unseen" tabIndex={-1} aria-label={t('data.choose')} onChange={(event) => { take(event.currentTarget.files); event.currentTarget.value = ''; }} />
        <button type="button" onClick={() => chooser.current!.click()}>{t('data.choose')}</button>
        <p class="note">{t('data.kinds')}</p>
      </div>
      <form class="paste" onSubmit={paste}>
        <label class="field wide"><span>{t('data.paste')}</span><textarea rows={7} dir="auto" required value={text} aria-describedby={hint} onInput={(event) => set_text(event.currentTarget.value)} /></label>
        <div class="controls">
          {field('title')}{field('source')}{field('published', 'date')}{field('url', 'url', { placeholder: 'https://', dir: 'ltr' })}{field('country', 'text', { maxLength: 2, pattern: '[A-Za-z]{2}', placeholder: 'PK' })}
          <button type="submit">{t('data.add')}</button>
        </div>
        <p class="note" id={hint}>{t('data.given_hint')}</p>
      </form>
      {list.length > 0 && <ol class="addings" aria-label={t('data.progress')} aria-live="polite">{list.map((one) => <AddingRow of={one} />).reverse()}</ol>}
    </>
  );
}

function AddingRow({ of }: { of: Adding }) {
  const problem = of.error instanceof Problem ? of.error : of.error ? new Problem(-1, t('problem.failed'), String((of.error as Error).message ?? of.error)) : null;
  const counts: [string, number][] = [['added', of.added], ['versions', of.versions], ['known', of.known], ['failed', of.failed.length]];
  const went: ComponentChildren = of.state === 'waiting' ? t('data.state.waiting')
    : of.state === 'sending' ? t('data.state.sending')
    : of.state === 'running' ? t('data.state.running', { n: of.documents })
    : of.state === 'failed' ? t('data.state.failed')
    : counts.filter(([, n]) => n > 0).map(([key, n]) => t(`data.count.${key}`, { n })).join(t('list.comma')) || t('data.state.nothing');
  return (
    <li class={`adding ${of.state}`}>
      <p><Mark name={of.state === 'done' && of.failed.length === 0 ? 'verified' : of.state === 'failed' || of.failed.length > 0 ? 'conflict' : 'clock'} /><bdi class="long">{beginning(of.name)}</bdi> — {went}</p>
      {of.state === 'running' && <progress max={Math.max(1, of.total)} value={of.done} aria-label={t('data.progress')}>{number(of.done)}</progress>}
      {of.ids.length > 0 && <p class="note">{of.ids.slice(0, 20).map((id, i) => <>{i > 0 && ' · '}<a class="long" href={report_link(id)}><bdi>{id}</bdi></a></>)}{of.ids.length > 20 && ' …'}</p>}
      {of.failed.length > 0 && <ul class="failures">{of.failed.map((one) => <li><code class="long" dir="auto">{one.where}</code> <span dir="auto">{one.message}</span></li>)}</ul>}
      {problem && <ProblemBox problem={problem} />}
      {of.state === 'done' && of.added + of.versions > 0 && <p><a href={link('/', { sort: '-changed' })}>{t('data.look')}</a></p>}
    </li>
  );
}
