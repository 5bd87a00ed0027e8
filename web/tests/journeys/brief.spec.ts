import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { accessible, Desk, fits } from './desk';
import { bombing, hostile, notices, twins } from './reports';

let desk: Desk;
test.beforeAll(async () => { desk = await Desk.open(bombing.slice(0, 2), bombing.slice(2), [...twins, hostile, notices]); });
test.afterAll(() => desk.close());

test('says what is new, disputed, denied, forbidden and feared, each line with its reports', async ({ page }) => {
  await page.goto(`${desk.url}/brief?since=2029-02-01&until=2029-02-10`);
  for (const section of ['New', 'Disputed', 'Tallies', 'Measures', 'Warnings']) await expect(page.getByRole('heading', { name: new RegExp(`^${section}`) })).toBeVisible();
  const lines = page.locator('.brief-lines li');
  expect(await lines.count()).toBeGreaterThan(4);
  for (const line of await lines.all()) await expect(line.locator('.brief-reports a').first()).toBeVisible();
  await accessible(page);
  await fits(page);
});

test('keeps period and area in the address', async ({ page }) => {
  await page.goto(`${desk.url}/brief`);
  await expect(page).toHaveURL(/since=\d{4}-\d\d-\d\d/);
  await page.getByLabel('From this day').fill('2029-02-01');
  await page.getByLabel('From this day').blur();
  await page.getByLabel('Area').fill('Balochistan');
  await page.waitForTimeout(1500);  // the answer for the new day is drawn; what is half typed stays
  await page.getByLabel('Area').press('Enter');
  await expect(page).toHaveURL(/since=2029-02-01.*place=Balochistan/);
  await expect(page.locator('.brief-of')).toContainText('Balochistan');
  await expect(page.getByLabel('Area')).toBeFocused();
  await expect(page.locator('main')).not.toContainText('Charsadda');
});

test('prints on A4 without controls', async ({ page }, info) => {
  await page.goto(`${desk.url}/brief?since=2029-02-01&until=2029-02-10`);
  await expect(page.locator('.brief-lines li').first()).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('button', { name: 'Print' })).toBeHidden();
  await expect(page.getByRole('navigation', { name: 'Pages' })).toBeHidden();
  const file = info.outputPath('brief.pdf');
  writeFileSync(file, await page.pdf({ format: 'A4', printBackground: false }));
  const pdf = readFileSync(file, 'latin1');
  expect(pdf.startsWith('%PDF-')).toBe(true);
  expect(pdf).toMatch(/\/MediaBox \[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]/);
});

test('is in Urdu on Urdu pages: of the lines, only names are in other letters', async ({ page }) => {
  await page.goto(`${desk.url}/brief?since=2029-02-01&until=2029-02-10&lang=ur`);
  const lines = page.locator('.brief-lines li > p:first-child');
  await expect(lines.first()).toBeVisible();
  for (const line of await lines.allInnerTexts()) expect(line).toMatch(/[\u0600-\u06ff]/);
  const words = (await lines.allInnerTexts()).join(' ');
  for (const english of ['killed', 'injured', 'not stated', 'claimed by', 'disputed', 'report', 'stands']) expect(words).not.toContain(english);
  await accessible(page);
  await fits(page);
});
