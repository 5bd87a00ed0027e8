// How well what is watched and polled comes in.
import { useEffect, useState } from 'preact/hooks';
import type { PageProps } from '../page';
import { type Source, useAnswer } from '../api';
import { age, moment } from '../format';
import { Mark } from '../parts/marks';
import { useRenewals } from '../parts/news';
import { ProblemBox, Waiting } from '../parts/states';
import { Title } from '../parts/values';
import { number, t } from '../words';
import '../pages.css';

const EVERY = 15_000;

/// "well", "failing" after a failure, "silent" before the first answer.
export function health(source: Source): 'well' | 'failing' | 'silent' {
  return source.failures > 0 || (source.last_error && !source.last_success) ? 'failing' : source.last_success ? 'well' : 'silent';
}

export function SourcesPage(_: PageProps) {
  const [turn, set] = useState(0);
  const renewed = useRenewals();
  useEffect(() => {
    const timer = setInterval(() => { if (!document.hidden) set((n) => n + 1); }, EVERY);
    return () => clearInterval(timer);
  }, []);
  const answer = useAnswer<{ sources: Source[] }>('/sources', `${turn} ${renewed}`);
  const sources = answer.value?.sources;
  return (
    <div class="page">
      <header class="page-head"><Title text={t('nav.sources')} /><p class="note">{t('sources.hint')}</p></header>
      {answer.problem ? <ProblemBox problem={answer.problem} again={answer.again} />
        : !sources ? <Waiting />
        : sources.length === 0 ? <div class="sheet"><p>{t('sources.none')}</p><pre tabIndex={0}><code dir="ltr">roznamcha serve --register R --watch FOLDER --feed https://publisher.example/feed.xml</code></pre></div>
        : <ul class="cards sources">{sources.map((one) => <SourceCard key={one.kind + one.name} of={one} />)}</ul>}
    </div>
  );
}

function SourceCard({ of }: { of: Source }) {
  const state = health(of);
  return (
    <li class={`sheet source ${state}`}>
      <h2><span class="tag">{t(`sources.${of.kind}`)}</span> <bdi class="long">{of.name}</bdi></h2>
      <p class={`health ${state}`}><Mark name={state === 'well' ? 'verified' : state === 'failing' ? 'conflict' : 'unverified'} />{t(`sources.${state}`)}{of.failures > 0 && <> ({t('sources.failures', { n: of.failures })})</>}</p>
      {of.last_error && <p class="error" dir="auto">{of.last_error}</p>}
      <dl class="facts">
        <dt>{t('sources.last_attempt')}</dt><dd><Ago at={of.last_attempt} /></dd>
        <dt>{t('sources.last_success')}</dt><dd><Ago at={of.last_success} /></dd>
        <dt>{t('sources.next_attempt')}</dt><dd>{of.next_attempt ? moment(of.next_attempt) : t('sources.not_planned')}</dd>
        <dt>{t('sources.documents')}</dt><dd>{number(of.documents)}</dd>
        <dt>{t('sources.incidents')}</dt><dd>{number(of.incidents)}</dd>
      </dl>
    </li>
  );
}

function Ago({ at }: { at: string | null }) {
  if (!at) return <>{t('sources.never')}</>;
  return <time dateTime={at}>{moment(at)} <small>({t('sources.ago', { age: age(at, new Date().toISOString()) })})</small></time>;
}
