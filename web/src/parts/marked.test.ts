import { describe, expect, it } from 'vitest';
import type { Account, ReportWhole } from '../api';
import { all_told, count_to_set, cut, date_to_set, letter, notice_words, stretch, type Told, told_of, web_address } from './marked';

const told = (start: number, end: number, more: Partial<Told> = {}): Told => ({
  voice: 'account', account: '1', index: 0, whole: false, field: 'killed', value: '', speaker: null, certainty: null, settable: null, span: { start, end, quote: '' }, ...more,
});
const joined = (segments: { text: string }[]) => segments.map((one) => one.text).join('');

describe('cut', () => {
  it('gives the text back whole, whatever the spans', () => {
    const text = 'Two 🕯️ guards died — "says" <b>nobody</b>';
    const n = Array.from(text).length;
    for (let seed = 1; seed < 200; ++seed) {
      const at = (k: number) => Math.abs(Math.imul(seed * 31 + k, 2654435761)) % (n + 3);
      const spans = [0, 1, 2, 3, 4].map((k) => told(at(2 * k) - 1, at(2 * k + 1)));
      const segments = cut(text, spans);
      expect(joined(segments)).toBe(text);
      for (let i = 1; i < segments.length; ++i) expect(segments[i].start).toBe(segments[i - 1].end);
      for (const one of segments) {
        for (const each of spans) expect(one.told.includes(each)).toBe(each.span.start < each.span.end && each.span.start <= one.start && each.span.end >= one.end);
      }
    }
  });
  it('counts code points, not the halves of them', () => {
    expect(cut('🕯🕯ab', [told(2, 3)]).map((one) => one.text)).toEqual(['🕯🕯', 'a', 'b']);
  });
  it('puts the narrowest first where spans overlap, and says what begins', () => {
    const sentence = told(0, 10, { whole: true });
    const first = told(2, 6);
    const second = told(4, 8, { index: 1 });
    const segments = cut('0123456789', [second, sentence, first]);
    expect(segments.map((one) => one.text)).toEqual(['01', '23', '45', '67', '89']);
    expect(segments[2].told).toEqual([first, second, sentence]);
    expect(segments[2].begins).toEqual([second]);
    expect(segments[4].told).toEqual([sentence]);
  });
  it('cuts a stretch out of the middle', () => {
    const segments = cut('0123456789', [told(1, 4), told(8, 9)], 3, 6);
    expect(segments.map((one) => one.text)).toEqual(['3', '45']);
    expect(segments[0].told).toHaveLength(1);
  });
  it('leaves out spans that lie outside or are turned round', () => {
    expect(cut('abc', [told(5, 9), told(2, 1), told(1, 1)])).toEqual([{ start: 0, end: 3, text: 'abc', told: [], begins: [] }]);
  });
});

const account: Account = {
  id: '2', background: false, event_type: 'Battles', sub_event_type: 'Armed clash',
  date: { earliest: '2029-02-05', latest: '2029-02-06', precision: 'day', span: { start: 0, end: 3, quote: 'Mon' } },
  place: { name: 'Khar', admin2: 'Bajaur', admin1: null, country: 'PK', precision: 'exact', span: null },
  counts: [
    { effect: 'killed', group: 'police', low: 2, high: null, qualifier: 'at_least', speaker: 'police', span: { start: 5, end: 9, quote: 'four' } },
    { effect: 'killed', group: 'attacker', low: 1, high: 1, qualifier: 'exactly', speaker: null, span: { start: 10, end: 12, quote: 'an' } },
    { effect: 'abducted', group: 'civilian', low: 3, high: 3, qualifier: 'exactly', speaker: null, span: { start: 14, end: 15, quote: '3' } },
  ],
  killed: { low: 2, best: 2, high: null }, injured: null, attackers_killed: null,
  actors: [{ role: 'perpetrator', kind: 'organization', name: 'The Front', id: 'front', certainty: 'denied', speaker: 'a spokesman', span: { start: 20, end: 29, quote: 'The Front' } }],
  victims: [], targets: [{ class: 'market', text: null, span: null }], weapons: [], election: { related: false, target: 'none', span: { start: 1, end: 2, quote: 'x' } }, evidence: [{ start: 0, end: 30, quote: '…' }, null],
};

describe('told_of', () => {
  it('takes every value that has words, and says how it is set', () => {
    const all = told_of(account, 3);
    expect(all.map((one) => one.field)).toEqual(['evidence', 'date', 'killed', 'attackers_killed', 'abducted', 'perpetrator']);
    expect(all.every((one) => one.index === 3 && one.account === '2')).toBe(true);
    expect(all.map((one) => one.settable?.value ?? null)).toEqual(['Armed clash', '2029-02-05..2029-02-06', 'at least 2', '1', null, 'The Front']);
    expect(all[5]).toMatchObject({ certainty: 'denied', speaker: 'a spokesman' });
  });
  it('takes notices too', () => {
    const report: ReportWhole = {
      document: { id: 'x', title: null, accounts: 1, text: '' }, accounts: [account], incidents: {},
      tallies: [{ effect: 'killed', low: 14, high: null, span: { start: 0, end: 2, quote: '14' } }],
      measures: [{ kind: 'school_closure', status: 'announced', by: 'the district', span: { start: 3, end: 4, quote: 'x' } }],
      warnings: [{ kind: 'attack_risk', span: null }],
    };
    const notices = all_told(report).filter((one) => one.voice !== 'account');
    expect(notices.map((one) => [one.voice, one.value])).toEqual([['tally', 'at least 14 killed'], ['measure', 'school closure, announced, the district']]);
  });
});

it('writes values as they are set', () => {
  expect(count_to_set({ low: 12, high: 12 })).toBe('12');
  expect(count_to_set({ low: 10, high: 12 })).toBe('10-12');
  expect(count_to_set({ low: 60, high: null, qualifier: 'more_than' })).toBe('at least 61');
  expect(count_to_set({ low: 15, high: null, qualifier: 'at_least' })).toBe('at least 15');
  expect(count_to_set({ low: null, high: null })).toBe('unknown');
  expect(date_to_set({ earliest: '2029-01-02', latest: '2029-01-02' })).toBe('2029-01-02');
  expect(date_to_set({ earliest: null, latest: null })).toBe('unknown');
  expect(notice_words('warning', { kind: 'attack_risk', by: null, place: { name: 'Tank', country: 'PK' }, span: null })).toBe('attack risk, Tank, Pakistan');
});

it('letters accounts beyond Z', () => {
  expect([0, 25, 26, 27, 701, 702].map(letter)).toEqual(['A', 'Z', 'AA', 'AB', 'ZZ', 'AAA']);
});

it('spans a stretch over all that is told', () => {
  expect(stretch([told(7, 9), told(2, 3)])).toEqual({ from: 2, to: 9 });
});

it('links to the web only', () => {
  expect(web_address('https://a.example/x')).toBe('https://a.example/x');
  for (const bad of ['javascript:alert(1)', 'data:text/html,x', '//a.example', 'ftp://a.example', '', null]) expect(web_address(bad)).toBeNull();
});
