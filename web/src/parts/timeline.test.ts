import { describe, expect, it } from 'vitest';
import { bucket_name, end_of, filled, width_of, window_of } from './timeline';

const bucket = (start: string) => ({ start, incidents: 1, killed: null, injured: null });

describe('buckets', () => {
  it('are days, weeks or months by the length of the period', () => {
    expect(width_of('2029-01-01', '2029-03-01')).toBe('day');
    expect(width_of('2029-01-01', '2029-12-31')).toBe('week');
    expect(width_of('2024-01-01', '2029-12-31')).toBe('month');
  });
  it('have no gaps', () => {
    expect(filled([bucket('2029-01-03')], 'day', '2029-01-01', '2029-01-04').map((one) => one.incidents)).toEqual([0, 0, 1, 0]);
    expect(filled([], 'month', '2028-12-15', '2029-02-02').map((one) => one.start)).toEqual(['2028-12-01', '2029-01-01', '2029-02-01']);
  });
  it('begin weeks on Monday', () => {
    expect(filled([bucket('2029-01-08')], 'week', '2029-01-10', '2029-01-16')).toEqual([bucket('2029-01-08'), { ...bucket('2029-01-15'), incidents: 0 }]);
    expect(filled([], 'week', '2029-01-08', '2029-01-08')[0].start).toBe('2029-01-08');
  });
  it('end where the next begins', () => {
    expect(end_of('2029-01-08', 'day')).toBe('2029-01-08');
    expect(end_of('2029-01-08', 'week')).toBe('2029-01-14');
    expect(end_of('2028-02-01', 'month')).toBe('2028-02-29');
    expect(end_of('2028-12-01', 'month')).toBe('2028-12-31');
  });
  it('have names', () => {
    expect(bucket_name('2029-01-08', 'week').replace(/\s*–\s*/, '–')).toBe('8–14 Jan 2029');
    expect(bucket_name('2029-01-01', 'month')).toBe('January 2029');
  });
});

describe('the period that is drawn', () => {
  it('is the whole register, unless that is long', () => {
    expect(window_of(null, null, '2029-01-01', '2029-02-26')).toEqual({ since: '2029-01-01', until: '2029-02-26' });
    expect(window_of(null, null, '2018-01-01', '2029-02-26')).toEqual({ since: '2028-08-31', until: '2029-02-26' });
    expect(window_of(null, null, '2018-01-01', '2029-02-26', true).since).toBe('2018-01-01');
  });
  it('shows as much again on both sides of a selection', () => {
    expect(window_of('2029-01-11', '2029-01-20', '2018-01-01', '2029-02-26')).toEqual({ since: '2029-01-01', until: '2029-01-30' });
    expect(window_of('2029-01-11', '2029-01-11', '2018-01-01', '2029-02-26')).toEqual({ since: '2029-01-08', until: '2029-01-14' });
  });
  it('bears a period that ends before it begins', () => {
    const odd = window_of('2029-02-11', '2029-02-01', '2029-01-01', '2029-02-26');
    expect(odd.since <= odd.until).toBe(true);
  });
});
