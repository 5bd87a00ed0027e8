import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Place } from './api';
import { age, clock, count, day, day_number, day_of, days, figure, figure_full, moment, place, place_precision, published, read_day, read_moment } from './format';
import { load_words } from './words';

const somewhere: Place = { name: null, admin2: null, admin1: null, country: null, constituency: null, lat: null, lon: null, radius_km: null, precision: 'unknown' };

describe('figures', () => {
  it('says what is not stated, and never 0 for it', () => {
    expect(figure(null)).toBe('not stated');
    expect(figure(undefined)).toBe('not stated');
    expect(figure({ low: 0, best: 0, high: 0 })).toBe('0');
  });
  it('keeps bounds and ranges', () => {
    expect(figure({ low: 13, best: 13, high: 13 })).toBe('13');
    expect(figure({ low: 8, best: 10, high: 10 })).toBe('8–10');
    expect(figure({ low: 15, best: 15, high: null })).toBe('at least 15');
    expect(figure({ low: 1200, best: 1200, high: null })).toBe('at least 1,200');
  });
  it('tells which number of a range the convention takes', () => {
    expect(figure_full({ low: 9, best: 11, high: 13 })).toBe('9–13, taken as 11');
    expect(figure_full({ low: 9, best: 12, high: null })).toBe('at least 9, taken as 12');
    expect(figure_full({ low: 9, best: 9, high: null })).toBe('at least 9');
    expect(figure_full({ low: 3, best: 3, high: 3 })).toBe('3');
  });
  it('keeps the word of caution of each report', () => {
    const said = (qualifier: string, low: number | null, high: number | null) => count({ low, high, qualifier });
    expect(said('exactly', 10, 10)).toBe('10');
    expect(said('exactly', 8, 10)).toBe('8–10');
    expect(said('at_least', 15, null)).toBe('at least 15');
    expect(said('more_than', 60, null)).toBe('more than 60');
    expect(said('about', 40, 40)).toBe('about 40');
    expect(said('about', 40, 50)).toBe('about 40–50');
    expect(said('up_to', 0, 20)).toBe('up to 20');
    expect(said('several', null, null)).toBe('several');
    expect(said('several', 3, 9)).toBe('several (3–9)');
    expect(said('exactly', null, null)).toBe('not stated');
  });
});

describe('days', () => {
  it('shows as much as is known', () => {
    expect(days({ earliest: '2029-01-23', latest: '2029-01-23', precision: 'day' })).toBe('23 Jan 2029');
    // Editions of ICU differ in the spaces around the dash.
    expect(days({ earliest: '2029-01-15', latest: '2029-01-21', precision: 'week' }).replace(/\s*–\s*/, '–')).toBe('15–21 Jan 2029');
    expect(days({ earliest: '2029-01-01', latest: '2029-01-31', precision: 'month' })).toBe('January 2029');
    expect(days({ earliest: '2029-01-01', latest: '2029-12-31', precision: 'year' })).toBe('2029');
    expect(days({ earliest: null, latest: '2029-01-27', precision: 'unknown' })).toBe('until 27 Jan 2029');
    expect(days({ earliest: '2029-01-27', latest: null, precision: 'unknown' })).toBe('since 27 Jan 2029');
    expect(days({ earliest: null, latest: null, precision: 'unknown' })).toBe('date not stated');
    expect(days(null)).toBe('date not stated');
  });
  it('are days of the calendar in every time zone', () => {
    const zone = process.env.TZ;
    for (const one of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'UTC']) {
      process.env.TZ = one;
      expect(day('2029-02-08')).toBe('8 Feb 2029');
      expect(published('2029-02-08')).toBe('8 Feb 2029');
    }
    process.env.TZ = zone;
  });
  it('shows a moment by a clock of 24 hours, in each language', async () => {
    const evening = new Date(2029, 1, 5, 18, 0).toISOString();
    for (const language of ['en', 'ur'] as const) {
      await load_words(language);
      expect(moment(evening)).toContain('18:00');
    }
    await load_words('en');
  });

  it('shows what is no day as it stands', () => {
    expect(day('2029-99-99')).toBe('2029-99-99');
    expect(published('never')).toBe('never');
    expect(read_day('2029-02-08')).toBe('2029-02-08');
    for (const bad of ['2029-99-99', '8 Feb', '', null]) expect(read_day(bad)).toBeNull();
    expect(read_moment('1970-01-01')).toBe(86_399);
    expect(read_moment('1970-01-01T00:00:10Z')).toBe(10);
    expect(read_moment('never')).toBeNull();
  });
  it('can be counted', () => {
    expect(day_of(day_number('2028-02-29') + 1)).toBe('2028-03-01');
    expect(day_number('2029-02-08') - day_number('2029-01-31')).toBe(8);
  });
  it('runs the election clock from weeks before until weeks after', () => {
    expect(clock('2029-02-05', '2029-02-08')).toBe('3 days to the poll');
    expect(clock('2029-02-07', '2029-02-08')).toBe('1 day to the poll');
    expect(clock('2029-02-08', '2029-02-08')).toBe('Polling day');
    expect(clock('2029-02-10', '2029-02-08')).toBe('2 days after the poll');
    expect(clock('2028-02-10', '2029-02-08')).toBeNull();
  });
  it('says how long ago in the coarsest fitting unit', () => {
    expect(age('2029-02-05T18:00:00Z', '2029-02-05T18:00:10Z')).toBe('1 minute');
    expect(age('2029-02-05T18:00:00Z', '2029-02-06T00:00:00Z')).toBe('6 hours');
    expect(age('2029-02-05T18:00:00Z', '2029-02-09T18:00:00Z')).toBe('4 days');
  });
});

describe('places', () => {
  it('names each level once, and the country unless it is home', () => {
    const khar = { ...somewhere, name: 'Khar', admin2: 'Bajaur', admin1: 'Khyber Pakhtunkhwa', country: 'PK', precision: 'exact' as const };
    expect(place(khar)).toBe('Khar, Bajaur, Khyber Pakhtunkhwa, Pakistan');
    expect(place(khar, 'PK')).toBe('Khar, Bajaur, Khyber Pakhtunkhwa');
    expect(place({ ...khar, name: 'Bajaur' }, 'PK')).toBe('Bajaur, Khyber Pakhtunkhwa');
    expect(place(somewhere)).toBe('place not stated');
    expect(place(null)).toBe('place not stated');
  });
  it('says how well a place is known', () => {
    expect(place_precision({ ...somewhere, precision: 'exact' })).toBeNull();
    expect(place_precision({ ...somewhere, precision: 'admin2' })).toBe('district only');
  });
});

describe('in Urdu', () => {
  beforeAll(() => load_words('ur'));
  afterAll(() => load_words('en'));
  it('keeps ranges in order and bounds in words', () => {
    expect(figure({ low: 8, best: 10, high: 10 })).toBe('\u20668–10\u2069');
    expect(figure({ low: 15, best: 15, high: null })).toBe('کم از کم 15');
    expect(figure(null)).toBe('بیان نہیں');
  });
  it('isolates Latin names from the words around them', () => {
    expect(place({ ...somewhere, name: 'Tank', admin1: 'Khyber Pakhtunkhwa' })).toBe('\u2068Tank\u2069، \u2068Khyber Pakhtunkhwa\u2069');
  });
});
