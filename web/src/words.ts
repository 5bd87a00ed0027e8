// Every word on the pages comes from words/LANGUAGE.json, by key. A key may have forms for numbers: "key.one", "key.other"….
import english from './words/en.json';

export const LANGUAGES = [
  { tag: 'en', name: 'English', dir: 'ltr', locale: 'en-GB' },
  { tag: 'ur', name: 'اردو', dir: 'rtl', locale: 'ur-PK' },
] as const;
export type Language = (typeof LANGUAGES)[number]['tag'];


type Words = Record<string, string>;
let words: Words = english;
let tag: Language = 'en';

/// Loads the words of a language and turns the page; unknown tags give English.
export async function load_words(wanted: string): Promise<void> {
  const language = LANGUAGES.find((one) => one.tag === wanted) ?? LANGUAGES[0];
  words = language.tag === 'ur' ? (await import('./words/ur.json')).default : english;
  tag = language.tag;
  formats.clear();
  if (typeof document !== 'undefined') {
    document.documentElement.lang = tag;
    document.documentElement.dir = language.dir;
  }
}

export const language = (): Language => tag;
export const is_rtl = (): boolean => LANGUAGES.find((one) => one.tag === tag)!.dir === 'rtl';

const formats = new Map<string, unknown>();
/// An Intl object of the page's language, made once.
export function intl<T>(name: string, make: (locale: string) => T): T {
  if (!formats.has(name)) formats.set(name, make(LANGUAGES.find((one) => one.tag === tag)!.locale));
  return formats.get(name) as T;
}

export const number = (value: number): string => intl('number', (one) => new Intl.NumberFormat(one)).format(value);

/// The words of `key` with {names} filled in. With `n`, the form that the language has for that number.
export function t(key: string, values: Record<string, string | number> = {}): string {
  let text = words[key];
  if (typeof values.n === 'number') {
    const rule = intl('plural', (one) => new Intl.PluralRules(one)).select(values.n);
    text = words[`${key}.${rule}`] ?? words[`${key}.other`] ?? text;
  }
  if (text === undefined) return key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === 'number' ? number(value) : value;
  });
}

/// The word for a value of the register ("corroborated", "Suicide bomb"). A value that has none yet is shown as it stands, so that a
/// new type or target in the packs needs no change here.
export function word(kinds: string | readonly string[], value: string | null | undefined): string {
  if (!value) return t('not_stated');
  for (const kind of [kinds].flat()) {
    const found = words[`${kind}.${value}`];
    if (found !== undefined) return found;
  }
  return value.replace(/_/g, ' ');
}

/// What or who was hit: a class of things, a group of people, or a part of an election.
export const HIT = ['target', 'group', 'election_target'] as const;

/// The name of a country by its ISO 3166-1 alpha-2 or UN M49 code.
export function country(code: string | null | undefined): string {
  if (!code) return '';
  try {
    const region = new Intl.Locale(`und-${code}`).region ?? code;
    return intl('regions', (one) => new Intl.DisplayNames(one, { type: 'region' })).of(region) ?? code;
  } catch {
    return code;
  }
}
