// Says that something new has come, at the edge of the window: what is being read stays where it is until the reader asks.
import { useEffect, useRef, useState } from 'preact/hooks';
import { useEvents } from '../live';
import { t } from '../words';
import { Mark } from './marks';

const wishes = new EventTarget();
const own = new Set<number>();

/// A decision made in this window is no news to it.
export const made_here = (number: number | null): void => { if (number !== null) own.add(number); };

/// Asks all that is on the page to be fetched anew.
export const renew = (): void => { wishes.dispatchEvent(new Event('renew')); };

/// A number that grows when the page is to be fetched anew: give it to useAnswer as its version.
export function useRenewals(): number {
  const [turn, set] = useState(0);
  useEffect(() => {
    const more = () => set((n) => n + 1);
    wishes.addEventListener('renew', more);
    return () => wishes.removeEventListener('renew', more);
  }, []);
  return turn;
}

export interface Heard { reports: Set<string>; decisions: Set<number> }

/// Takes one event of the server into what was heard; events that are not understood are left out.
export function hear(heard: Heard, kind: string, data: string): Heard {
  let body: { id?: unknown; number?: unknown };
  try {
    body = JSON.parse(data) ?? {};
  } catch {
    return heard;
  }
  if (kind === 'report' && typeof body.id === 'string') return { ...heard, reports: new Set(heard.reports).add(body.id) };
  if (kind === 'decision' && typeof body.number === 'number') return { ...heard, decisions: new Set(heard.decisions).add(body.number) };
  return heard;
}

const silence: Heard = { reports: new Set(), decisions: new Set() };

export function News() {
  const [heard, set] = useState<Heard>(silence);
  const gathered = useRef<Heard>(silence);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  // Gathered for a second: many reports come at once, and the answer to a decision of this window comes after its event.
  useEvents((event) => {
    gathered.current = hear(gathered.current, event.kind, event.data);
    timer.current ??= setTimeout(() => { timer.current = undefined; set(gathered.current); }, 1000);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  const forget = () => { gathered.current = silence; set(silence); };
  useEffect(() => {
    wishes.addEventListener('renew', forget);
    return () => wishes.removeEventListener('renew', forget);
  }, []);
  const decisions = [...heard.decisions].filter((one) => !own.has(one)).length;
  const reports = heard.reports.size;
  const some = reports + decisions > 0;
  return (
    <div class="news no-print" role="status">
      {some && (
        <div class="news-card">
          <Mark name="clock" />
          <p>{[reports > 0 ? t('news.reports', { n: reports }) : '', decisions > 0 ? t('news.decisions', { n: decisions }) : ''].filter(Boolean).join(t('list.comma'))}</p>
          <button type="button" class="go" onClick={renew}>{t('news.show')}</button>
          <button type="button" class="plain" aria-label={t('news.dismiss')} onClick={forget}><Mark name="close" /></button>
        </div>
      )}
    </div>
  );
}
