import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { afterEach, describe, expect, it } from 'vitest';
import english from './words/en.json';
import urdu from './words/ur.json';
import { country, LANGUAGES, load_words, t, word } from './words';

const all: Record<string, Record<string, string>> = { en: english, ur: urdu };
// Keys with forms for numbers; "weapon.other" is none, since there is no "weapon.one".
const counted = new Set(Object.keys(english).filter((key) => key.endsWith('.one')).map((key) => key.slice(0, -4)));
const stem = (key: string) => (counted.has(key.replace(/\.\w+$/, '')) ? key.replace(/\.(zero|one|two|few|many|other)$/, '') : key);
const root = new URL('.', import.meta.url).pathname;
const sources = (readdirSync(root, { recursive: true }) as string[]).filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path));
const parse = (path: string) => ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.Latest, true, path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS);

afterEach(() => load_words('en'));

describe('words', () => {
  it('are the same in all languages, with the forms for numbers that each has', () => {
    const keys = (tag: string) => [...new Set(Object.keys(all[tag]).map(stem))].sort();
    for (const { tag } of LANGUAGES) {
      expect(keys(tag)).toEqual(keys('en'));
      const forms = new Intl.PluralRules(tag).resolvedOptions().pluralCategories;
      for (const key of counted) for (const form of forms) expect(all[tag], `${tag}: ${key}.${form}`).toHaveProperty([`${key}.${form}`]);
    }
  });

  it('are not empty, and name the same values in all languages', () => {
    const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort();
    for (const [tag, words] of Object.entries(all)) {
      for (const [key, text] of Object.entries(words)) {
        expect(text, `${tag}: ${key}`).not.toBe('');
        const other = (english as Record<string, string>)[key] ?? (english as Record<string, string>)[`${stem(key)}.other`];
        if (!key.endsWith('.one')) expect(names(text), `${tag}: ${key}`).toEqual(names(other));
      }
    }
  });

  it('exist for every key that the pages use', () => {
    const known = new Set(Object.keys(english).flatMap((key) => [key, stem(key)]));
    const missing: string[] = [];
    for (const path of sources) {
      const visit = (node: ts.Node): void => {
        if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 't') {
          const literals = (argument: ts.Expression): string[] =>
            ts.isStringLiteral(argument) ? [argument.text] : ts.isConditionalExpression(argument) ? [...literals(argument.whenTrue), ...literals(argument.whenFalse)] : [];
          for (const key of node.arguments[0] ? literals(node.arguments[0]) : []) if (!known.has(key)) missing.push(`${path}: ${key}`);
        }
        ts.forEachChild(node, visit);
      };
      visit(parse(path));
    }
    expect(missing).toEqual([]);
  });

  it('are never written straight into a page', () => {
    const found: string[] = [];
    const read = new Set(['aria-label', 'title', 'placeholder', 'alt', 'label', 'aria-description', 'aria-valuetext', 'aria-roledescription']);
    for (const path of sources.filter((one) => one.endsWith('.tsx'))) {
      // Keys of the keyboard and lines to type are the same in every language.
      const literal = (node: ts.Node) => ts.isJsxElement(node) && /^(kbd|code)$/.test(node.openingElement.tagName.getText());
      const visit = (node: ts.Node): void => {
        if (ts.isJsxText(node) && /\p{L}/u.test(node.text) && !literal(node.parent)) found.push(`${path}: ${node.text.trim()}`);
        if (ts.isJsxAttribute(node) && read.has(node.name.getText()) && node.initializer && ts.isStringLiteral(node.initializer)) found.push(`${path}: ${node.initializer.text}`);
        ts.forEachChild(node, visit);
      };
      visit(parse(path));
    }
    expect(found).toEqual([]);
  });

  it('take the form that the number asks for', async () => {
    expect(t('count.incidents', { n: 1 })).toBe('1 incident');
    expect(t('count.incidents', { n: 2000 })).toBe('2,000 incidents');
    await load_words('ur');
    expect(t('count.incidents', { n: 2 })).toBe('2 واقعات');
  });

  it('show a value that no language knows yet as it stands', () => {
    expect(word('status', 'corroborated')).toBe('corroborated');
    expect(word('target', 'water_tower')).toBe('water tower');
    expect(word('status', null)).toBe('not stated');
    expect(word(['target', 'group'], 'police')).toBe('police');
  });

  it('name countries by either code', () => {
    expect(country('PK')).toBe('Pakistan');
    expect(country('586')).toBe('Pakistan');
    expect(country('not a code')).toBe('not a code');
    expect(country(null)).toBe('');
  });

  it('fall back to English for a language that is not there', async () => {
    await load_words('xx');
    expect(t('filter.all')).toBe('All');
  });
});
