// Documents on their way to the server: of what type they are, and what came of them.
import { address } from '../address';
import { type Failure, get, type Job, type Posted, send } from '../api';

const TYPES: Record<string, string> = {
  txt: 'text/plain', text: 'text/plain', md: 'text/plain', html: 'text/html', htm: 'text/html', json: 'application/json', jsonl: 'application/x-ndjson', ndjson: 'application/x-ndjson',
  xml: 'application/rss+xml', rss: 'application/rss+xml', atom: 'application/atom+xml',
};
/// What a file chooser offers.
export const ENDINGS = Object.keys(TYPES).map((ending) => `.${ending}`).join(',');

/// The type of a file by its name; null: the desk reads no such files.
export function type_of(name: string): string | null {
  const ending = /\.([^.]+)$/.exec(name)?.[1].toLowerCase();
  return ending === undefined ? null : TYPES[ending] ?? null;
}

/// A name that the server takes: without folders and ending, which it adds itself.
export function name_of(file: string): string {
  return Array.from((file.split(/[/\\]/).at(-1) ?? '').replace(/\.[^.]+$/, '')).slice(0, 45).join('') || 'posted';
}

/// Pasted words are text, unless they are a page.
export const looks_like_html = (text: string): boolean => /^\s*(<!doctype html|<html[\s>])/i.test(text);

/// How far the adding of one file or text is.
export interface Adding {
  name: string;
  state: 'waiting' | 'sending' | 'running' | 'done' | 'failed';
  done: number;   // bytes of `total`, while it runs
  total: number;
  documents: number;
  added: number; versions: number; known: number;
  failed: Failure[];
  ids: string[];
  error: unknown;
}

export const adding = (name: string, total = 0): Adding => ({ name, state: 'waiting', done: 0, total, documents: 0, added: 0, versions: 0, known: 0, failed: [], ids: [], error: null });

export interface Hints { published?: string; publisher?: string; country?: string }

// What is longer than this is read as a job, with progress.
const LONG = 256 * 1024;
const STEP = 400;

/// Sends one document or file; `tell` hears how far it is. What goes wrong is told too, never thrown.
export async function add(body: string | Blob, type: string, name: string, hints: Hints, tell: (state: Partial<Adding>) => void): Promise<void> {
  const size = typeof body === 'string' ? body.length : body.size;
  const query = { name: name_of(name), published: hints.published, publisher: hints.publisher, country: hints.country };
  try {
    tell({ state: 'sending' });
    if (size <= LONG) {
      tell({ state: 'done', ...(await send<Posted>(address('/reports', query), body, type)) });
      return;
    }
    const { job } = await send<{ job: string }>(address('/reports', { ...query, job: '1' }), body, type);
    for (;;) {
      const now = await get<Job>(`/jobs/${encodeURIComponent(job)}`);
      tell({
        state: now.state, done: now.bytes_done ?? 0, total: now.bytes_total ?? size, documents: now.documents ?? 0, added: now.added ?? 0, versions: now.versions ?? 0, known: now.known ?? 0,
        failed: now.failed ?? [], error: now.error ? new Error(now.error) : null,
      });
      if (now.state === 'done' || now.state === 'failed') return;
      await new Promise((go) => setTimeout(go, STEP));
    }
  } catch (error) {
    tell({ state: 'failed', error });
  }
}
