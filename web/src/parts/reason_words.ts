// Why reports are held for one incident, or may tell of one, in the page's language. The server says it in English (`reason` in src/merge/link.cc).
import { day } from '../format';
import { isolated } from '../isolate';
import { language, number, t } from '../words';
import { value_words } from './brief_words';

/// What stands between commas, those in parentheses aside.
const parts_of = (text: string): string[] => text.match(/(?:\([^)]*\)|[^,(])+/g)?.map((one) => one.trim()) ?? [];

function part_words(part: string): string {
  const fixed = t(`reason.${part}`);
  if (fixed !== `reason.${part}`) return fixed;
  const named = /^(.*?) \((.*)\)$/.exec(part);
  if (named) return `${part_words(named[1])} (${isolated(named[2])})`;
  const same_day = /^same day (\d{4}-\d\d-\d\d)$/.exec(part);
  if (same_day) return t('reason.same_day', { day: day(same_day[1]) });
  const count = /^((?:at least )?\d+(?: to \d+)?) (killed|injured)$/.exec(part);
  if (count) return t(`reason.${count[2]}`, { n: value_words('killed', count[1].replace(' to ', '–')) });
  return part.split(' against ').map((one) => value_words('type', one)).join(t('brief.against'));
}

/// "same day 2024-02-05, same place (Tank), 10 killed"
export function reason_words(reason: string): string {
  return language() === 'en' ? reason : parts_of(reason).map(part_words).join(t('list.comma'));
}

/// A line of why reports are one incident: what two of them have in common, or who decided it.
export function join_words(join: string): string {
  if (language() === 'en') return join;
  const alike = /^(\S+) with (\S+): (.*) \((\d\.\d+)\)$/.exec(join);
  if (alike) return `${t('join.with', { one: isolated(alike[1]), other: isolated(alike[2]) })}: ${reason_words(alike[3])} (${number(Math.round(Number(alike[4]) * 100))} %)`;
  const decided = /^(merged|split) by (.*?) \(decision (\d+)\)(?:: (.*))?$/s.exec(join);
  if (!decided) return isolated(join);
  const who = decided[2] === 'a person' ? t('join.person') : isolated(decided[2]);
  return t(`join.${decided[1]}`, { who, number: number(Number(decided[3])) }) + (decided[4] ? `: ${isolated(decided[4])}` : '');
}
