import { Buffer } from 'node:buffer';
import { expect, test } from '@playwright/test';
import { accessible, Desk, fits } from './desk';
import { bombing, late, lines, twins } from './reports';

let desk: Desk;
test.beforeAll(async () => { desk = await Desk.open([...bombing, ...twins]); });
test.afterAll(() => desk.close());

test('a file that is dropped into a watched folder appears, and moves nothing that is read', async ({ page }) => {
  const id = await desk.incident_at('Charsadda');
  await page.goto(`${desk.url}/incidents/${id}`);
  await page.waitForLoadState('load');
  const weapon = page.locator('#field-weapon');
  await weapon.scrollIntoViewIfNeeded();
  await page.waitForTimeout(1500);  // the stream is open and all passages stand
  const before = await weapon.boundingBox();
  desk.drop('late.jsonl', [late]);
  const news = page.locator('.news-card');
  await expect(news).toContainText('1 new report', { timeout: 20_000 });
  expect(await weapon.boundingBox()).toEqual(before);
  await accessible(page);
  await news.getByRole('button', { name: 'Show' }).click();
  await expect(news).toBeHidden();
  await page.goto(`${desk.url}/?place=Mingora`);
  await expect(page.locator('.row')).toHaveCount(1);
});

test('sources tell how the folder does', async ({ page }) => {
  await page.goto(`${desk.url}/sources`);
  const card = page.locator('.source');
  await expect(card).toHaveCount(1);
  await expect(card).toContainText('folder');
  await accessible(page);
  await fits(page);
});

test('reports are pasted and dropped; each that fails is told of', async ({ page }) => {
  await page.goto(`${desk.url}/data`);
  await page.getByLabel('Or paste a report').fill('QUETTA, Feb 7 - A grenade was thrown at a party office in Quetta on Tuesday, killing one guard, police said.');
  await page.getByLabel('Title').fill('Grenade in Quetta');
  await page.getByLabel('Published on').fill('2029-02-07');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const first = page.locator('.adding', { hasText: 'Grenade in Quetta' });
  await expect(first).toContainText('1 new');
  await first.locator('a').first().click();
  await expect(page.locator('.text-sheet')).toContainText('A grenade was thrown');

  await page.goto(`${desk.url}/data`);
  await page.locator('input[type=file]').setInputFiles([
    { name: 'good.jsonl', mimeType: 'application/x-ndjson', buffer: Buffer.from(`${lines([{ ...late, id: 'late-2', text: late.text.replace('Four', 'Five') }])}{"id": "broken"\n`) },
    { name: 'picture.png', mimeType: 'image/png', buffer: Buffer.from('x') },
  ]);
  await expect(page.locator('.adding', { hasText: 'good.jsonl' })).toContainText('1 could not be read');
  await expect(page.locator('.adding', { hasText: 'good.jsonl' })).toContainText('1 new');
  await expect(page.locator('.adding', { hasText: 'picture.png' })).toContainText('not added');
  await accessible(page);
});

test('long work shows how far it is', async ({ page }) => {
  test.setTimeout(180_000);
  await page.goto(`${desk.url}/data`);
  const many = Array.from({ length: 120 }, (_, i) => ({ ...late, id: `many-${i}`, text: `${late.text}\nThis is report ${i}. ${'The market was closed afterwards. '.repeat(70)}\n` }));
  await page.locator('input[type=file]').setInputFiles([{ name: 'many.jsonl', mimeType: 'application/x-ndjson', buffer: Buffer.from(lines(many)) }]);
  const row = page.locator('.adding', { hasText: 'many.jsonl' });
  await expect(row.locator('progress')).toBeVisible();
  await expect(row).toContainText('120 new', { timeout: 150_000 });
});

test('downloads are links to the API with the selection', async ({ page, request }) => {
  await page.goto(`${desk.url}/data?place=Charsadda&min_killed=5`);
  const row = page.getByRole('row', { name: /^Incidents/ });
  const csv = await row.getByRole('link', { name: /CSV/ }).getAttribute('href');
  expect(csv).toBe('/api/v1/incidents.csv?place=Charsadda&min_killed=5');
  for (const link of await page.locator('.formats a').all()) expect((await request.get(desk.url + (await link.getAttribute('href')))).ok()).toBe(true);
  expect((await (await request.get(`${desk.url}${csv}`)).text()).trim().split('\n')).toHaveLength(2);
  await accessible(page);
  await fits(page);
});
