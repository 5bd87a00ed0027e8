// What the server adds, as it adds it. Read with fetch rather than EventSource, which cannot carry a token.
import { useEffect, useRef, useState } from 'preact/hooks';
import { stream } from './api';

export interface ServerEvent { id: string; kind: string; data: string }

/// Cuts a stream of text/event-stream into events; keeps an unfinished one for the next piece.
export class EventReader {
  private rest = '';

  take(piece: string): ServerEvent[] {
    let text = this.rest + piece;
    // A carriage return at the end may be half of a line end: it waits for the next piece.
    const half = text.endsWith('\r') ? '\r' : '';
    text = text.slice(0, text.length - half.length);
    const blocks = text.replace(/\r\n?/g, '\n').split('\n\n');
    this.rest = blocks.pop()! + half;
    return blocks.map(parse).filter((event) => event.data !== '');
  }
}

function parse(block: string): ServerEvent {
  const event: ServerEvent = { id: '', kind: 'message', data: '' };
  for (const line of block.split('\n')) {
    if (line.startsWith(':')) continue;  // a heartbeat
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'id') event.id = value;
    else if (name === 'event') event.kind = value;
    else if (name === 'data') event.data += (event.data ? '\n' : '') + value;
  }
  return event;
}

const wait = (ms: number, signal: AbortSignal) =>
  new Promise<void>((done) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', () => { clearTimeout(timer); done(); }, { once: true });
  });

type Hear = (event: ServerEvent) => void;
const hearers = new Set<Hear>();
let stop: AbortController | null = null;

// One stream for the whole page, open while anybody listens; after a break it asks for what it missed, more and more patiently.
async function listen(signal: AbortSignal): Promise<void> {
  let last = '';
  for (let failures = 0; !signal.aborted; ++failures) {
    try {
      const text = new TextDecoderStream() as unknown as ReadableWritablePair<string, Uint8Array>;
      const body = (await stream('/events', last ? { 'Last-Event-ID': last } : {}, signal)).pipeThrough(text).getReader();
      failures = 0;
      const reader = new EventReader();
      for (let piece = await body.read(); !piece.done; piece = await body.read()) {
        for (const event of reader.take(piece.value)) {
          if (event.id) last = event.id;
          for (const hear of [...hearers]) hear(event);
        }
      }
    } catch {
      // The server is away or has ended the stream: asked again below.
    }
    await wait(Math.min(30_000, 1000 * 2 ** failures), signal);
  }
}

/// Hears what the server sends while the component stands and `on` holds.
export function useEvents(hear: Hear, on = true): void {
  const hearer = useRef(hear);
  hearer.current = hear;
  useEffect(() => {
    if (!on) return;
    const mine: Hear = (event) => hearer.current(event);
    hearers.add(mine);
    if (!stop) void listen((stop = new AbortController()).signal);
    return () => {
      hearers.delete(mine);
      if (hearers.size === 0) {
        stop?.abort();
        stop = null;
      }
    };
  }, [on]);
}

/// A number that grows when incidents were added or changed, at most once a second: give it to useAnswer as its version.
export function useChanges(on = true): { version: number; fresh: Set<string> } {
  const [version, set_version] = useState(0);
  const fresh = useRef(new Set<string>());
  const timer = useRef<ReturnType<typeof setTimeout>>();
  useEvents((event) => {
    if (event.kind !== 'incident' && event.kind !== 'decision' && event.kind !== 'report') return;
    if (event.kind === 'incident') {
      try {
        const { id } = JSON.parse(event.data);
        if (typeof id === 'string') fresh.current.add(id);
      } catch {
        return;
      }
    }
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      set_version((n) => n + 1);
    }, 1000);
  }, on);
  useEffect(() => () => clearTimeout(timer.current), []);
  return { version, fresh: fresh.current };
}
