// The server's answers, typed as src/http/openapi.json describes them, and the one way of asking for them.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

/// By a convention; `high` null: no upper end is known. What no report states is null, never 0.
export interface Figure { low: number; best: number; high: number | null }
/// Over the incidents that state the figure; where one has no upper end, its best is added.
export interface Sum { low: number; best: number; high: number }
export interface DateRange { earliest: string | null; latest: string | null; precision: 'day' | 'week' | 'month' | 'year' | 'unknown' }
export type PlacePrecision = 'exact' | 'near' | 'admin2' | 'admin1' | 'country' | 'unknown';
export interface Place {
  name: string | null; admin2: string | null; admin1: string | null; country: string | null; constituency: string | null;
  lat: number | null; lon: number | null; radius_km: number | null; precision: PlacePrecision;
}
export type Certainty = 'claimed' | 'stated' | 'suspected' | 'alleged' | 'denied' | 'unknown';
export type Status = 'unverified' | 'corroborated' | 'verified' | 'disputed' | 'retracted';
export type Qualifier = 'exactly' | 'at_least' | 'more_than' | 'about' | 'up_to' | 'several';
export interface Actor { name: string; id: string | null; role: 'perpetrator' | 'responder'; certainty: Certainty; speaker?: string | null }
export interface Election { related: boolean; target: string }
export interface Span { start: number; end: number; quote: string; document?: string }
export interface ReportRef { document: string; title: string | null; source: string | null; published: string | null; url?: string | null }
/// `total` stands on the first page; without `total_exact` there are more than that.
export interface Page { next: string | null; total?: number | null; total_exact?: boolean; as_of?: string | null; convention?: string }

/// An incident as lists give it.
export interface Summary {
  id: string; date: DateRange; place: Place; event_type: string; sub_event_type: string;
  killed: Figure | null; injured: Figure | null; attackers_killed: Figure | null;
  actors: Actor[]; targets: string[]; weapons: string[]; victim_groups: string[];
  election: Election; status: Status; background: boolean;
  reports: number; independent: number; conflicts: string[]; duplicates: number; first_known: string; last_changed: string;
}
export interface IncidentList extends Page { incidents: Summary[] }

export interface Statement {
  field: string; value: string; low?: number | null; high?: number | null; qualifier?: Qualifier; group?: string | null;
  certainty?: Certainty | null; speaker?: string | null; headline?: boolean; account?: string; report: ReportRef; span?: Span | null; chosen: boolean; rule?: string | null;
}
export interface Conflict { field: string; values: { value: string; documents: string[] }[]; chosen: string; rule: string }
export interface Decision {
  number: number; kind: 'merge' | 'split' | 'set' | 'retract' | 'undo' | string; accounts: string[]; incidents: string[];
  field: string | null; value: string | null; reason: string | null; by: string | null; at: string;
  undoes: number | null; undone_by: number | null; adrift: boolean;
}
export interface Incident {
  id: string; status: Status; summary: Summary; joins: string[]; statements: Statement[]; conflicts: Conflict[]; evidence: (Span | null)[];
  duplicates: { id: string; score: number; reason: string; incident: Summary }[];
  history: { at: string; field: string; from: string | null; to: string | null }[]; decisions: Decision[];
  documents: { id: string; title: string | null; source?: string | null; url?: string | null; published?: string | null; learnt?: string; independent?: boolean; copies_of?: string | null }[];
  reports: { document: string; account: string; id: string; title?: string | null; source?: string | null; url?: string | null; published?: string | null; learnt?: string; independent?: boolean }[];
  first_known: string; last_changed: string; as_of?: string | null; convention?: string;
}

/// Points as rows under `columns`; `cut`: there are more than these latest ones.
export interface MapAnswer { columns: string[]; points: unknown[][]; cut: boolean }
export interface Bucket { start: string; incidents: number; killed: Sum | null; injured: Sum | null }
export interface Timeline { by: 'day' | 'week' | 'month'; buckets: Bucket[]; undated: number; total: number }
export interface Area { kind: 'country' | 'admin1' | 'admin2' | 'constituency'; name: string; filter: Record<string, string>; incidents: number; killed: Sum | null; children: Area[] }
export interface Areas { areas: Area[]; total: number }

export interface Report {
  id: string; title: string | null; source?: string | null; url?: string | null; language?: string; country?: string | null; published?: string | null;
  published_inferred?: boolean; learnt?: string; accounts: number; relevant?: boolean; relevance?: number;
}
export interface Reports extends Page { reports: Report[] }

/// What one document states of one incident (docs/output.md).
export interface Account {
  id: string; background: boolean; event_type: string; sub_event_type: string;
  date: DateRange & { span?: Span | null }; place: Partial<Place> & { latitude?: number | null; longitude?: number | null; precision: PlacePrecision; span?: Span | null };
  counts: { effect: string; group: string; low: number | null; high: number | null; qualifier: Qualifier; speaker: string | null; span?: Span | null }[];
  killed: Figure | null; injured: Figure | null; attackers_killed: Figure | null;
  actors: { role: 'perpetrator' | 'responder'; kind: string; name: string; id: string | null; certainty: Certainty; speaker: string | null; span?: Span | null }[];
  victims: { text: string; name?: string | null; group: string; effect?: string; span?: Span | null }[];
  targets: { text: string | null; class: string; span?: Span | null }[]; weapons: { text: string | null; class: string; span?: Span | null }[];
  election: Election & { span?: Span | null }; evidence: (Span | null)[];
}
export interface Tally { effect: string; low: number | null; high: number | null; qualifier?: Qualifier; period?: { earliest: string | null; latest: string | null } | null; place?: Partial<Place> | null; span: Span | null }
export interface Measure { kind: string; status: string; by?: string | null; place?: Partial<Place> | null; span: Span | null }
export interface Warning { kind: string; by?: string | null; place?: Partial<Place> | null; span: Span | null }
export interface ReportWhole {
  document: Report & { text: string };
  accounts: Account[]; tallies?: Tally[]; measures?: Measure[]; warnings?: Warning[];
  incidents: Record<string, string>;  // by account
}
export interface Failure { where: string; message: string; id: string }
export interface Posted { added: number; versions: number; known: number; failed: Failure[]; ids: string[] }

export interface ReviewItem {
  id: string; kind: 'duplicate' | 'dispute'; worth: number; score?: number | null; reason: string; first: Summary; second?: Summary | null;
  field?: string | null; conflict?: Conflict | null; agreeing?: string[]; differing?: string[]; later?: boolean;
}
export interface ReviewQueue extends Page { items: ReviewItem[] }
export interface Decisions extends Page { decisions: Decision[] }
export interface BriefPart { field: string; value: string; from: string | null }
export interface BriefLine { text: string; incident: string | null; reports: ReportRef[]; parts?: BriefPart[] }
export interface Brief {
  since: string; until: string | null; place: string | null; as_of: string | null; convention: string; incidents: number;
  sections: { kind: string; title: string; lines: BriefLine[] }[];
}
export interface Job {
  id: string; state: 'waiting' | 'running' | 'done' | 'failed'; documents?: number; bytes_done?: number; bytes_total?: number; added?: number; versions?: number;
  known?: number; failed?: { where: string; message: string; id: string }[]; error?: string | null;
}
export interface Source {
  name: string; kind: 'watch' | 'feed'; last_attempt: string | null; last_success: string | null; next_attempt: string | null;
  documents: number; incidents: number; failures: number; last_error: string | null;
}
export interface Meta {
  version: string; register: string; documents: number; incidents: number; first_day: string | null; last_day: string | null;
  first_known: string | null; last_changed: string | null; conventions: string[]; default_convention: string;
  types: { event_type: string; sub_event_types: string[] }[]; actors: { id: string | null; name: string; incidents: number }[];
  targets: { name: string; incidents: number }[]; sources: { name: string; incidents: number }[]; statuses: Status[]; certainties: Certainty[];
  settable_fields: string[]; export_formats: string[]; election_days: { country: string; day: string }[];
  writable: boolean; token_required: boolean; languages: string[];
}

/// An error as the server tells it (RFC 9457), or one of the way there: status 0.
export class Problem extends Error {
  constructor(readonly status: number, readonly title: string, readonly detail: string, readonly where: string | null = null, readonly advice: string | null = null) {
    super(detail || title);
  }
}

const BASE = '/api/v1';
const TOKEN = 'token';

/// The token of a desk that listens beyond this machine; kept for this window only.
export function set_token(token: string): void {
  sessionStorage.setItem(TOKEN, token);
}

function headers(more: Record<string, string>): Record<string, string> {
  const token = sessionStorage.getItem(TOKEN);
  return token ? { ...more, Authorization: `Bearer ${token}` } : more;
}

async function problem_of(response: Response): Promise<Problem> {
  try {
    const body = await response.json();
    return new Problem(response.status, body.title ?? response.statusText, body.detail ?? '', body.where ?? null, body.advice ?? null);
  } catch {
    return new Problem(response.status, response.statusText, '');
  }
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(BASE + path, { ...init, headers: headers((init.headers ?? {}) as Record<string, string>) });
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error;
    throw new Problem(0, '', '');
  }
  if (!response.ok) throw await problem_of(response);
  return response;
}

/// An answer as JSON. `path` begins after /api/v1. ETags and 304 are the browser's business.
export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await ask(path, { headers: { Accept: 'application/json' }, signal })).json() as Promise<T>;
}

/// A write. The extra header is what a form of another site cannot send.
export const post = <T>(path: string, body: unknown): Promise<T> => send<T>(path, JSON.stringify(body), 'application/json');

/// A write of bytes as they are: documents.
export async function send<T>(path: string, body: string | Blob, type: string): Promise<T> {
  return (await ask(path, { method: 'POST', headers: { 'Content-Type': type, 'X-Roznamcha': '1' }, body })).json() as Promise<T>;
}

/// An answer as a stream of bytes, for what the server sends as it happens.
export async function stream(path: string, more: Record<string, string>, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
  const response = await ask(path, { headers: { Accept: 'text/event-stream', ...more }, signal });
  if (!response.body) throw new Problem(0, '', '');
  return response.body;
}

/// Where an answer can be had by the browser itself: downloads.
export const api_address = (path: string): string => BASE + path;

export interface Asked<T> {
  value: T | null;  // the last answer, kept while the next is on its way
  problem: Problem | null;
  loading: boolean;
  again: () => void;
}

/// What stands at `path`, asked for again when `path` or `version` changes; null asks nothing. While the server is away, what it said
/// last stays.
export function useAnswer<T>(path: string | null, version: unknown = 0): Asked<T> {
  const [state, set] = useState<{ of: string | null; value: T | null; problem: Problem | null; loading: boolean }>({ of: null, value: null, problem: null, loading: path !== null });
  const [turn, set_turn] = useState(0);
  useEffect(() => {
    if (path === null) {
      set({ of: null, value: null, problem: null, loading: false });
      return;
    }
    const stop = new AbortController();
    set((old) => ({ ...old, loading: true }));
    get<T>(path, stop.signal).then(
      (value) => set({ of: path, value, problem: null, loading: false }),
      (error) => {
        if (stop.signal.aborted) return;
        const problem = error instanceof Problem ? error : new Problem(0, '', String(error));
        set((old) => (problem.status === 0 && old.of === path && old.value !== null ? { ...old, loading: false } : { of: path, value: null, problem, loading: false }));
      },
    );
    return () => stop.abort();
  }, [path, version, turn]);
  return { value: state.value, problem: state.problem, loading: state.loading, again: useCallback(() => set_turn((n) => n + 1), []) };
}

/// A list that is read page by page: `more` asks for the next page, if there is one.
export function useList(path: string, version: unknown = 0) {
  const first = useAnswer<IncidentList>(path, version);
  const [rest, set_rest] = useState<{ of: IncidentList | null; incidents: Summary[]; next: string | null }>({ of: null, incidents: [], next: null });
  const busy = useRef(false);
  const grown = first.value !== null && rest.of === first.value;
  const next = grown ? rest.next : first.value?.next ?? null;
  const incidents = grown ? [...first.value!.incidents, ...rest.incidents] : first.value?.incidents ?? [];
  const more = next === null ? null : async () => {
    if (busy.current) return;
    busy.current = true;
    try {
      const page = await get<IncidentList>(`${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(next)}`);
      set_rest({ of: first.value, incidents: grown ? [...rest.incidents, ...page.incidents] : page.incidents, next: page.next });
    } finally {
      busy.current = false;
    }
  };
  return { ...first, incidents, more };
}
