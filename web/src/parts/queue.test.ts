import { describe, expect, it } from 'vitest';
import type { Summary } from '../api';
import { command_of, compare, field_to_set, neighbour, value_to_set } from './queue';

const incident = (more: Partial<Summary>): Summary => ({
  id: 'x', date: { earliest: '2029-02-05', latest: '2029-02-05', precision: 'day' },
  place: { name: 'Khar', admin2: 'Bajaur', admin1: null, country: 'PK', constituency: null, lat: null, lon: null, radius_km: null, precision: 'exact' },
  event_type: 'Battles', sub_event_type: 'Armed clash', killed: null, injured: null, attackers_killed: null, actors: [], targets: [], weapons: [], victim_groups: [],
  election: { related: false, target: 'none' }, status: 'unverified', background: false, reports: 1, independent: 1, conflicts: [], duplicates: 1, first_known: '', last_changed: '', ...more,
});

describe('compare', () => {
  const first = incident({ killed: { low: 2, best: 2, high: 2 }, weapons: ['firearm'] });
  const second = incident({ killed: { low: 2, best: 3, high: 4 } });
  const verdicts = (...sets: [string[], string[]]) => Object.fromEntries(compare(first, second, ...sets).map((one) => [one.field, one.verdict]));
  it('sees what agrees, differs and is told by one only; what both leave out is left out', () => {
    expect(verdicts([], [])).toEqual({ date: 'agree', place: 'agree', type: 'agree', killed: 'differ', weapon: 'open' });
  });
  it('believes the server first: 2 and 2–4 do not contradict each other', () => {
    expect(verdicts(['killed'], ['place'])).toMatchObject({ killed: 'agree', place: 'differ' });
  });
});

describe('keys', () => {
  const key = (name: string, more = {}) => ({ key: name, ctrlKey: false, metaKey: false, altKey: false, repeat: false, ...more });
  it('mean commands, and digits values', () => {
    expect(['s', 'n', 'l', 'u', 'j', 'k', 'e', 'r', '?', 'S'].map((one) => command_of(key(one), { tagName: 'BODY' }))).toEqual(['same', 'not_same', 'later', 'undo', 'next', 'previous', 'set', 'retract', 'help', 'same']);
    expect(command_of(key('3'), null)).toBe(3);
    expect(command_of(key('x'), null)).toBeNull();
  });
  it('mean nothing while something is typed, with a modifier, or held down', () => {
    for (const tagName of ['INPUT', 'TEXTAREA', 'SELECT']) expect(command_of(key('s'), { tagName })).toBeNull();
    expect(command_of(key('s'), { tagName: 'DIV', isContentEditable: true })).toBeNull();
    expect(command_of(key('s', { ctrlKey: true }), null)).toBeNull();
    expect(command_of(key('s', { repeat: true }), null)).toBeNull();
  });
});

describe('values of a dispute', () => {
  it('are set as they stand where that is possible', () => {
    expect(value_to_set('killed', 'at least 15')).toBe('at least 15');
    expect(value_to_set('injured', '10–12')).toBe('10-12');
    expect(value_to_set('killed', 'several')).toBeNull();
    expect(value_to_set('date', '2029-02-05 (day)')).toBe('2029-02-05');
    expect(value_to_set('date', '2029-01-15/21')).toBe('2029-01-15..2029-01-21');
    expect(value_to_set('date', '2029-01-28/02-03')).toBe('2029-01-28..2029-02-03');
    expect(value_to_set('date', '2028-12-28/2029-01-03')).toBe('2028-12-28..2029-01-03');
    expect(value_to_set('date', 'until 2029-01-15')).toBeNull();
    expect(value_to_set('place', 'Charsadda, Khyber Pakhtunkhwa, PK (exact)')).toBe('Charsadda');
    expect(value_to_set('perpetrator', 'denied')).toBeNull();
  });
  it('know their field', () => {
    expect(['actors: The Front', 'type', 'killed'].map(field_to_set)).toEqual(['perpetrator', 'sub_event_type', 'killed']);
  });
});

it('goes to the next, and stays inside the queue', () => {
  expect(neighbour(['a', 'b', 'c'], 'a', 1)).toBe('b');
  expect(neighbour(['a', 'b', 'c'], 'c', 1)).toBe('c');
  expect(neighbour(['a', 'b', 'c'], 'a', -1)).toBe('a');
  expect(neighbour(['a', 'b', 'c'], null, 1)).toBe('a');
  expect(neighbour([], null, 1)).toBeNull();
});
