import { afterEach, expect, it } from 'vitest';
import { load_words } from '../words';
import { line_words, value_words } from './brief_words';

afterEach(() => load_words('en'));
const plain = (text: string) => text.replace(/[\u2066-\u2069]/g, '');
const line = {
  text: '2029-01-23, Charsadda, PK: Suicide bomb; killed at least 8, injured not stated; claimed by Islamic State (disputed, 1 independent report).', incident: 'a', reports: [],
  parts: [['date', '2029-01-23'], ['place', 'Charsadda, PK'], ['type', 'Suicide bomb'], ['killed', 'at least 8'], ['injured', 'not stated'], ['perpetrator', 'claimed by Islamic State'], ['status', 'disputed']].map(([field, value]) => ({ field, value, from: null })),
};

it('leaves English lines as the server has them', () => expect(line_words(line)).toBe(line.text));

it('says the same in Urdu, with names as they are', async () => {
  await load_words('ur');
  const words = plain(line_words(line));
  expect(words).toContain('Charsadda، پاکستان');
  expect(words).toContain('کم از کم 8');
  expect(words).toContain('Islamic State (خود ذمہ داری قبول کی)');
  expect(words.replace('Charsadda', '').replace('Islamic State', '')).not.toMatch(/[A-Za-z]/);
});

it('tells what changed with both values', async () => {
  await load_words('ur');
  const words = plain(line_words({ ...line, parts: [...line.parts.slice(0, 2), { field: 'killed', value: '8–13', from: 'at least 8' }] }));
  expect(words).toContain('کم از کم 8');
  expect(words).toContain('8–13');
});

it('shows what it does not know as it stands', async () => {
  await load_words('ur');
  expect(plain(value_words('killed', 'a dozen'))).toBe('a dozen');
  expect(plain(line_words({ text: 'x', incident: null, reports: [] }))).toBe('x');
});
