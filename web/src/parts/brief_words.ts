// What the server says in English, lines of a briefing, values and rules, in the page's language.
import type { BriefLine, BriefPart } from '../api';
import { day, days } from '../format';
import { isolated } from '../isolate';
import { country, language, number, t, word } from '../words';

const DAY = '\\d{4}-\\d\\d-\\d\\d';
const FIGURES: [RegExp, string][] = [[/^at least (\d+)$/, 'figure.at_least'], [/^more than (\d+)$/, 'figure.more_than'], [/^about (\d+(?:–\d+)?)$/, 'figure.about'], [/^up to (\d+)$/, 'figure.up_to'], [/^several \((\d+–\d+)\)$/, 'figure.several_range']];
const CERTAINTIES: [RegExp, string][] = [[/^claimed by (.*)$/, 'claimed'], [/^suspected: (.*)$/, 'suspected'], [/^accused: (.*)$/, 'alleged'], [/^denied by (.*)$/, 'denied'], [/^by (.*)$/, 'stated'], [/^(.*), how sure is not known$/, 'unknown']];

const numerals = (text: string): string => `\u2066${text.split('–').map((one) => number(Number(one))).join('–')}\u2069`;

function figure_words(value: string): string {
  if (/^\d+(–\d+)?$/.test(value)) return numerals(value);
  if (value === 'several') return t('figure.several');
  for (const [form, key] of FIGURES) {
    const found = form.exec(value);
    if (found) return t(key, { x: numerals(found[1]) });
  }
  return value;
}

function date_words(value: string): string {
  const both = new RegExp(`^(${DAY}) to (${DAY})$`).exec(value);
  if (both) return days({ earliest: both[1], latest: both[2], precision: 'day' });
  const half = new RegExp(`^(since|until) (${DAY})$`).exec(value);
  if (half) return t(`date.${half[1]}`, { day: day(half[2]) });
  return value === 'not known' ? t('date.unknown') : day(value);
}

function place_words(value: string): string {
  if (value === 'not known') return t('place.unknown');
  return value.split(', ').map((part) => (/^[A-Z]{2}$/.test(part) ? country(part) : isolated(part))).join(t('list.comma'));
}

/// "claimed by A; denied by B": each name with how sure it is.
function actors_words(value: string): string {
  if (value === 'no one is named as having done it') return t('brief.nobody');
  return value.split('; ').map((one) => {
    for (const [form, certainty] of CERTAINTIES) {
      const found = form.exec(one);
      if (found) return `${found[1] === 'persons who are not named here' ? t('brief.unnamed') : isolated(found[1])} (${word('certainty', certainty)})`;
    }
    return `${isolated(one)} (${word('certainty', 'stated')})`;
  }).join(t('list.comma'));
}

/// A value as the command line words it, in the page's words; what they do not know stands as it is.
export function value_words(field: string, value: string): string {
  if (value === 'not stated') return t('not_stated');
  switch (field) {
    case 'killed': case 'injured': case 'attackers_killed': case 'attackers_injured': case 'abducted': case 'arrested': case 'missing': case 'displaced': return figure_words(value);
    case 'date': return date_words(value);
    case 'place': return place_words(value);
    case 'type': case 'sub_event_type': return word(['sub_event_type', 'event_type'], value);
    case 'actors': return value.split(/[,;] /).map((one) => word('certainty', one)).join(t('list.comma'));
    case 'election': return word('election_target', value);
    case 'perpetrator': return actors_words(value);
    case 'status': case 'measure': case 'warning': case 'measure_status': case 'decision': return word(field, value);
    default: return isolated(value);
  }
}

/// A line in the page's words; the server's own in its language, and where it says no more.
export function line_words({ text, parts }: BriefLine): string {
  if (language() === 'en' || !parts?.length) return text;
  const of = (field: string): BriefPart | undefined => parts.find((one) => one.field === field);
  const conflict = of('conflict')?.value.split(':')[0] ?? null;
  const head = [of('date'), of('place')].flatMap((one) => (one ? [value_words(one.field, one.value)] : [])).join(' · ');
  const said: string[] = [];
  for (const { field, value, from } of parts) {
    if ((field === 'date' || field === 'place') && from === null) continue;
    if (from !== null) said.push(t('brief.change', { field: word('field', field), from: value_words(field, from), to: value_words(field, value) }));
    else if (field === 'conflict') {
      const against = parts.filter((one) => one.field === 'against').map((one) => value_words(conflict ?? '', one.value)).join(t('brief.against'));
      said.push(`${word('field', conflict)}${value.includes(':') ? ` ${isolated(value.slice(value.indexOf(':') + 1).trim())}` : ''}: ${against}`);
    }
    else if (field === 'stands') said.push(t('statement.chosen', { value: value_words(conflict ?? '', value), rule: rule_words(of('rule')?.value ?? '') }));
    else if (field === 'against' || field === 'rule') continue;
    else if (['killed', 'injured', 'attackers_killed'].includes(field) || (!of('measure') && !of('warning') && /^(abducted|arrested|missing|displaced)$/.test(field))) said.push(`${word('effect', field)}: ${value_words(field, value)}`);
    else said.push(value_words(field, value));
  }
  return [head, said.join(t('brief.then'))].filter(Boolean).join(': ');
}

/// A rule in words where the page has them, which run as the page does; what a person set says so itself, isolated.
export function rule_words(rule: string): string {
  const words = t(`rule.${rule}`);
  return words === `rule.${rule}` ? isolated(rule) : words;
}

/// A value of the server's in the page's words; in English as it stands.
export const server_words = (field: string, value: string): string => (language() === 'en' ? value : value_words(field, value));
