// The frame of all pages, and which page an address means.
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { change, link, useAddress, with_parts } from './address';
import { type Meta, Problem, useAnswer } from './api';
import { useChanges } from './live';
import { Mark } from './parts/marks';
import { News } from './parts/news';
import { Missing, ProblemBox } from './parts/states';
import { published } from './format';
import type { PageProps } from './page';
import { ask_path } from './selection';
import { Overview } from './pages/overview';
import { LANGUAGES, language, load_words, t } from './words';

type Page = ComponentType<PageProps>;

// The overview comes with the frame; the others when they are asked for.
const pages: { pattern: RegExp; load?: () => Promise<Page>; page?: Page }[] = [
  { pattern: /^\/$/, page: Overview },
  { pattern: /^\/incidents\/([^/]+)$/, load: () => import('./pages/incident').then((m) => m.IncidentPage) },
  { pattern: /^\/reports\/(.+)$/, load: () => import('./pages/report').then((m) => m.ReportPage) },
  { pattern: /^\/review$/, load: () => import('./pages/review').then((m) => m.ReviewPage) },
  { pattern: /^\/brief$/, load: () => import('./pages/brief').then((m) => m.BriefPage) },
  { pattern: /^\/data$/, load: () => import('./pages/data').then((m) => m.DataPage) },
  { pattern: /^\/sources$/, load: () => import('./pages/sources').then((m) => m.SourcesPage) },
];
const menu = ['/', '/review', '/brief', '/data', '/sources'] as const;
const names: Record<(typeof menu)[number], string> = { '/': 'nav.overview', '/review': 'nav.review', '/brief': 'nav.brief', '/data': 'nav.data', '/sources': 'nav.sources' };

// Where the overview was left, so that the way back shows the same selection.
let last_overview = '/';

function decoded(text: string | undefined): string {
  try {
    return decodeURIComponent(text ?? '');
  } catch {
    return text ?? '';
  }
}

export function App() {
  const { path, query } = useAddress();
  const [, redraw] = useState(0);
  const { version } = useChanges();
  const meta = useAnswer<Meta>('/meta', version);
  const found = pages.find((one) => one.pattern.test(path));
  const [loaded, set_loaded] = useState<{ of: unknown; page: Page } | null>(null);
  const [failed, set_failed] = useState<Problem | null>(null);
  if (path === '/') last_overview = with_parts('/', query, {});

  useEffect(() => {
    set_failed(null);
    let stale = false;
    found?.load?.().then((page) => stale || set_loaded({ of: found, page }), () => stale || set_failed(new Problem(0, '', '')));
    return () => { stale = true; };
  }, [found]);
  // A new page begins at its top, for eyes and for screen readers.
  useEffect(() => {
    if (document.activeElement && document.activeElement !== document.body) document.getElementById('page')?.focus({ preventScroll: true });
    if (!location.hash) scrollTo(0, 0);
  }, [path]);

  const choose_language = async (tag: string) => {
    try { localStorage.setItem('language', tag); } catch { /* private window: it holds until the page is closed */ }
    await load_words(tag);
    if (query.get('lang')) change({ lang: null }, { replace: true });
    redraw((n) => n + 1);
  };
  const Current = found?.page ?? (loaded?.of === found ? loaded?.page : undefined);
  const id = decoded(found && path.match(found.pattern)?.[1]);
  const as_of = query.get('as_of');

  return (
    <div class="frame" key={language()}>
      <a class="skip" href="#page">{t('nav.skip')}</a>
      <header class="top">
        <a class="brand" href={last_overview}><Mark name="brand" />{t('brand')}</a>
        <nav aria-label={t('nav.pages')}>
          {menu.map((to) => (
            <a href={to === '/' ? last_overview : to === '/data' ? ask_path(to, new URL(last_overview, location.origin).searchParams) : link(to)} aria-current={path === to ? 'page' : undefined}>{t(names[to])}</a>
          ))}
        </nav>
        <div class="tools">
          <div class="languages" role="group" aria-label={t('nav.language')}>
            {LANGUAGES.map((one) => (
              <button type="button" lang={one.tag} aria-pressed={language() === one.tag} onClick={() => choose_language(one.tag)}>{one.name}</button>
            ))}
          </div>
          <Theme />
        </div>
      </header>
      {as_of && (
        <p class="moment" role="status">
          <Mark name="clock" />
          <span>{t('as_of.banner', { moment: published(as_of) })}</span>
          <a href={with_parts(path, query, { as_of: null })}>{t('as_of.back')}</a>
        </p>
      )}
      <main id="page" tabIndex={-1}>
        {!found ? <Missing />
          : failed ? <ProblemBox problem={failed} again={() => location.reload()} />
          : meta.problem && !meta.value ? <ProblemBox problem={meta.problem} again={meta.again} />
          : Current && meta.value ? <Current key={id} meta={meta.value} id={id} query={query} />
          : <p class="waiting" role="status">{t('waiting')}</p>}
      </main>
      {path !== '/' && !as_of && meta.value && <News />}
    </div>
  );
}

function Theme() {
  const root = document.documentElement;
  const [theme, set] = useState(root.dataset.theme ?? 'auto');
  const next = theme === 'auto' ? (matchMedia('(prefers-color-scheme: dark)').matches ? 'light' : 'dark') : theme === 'light' ? 'dark' : 'light';
  const turn = () => {
    root.dataset.theme = next;
    try { localStorage.setItem('theme', next); } catch { /* as above */ }
    set(next);
    dispatchEvent(new Event('theme'));
  };
  return (
    <button type="button" class="plain" onClick={turn} aria-label={t(`theme.${next}`)} title={t(`theme.${next}`)}>
      <Mark name={next === 'dark' ? 'moon' : 'sun'} />
    </button>
  );
}
