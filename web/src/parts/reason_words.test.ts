import { afterEach, expect, it } from 'vitest';
import { load_words } from '../words';
import { join_words, reason_words } from './reason_words';

afterEach(() => load_words('en'));
const plain = (text: string) => text.replace(/[\u2066-\u2069]/g, '');
const reason = 'same day 2024-02-05, same place (Sariab Road, Quetta), the same victim named, at least 3 killed, Attack against Suicide bomb, like words';

it('leaves English reasons as the server has them', () => {
  expect(reason_words(reason)).toBe(reason);
  expect(join_words(`a1 with b2: ${reason} (0.97)`)).toBe(`a1 with b2: ${reason} (0.97)`);
});

it('says the same in Urdu, with names as they are', async () => {
  await load_words('ur');
  const words = plain(reason_words(reason));
  expect(words).toContain('ایک ہی مقام (Sariab Road, Quetta)');
  expect(words).toContain('کم از کم 3 ہلاک');
  expect(words).toContain('حملہ بمقابلہ');
  expect(words.replace('Sariab Road, Quetta', '')).not.toMatch(/[A-Za-z]/);
});

it('tells what accounts have in common and who decided', async () => {
  await load_words('ur');
  expect(plain(join_words('a1 with b2: a day apart, 3 to 5 injured (0.97)'))).toBe('a1 اور b2: ایک دن کا فرق، 3–5 زخمی (97 %)');
  expect(plain(join_words('merged by Asma (decision 3): one blast, two papers'))).toBe('Asma نے ملایا (فیصلہ 3): one blast, two papers');
  expect(plain(join_words('split by a person (decision 12)'))).toBe('کسی شخص نے الگ کیا (فیصلہ 12)');
});

it('shows what it does not know as it stands', async () => {
  await load_words('ur');
  expect(plain(join_words('some other words'))).toBe('some other words');
});
