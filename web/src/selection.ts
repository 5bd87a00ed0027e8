// The selection: which incidents are looked at. It is the query of the address, under the names of the API and the command line.
import { address } from './address';

/// Filters of an incident list.
export const FILTERS = ['since', 'until', 'place', 'country', 'admin1', 'admin2', 'constituency', 'type', 'actor', 'target', 'min_killed', 'election', 'status', 'certainty', 'background', 'retracted', 'bbox'] as const;
export type Filter = (typeof FILTERS)[number];
/// Those that name an area; one area takes the place of another.
export const AREA = ['place', 'country', 'admin1', 'admin2', 'constituency', 'bbox'] as const;
/// What holds on every page.
export const LENSES = ['as_of', 'convention'] as const;

/// A path of the API with the selection of `query`; `without` leaves filters out, `more` adds parameters.
export function ask_path(path: string, query: URLSearchParams, options: { without?: readonly Filter[]; more?: Record<string, string | null> } = {}): string {
  const out: Record<string, string | null> = {};
  for (const key of [...FILTERS, ...LENSES]) {
    const value = query.get(key);
    if (value && !(options.without as readonly string[] | undefined)?.includes(key)) out[key] = value;
  }
  return address(path, { ...out, ...options.more });
}

/// Filters that are set.
export const filters_set = (query: URLSearchParams): Filter[] => FILTERS.filter((key) => query.get(key));
/// The parts of a change to an area, given by its own filters.
export const in_area = (filter: Record<string, string>): Record<string, string | null> => ({ ...Object.fromEntries(AREA.map((key) => [key, null])), ...filter });
/// The parts of a change that clears all filters.
export const no_filters = (): Record<string, null> => Object.fromEntries(FILTERS.map((key) => [key, null]));

/// The name of the smallest area that is chosen.
export const area_chosen = (query: URLSearchParams): string | null => query.get('constituency') ?? query.get('admin2') ?? query.get('admin1') ?? query.get('country') ?? query.get('place');
