// Uncertain values in words: what is not known is said, a bound is a bound, and no range hides behind a single number.
import type { DateRange, Figure, Place, Sum } from './api';
import { country, intl, is_rtl, number, t } from './words';

// In right-to-left words "8–10" must not turn into "10–8", nor a Latin name pull its neighbours along: both are isolated there.
const left_to_right = (text: string): string => (is_rtl() ? `\u2066${text}\u2069` : text);
const isolated = (text: string): string => (is_rtl() ? `\u2068${text}\u2069` : text);

function range(low: number, high: number | null): string {
  if (high === null) return t('figure.at_least', { x: number(low) });
  return low === high ? number(low) : left_to_right(`${number(low)}–${number(high)}`);
}

/// "13", "8–10", "at least 15", "not stated".
export function figure(value: Figure | Sum | null | undefined): string {
  return value ? range(value.low, value.high) : t('not_stated');
}

/// The same with the number that the convention takes, where it is not one of the ends: "9–13, taken as 11".
export function figure_full(value: Figure | null | undefined): string {
  if (!value || value.low === value.high || (value.high === null && value.best === value.low)) return figure(value);
  return t('figure.taken_as', { range: figure(value), best: number(value.best) });
}

export interface Count { low: number | null; high: number | null; qualifier: string | null }

/// What one report says, with its own word of caution: "more than 60", "about 40", "up to 20", "several".
export function count(value: Count): string {
  const { low, high, qualifier } = value;
  if (low === null && high === null) return t(qualifier === 'several' ? 'figure.several' : 'not_stated');
  switch (qualifier) {
    case 'at_least': return t('figure.at_least', { x: number(low ?? 0) });
    case 'more_than': return t('figure.more_than', { x: number(low ?? 0) });
    case 'about': return t('figure.about', { x: range(low ?? 0, high ?? low ?? 0) });
    case 'up_to': return t('figure.up_to', { x: number(high ?? low ?? 0) });
    case 'several': return high === null ? t('figure.several') : t('figure.several_range', { x: range(low ?? 0, high) });
    default: return range(low ?? 0, high);
  }
}

// ---- Days are days of the calendar: they are reckoned and shown without any time zone.
export const day_number = (day: string): number => Date.parse(`${day.slice(0, 10)}T00:00:00Z`) / 86_400_000;
export const day_of = (n: number): string => new Date(n * 86_400_000).toISOString().slice(0, 10);
const utc = (name: string, options: Intl.DateTimeFormatOptions) => intl(`date ${name}`, (tag) => new Intl.DateTimeFormat(tag, { ...options, timeZone: 'UTC' }));
const at = (day: string): Date => new Date(`${day.slice(0, 10)}T00:00:00Z`);
// What comes out of an address need not be a day: it is shown as it stands.
const shown = (format: Intl.DateTimeFormat, date: Date, text: string): string => (Number.isNaN(date.getTime()) ? text : format.format(date));

/// A day of the calendar, or null for any other text.
export const read_day = (text: string | null | undefined): string | null => (text && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(day_number(text)) ? text : null);
/// A moment in seconds since 1970; a day means its end. null for any other text.
export function read_moment(text: string | null | undefined): number | null {
  const time = Date.parse(read_day(text) ? `${text}T23:59:59Z` : text ?? '');
  return Number.isNaN(time) ? null : Math.floor(time / 1000);
}

/// "23 Jan 2029"
export const day = (value: string): string => shown(utc('day', { day: 'numeric', month: 'short', year: 'numeric' }), at(value), value);
export const month = (value: string): string => shown(utc('month', { month: 'long', year: 'numeric' }), at(value), value);

/// "23 Jan 2029", "15–21 Jan 2029", "until 27 Jan 2029", "January 2029", "date not stated".
export function days(value: DateRange | null | undefined): string {
  const earliest = value?.earliest;
  const latest = value?.latest;
  if (!earliest && !latest) return t('date.unknown');
  if (!latest) return t('date.since', { day: day(earliest!) });
  if (!earliest) return t('date.until', { day: day(latest) });
  if (earliest === latest) return day(earliest);
  if (value!.precision === 'month' && earliest.slice(0, 7) === latest.slice(0, 7)) return month(earliest);
  if (value!.precision === 'year' && earliest.slice(0, 4) === latest.slice(0, 4)) return earliest.slice(0, 4);
  const both = utc('day', { day: 'numeric', month: 'short', year: 'numeric' }).formatRange(at(earliest), at(latest));
  return both.replace(/\p{Nd}+\s*–\s*\p{Nd}+/u, left_to_right);
}

/// A moment of the register in the reader's own time zone: "5 Feb 2029, 18:00". What is none, out of an address, stands as it is.
export const moment = (value: string): string =>
  shown(intl('moment', (tag) => new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })), new Date(value), value);

/// A publication time: a day stays a day, a moment becomes one of the reader's.
export const published = (value: string | null | undefined): string => (!value ? t('date.unknown') : value.length === 10 ? day(value) : moment(value));

/// "3 days", "2 hours": between two moments.
export function age(from: string, to: string): string {
  const seconds = Math.abs(Date.parse(to) - Date.parse(from)) / 1000;
  const [n, unit] = seconds < 3600 ? [seconds / 60, 'minute'] : seconds < 172_800 ? [seconds / 3600, 'hour'] : [seconds / 86_400, 'day'];
  return intl(`unit ${unit}`, (tag) => new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: 'long' })).format(Math.max(1, Math.round(n)));
}

/// "Khar, Bajaur, Khyber Pakhtunkhwa"; the country too, unless `home` is it. Names stand as the register has them.
export function place(value: Place | null | undefined, home: string | null = null): string {
  const parts: string[] = [];
  for (const part of [value?.name, value?.admin2, value?.admin1]) if (part && isolated(part) !== parts.at(-1)) parts.push(isolated(part));
  if (value?.country && value.country !== home) parts.push(country(value.country));
  return parts.length ? parts.join(t('list.comma')) : t('place.unknown');
}

/// How well the place is known, where that is less than exactly: "district only".
export function place_precision(value: Place | null | undefined): string | null {
  if (!value || value.precision === 'exact') return null;
  return t(`precision.${value.precision}`);
}

/// Days to a poll in words, from a day's point of view; null beyond 120 days before and 30 after.
export function clock(today: string, poll: string): string | null {
  const left = day_number(poll) - day_number(today);
  if (left > 120 || left < -30) return null;
  if (left === 0) return t('clock.polling_day');
  return left > 0 ? t('clock.to_poll', { n: left }) : t('clock.after_poll', { n: -left });
}
