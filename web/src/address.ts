// The address is the only state that outlives a glance: page, selection, moment and convention all stand in it, so that a link
// shows the same to somebody else.
import { useEffect, useState } from 'preact/hooks';

export interface Address {
  path: string;
  query: URLSearchParams;
}

const moved = new EventTarget();
const here = (): Address => ({ path: location.pathname, query: new URLSearchParams(location.search) });

/// The present address; the component is drawn again whenever it changes.
export function useAddress(): Address {
  const [address, set] = useState(here);
  useEffect(() => {
    const update = () => set(here());
    moved.addEventListener('moved', update);
    return () => moved.removeEventListener('moved', update);
  }, []);
  return address;
}

/// Goes to an address of this desk without loading the page anew.
export function go(to: string, options: { replace?: boolean } = {}): void {
  if (to === location.pathname + location.search + location.hash) return;
  if (options.replace) history.replaceState(null, '', to);
  else history.pushState(null, '', to);
  moved.dispatchEvent(new Event('moved'));
}

/// An address with its query in a fixed order; what is null, undefined or "" is left out.
export function address(path: string, query: Record<string, string | null | undefined> | URLSearchParams = {}): string {
  const pairs = query instanceof URLSearchParams ? [...query] : Object.entries(query);
  const kept = new URLSearchParams();
  for (const [key, value] of pairs) if (value) kept.append(key, value);
  const text = kept.toString().replace(/%2C/g, ',').replace(/%3A/g, ':');
  return text ? `${path}?${text}` : path;
}

/// Moment and convention hold on every page: links between pages carry them.
export function link(path: string, query: Record<string, string | null | undefined> = {}): string {
  const now = new URLSearchParams(location.search);
  return address(path, { as_of: now.get('as_of'), convention: now.get('convention'), ...query });
}

/// Changes parts of the present query; null takes a part out.
export function change(parts: Record<string, string | null | undefined>, options: { replace?: boolean } = {}): void {
  go(with_parts(location.pathname, new URLSearchParams(location.search), parts), options);
}

export function with_parts(path: string, query: URLSearchParams, parts: Record<string, string | null | undefined>): string {
  const next = new URLSearchParams(query);
  for (const [key, value] of Object.entries(parts)) {
    if (value) next.set(key, value);
    else next.delete(key);
  }
  return address(path, next);
}

/// Lets plain links of this desk work without loading the page anew. What the server answers itself (/api/) and what asks for
/// another window is left to the browser.
export function follow_links(): void {
  addEventListener('popstate', () => moved.dispatchEvent(new Event('moved')));
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const anchor = (event.target as Element | null)?.closest?.('a');
    if (!anchor || anchor.target || anchor.hasAttribute('download') || anchor.origin !== location.origin) return;
    if (anchor.pathname.startsWith('/api/') || (anchor.hash && anchor.pathname === location.pathname)) return;
    event.preventDefault();
    go(anchor.pathname + anchor.search + anchor.hash);
  });
}
