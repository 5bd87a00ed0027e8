import { expect, it } from 'vitest';
import { type Heard, hear } from './news';

it('counts each report and decision once, and leaves out what it does not understand', () => {
  let heard: Heard = { reports: new Set(), decisions: new Set() };
  for (const [kind, data] of [['report', '{"id":"a"}'], ['report', '{"id":"a"}'], ['report', '{"id":"b"}'], ['decision', '{"number":4}'], ['incident', '{"id":"x"}'], ['report', 'null'], ['report', '{'], ['report', '{"id":7}']]) {
    heard = hear(heard, kind, data);
  }
  expect([...heard.reports]).toEqual(['a', 'b']);
  expect([...heard.decisions]).toEqual([4]);
});
