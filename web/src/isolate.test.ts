import { expect, it } from 'vitest';
import { beginning, isolated } from './isolate';

it('closes outside words in, and takes their own controls out', () => {
  expect(isolated('a\u202eb\u2069c')).toBe('\u2068abc\u2069');
});

it('begins long words, and cuts no letter in two', () => {
  expect(beginning('short', 10)).toBe('short');
  expect(beginning('🕯'.repeat(50), 10)).toBe(`${'🕯'.repeat(9)}…`);
});
