// What a page shows while it has no answer, or a bad one.
import { useState } from 'preact/hooks';
import { link } from '../address';
import { type Problem, set_token } from '../api';
import { t } from '../words';

export function Waiting() {
  return <p class="waiting" role="status">{t('waiting')}</p>;
}

/// An error in the server's words, with what to do; asks for the token where that is what is missing.
export function ProblemBox({ problem, again }: { problem: Problem; again?: () => void }) {
  const [token, set] = useState('');
  if (problem.status === 401) {
    return (
      <form class="problem" onSubmit={(event) => { event.preventDefault(); set_token(token.trim()); location.reload(); }}>
        <h2>{t('problem.token')}</h2>
        <label>{t('problem.token_label')} <input type="password" autocomplete="off" value={token} onInput={(event) => set(event.currentTarget.value)} /></label>
        <button type="submit">{t('problem.token_go')}</button>
      </form>
    );
  }
  return (
    <div class="problem" role="alert">
      <h2>{problem.status === 0 ? t('problem.away') : problem.title || t('problem.failed')}</h2>
      {problem.detail && <p dir="auto">{problem.detail}</p>}
      {problem.where && <p dir="auto"><code>{problem.where}</code></p>}
      {problem.advice && <p dir="auto">{problem.advice}</p>}
      {again && <button type="button" onClick={again}>{t('problem.again')}</button>}
    </div>
  );
}

export function Missing() {
  return (
    <div class="problem">
      <h1>{t('problem.no_page')}</h1>
      <p><a href={link('/')}>{t('nav.overview')}</a></p>
    </div>
  );
}
