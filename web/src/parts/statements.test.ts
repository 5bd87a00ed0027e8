import { describe, expect, it } from 'vitest';
import type { Conflict, Statement } from '../api';
import { by_field, by_value, field_of, known_then, originals, statement_value } from './statements';
import { load_words } from '../words';
import { rule_words } from './brief_words';

const statement = (field: string, document: string, value = '1', more: Partial<Statement> = {}): Statement => ({ field, value, report: { document, title: null, source: null, published: null }, chosen: false, ...more });
const conflict = (field: string): Conflict => ({ field, values: [], chosen: '', rule: '' });

describe('by_field', () => {
  it('groups in the order in which a desk asks, unknown fields last, conflicts with their statements', () => {
    const groups = by_field({
      statements: [statement('weapon', 'a'), statement('killed', 'a'), statement('colour', 'a'), statement('date', 'a'), statement('killed', 'b')],
      conflicts: [conflict('killed'), conflict('actors: The Front'), conflict('sub_event_type')],
    });
    expect(groups.map((one) => one.field)).toEqual(['date', 'type', 'killed', 'actor', 'weapon', 'colour']);
    expect(groups[2].statements).toHaveLength(2);
    expect(groups.map((one) => one.conflicts.length)).toEqual([0, 1, 1, 1, 0, 0]);
  });
  it('knows what conflicts are about', () => {
    expect(['actors', 'actors: X: Y', 'sub_event_type', 'killed', 'status'].map(field_of)).toEqual(['actor', 'actor', 'type', 'killed', 'status']);
  });
});

describe('wire copies', () => {
  it('are traced to their first original, and circles end', () => {
    expect([...originals([{ id: 'a', copies_of: null }, { id: 'b', copies_of: 'a' }, { id: 'c', copies_of: 'b' }])]).toEqual([['b', 'a'], ['c', 'a']]);
    expect(originals([{ id: 'a', copies_of: 'b' }, { id: 'b', copies_of: 'a' }]).size).toBe(0);
  });
  it('stand under the one of their original that says the same, else alone; what stands comes first', () => {
    const all = [statement('killed', 'copy', '9'), statement('killed', 'a', '9'), statement('killed', 'other', '11', { chosen: true }), statement('killed', 'copy', '12'), statement('killed', 'third', '9')];
    const values = by_value(all, new Map([['copy', 'a']]));
    expect(values.map((one) => [one.value, one.stands, one.told.map((each) => [each.statement.report.document, each.copies.length])])).toEqual([
      ['11', true, [['other', 0]]], ['9', false, [['a', 1], ['third', 0]]], ['12', false, [['copy', 0]]],
    ]);
  });
  it('a denial is not the same value as an accusation', () => {
    const values = by_value([statement('actor', 'a', 'X', { certainty: 'denied' }), statement('actor', 'b', 'X', { certainty: 'alleged' })], new Map());
    expect(values).toHaveLength(2);
  });
});

it('keeps the caution of a number', () => {
  expect(statement_value(statement('killed', 'a', 'raw', { low: 15, high: null, qualifier: 'at_least', group: 'police' }))).toBe('at least 15 police');
  expect(statement_value(statement('weapon', 'a', 'suicide bomb'))).toBe('suicide bomb');
  expect(statement_value(statement('place', 'a', 'Khar, Bajaur'))).toBe('Khar, Bajaur');
});

it('says rules in words, and those of people as they stand', () => {
  expect(rule_words('acled')).toContain('least');
  expect(rule_words('set by Amna (decision 4): hospital list')).toBe('\u2068set by Amna (decision 4): hospital list\u2069');
});

it('finds an incident at a moment by an account that was known', () => {
  const reports = [{ document: 'b', account: '1', id: '0b', learnt: '2029-02-07T10:00:00Z' }, { document: 'a', account: '1', id: '5a', learnt: '2029-02-05T18:00:00Z' }, { document: 'c', account: '1', id: '4c', learnt: '2029-02-05T17:00:00Z' }];
  expect(known_then(reports, '2029-02-05T18:00:00Z')).toBe('4c');
  expect(known_then(reports, '2029-02-07')).toBe('0b');
  expect(known_then(reports, '2029-02-04')).toBeNull();
});

it('says whom and by whom in the words of the page', async () => {
  const of = (field: string, value: string, group: string | null = null) => statement_value({ field, value, group } as Parameters<typeof statement_value>[0]).replace(/[\u2066-\u2069]/g, '');
  expect(of('actor', 'claimed by Islamic State')).toBe('claimed by Islamic State');
  expect(of('victim', '13 people (unspecified)', 'unspecified')).toBe('13 people');
  expect(of('victim', 'policeman (police)', 'police')).toBe('policeman (police)');
  await load_words('ur');
  expect(of('actor', 'claimed by Islamic State')).toBe('Islamic State (خود ذمہ داری قبول کی)');
  expect(of('victim', 'policeman (police)', 'police')).toBe('policeman (پولیس)');
  await load_words('en');
});
