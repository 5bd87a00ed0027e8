import { expect, test } from '@playwright/test';
import { accessible, Desk, fits } from './desk';
import { bombing, hostile, notices } from './reports';

let desk: Desk;
test.beforeAll(async () => { desk = await Desk.open([...bombing, hostile, notices]); });
test.afterAll(() => desk.close());

test('marks what was read, and tells the field to pointer and keyboard', async ({ page }) => {
  await page.goto(`${desk.url}/reports/herald-1`);
  const here = page.getByRole('region', { name: 'What is read here' });
  const mark = page.locator('mark', { hasText: /^Thirteen people$/ });
  await mark.hover();
  await expect(here).toContainText('killed: 13');
  await page.mouse.move(0, 0);
  await mark.focus();
  await expect(here).toContainText('killed: 13');
  await expect(mark).toHaveAttribute('data-label', 'A');
  await page.keyboard.press('Enter');
  await expect(mark).toHaveAttribute('aria-pressed', 'true');
  await accessible(page);
  await fits(page);
});

test('keeps the text as it is: what can be copied is what was published', async ({ page }) => {
  for (const one of [bombing[0], hostile, notices]) {
    await page.goto(`${desk.url}/reports/${encodeURIComponent(one.id)}`);
    await expect(page.locator('.text-sheet .marked')).toBeVisible();
    const { document } = await desk.get<{ document: { text: string } }>(`/reports/${encodeURIComponent(one.id)}`);
    expect(await page.locator('.text-sheet .marked').evaluate((node) => node.textContent)).toBe(document.text);
  }
});

test('corrects a value where it is read', async ({ page }) => {
  await page.goto(`${desk.url}/reports/herald-1`);
  await page.locator('mark', { hasText: /^Thirteen people$/ }).click();
  await page.mouse.move(0, 0);
  await page.getByRole('region', { name: 'What is read here' }).getByRole('button', { name: 'Correct' }).click();
  const dialog = page.getByRole('dialog', { name: 'Set a value' });
  await expect(dialog.getByLabel('Value')).toHaveValue('13');
  await expect(dialog.getByLabel('Reason')).toHaveValue(/“Thirteen people” \(herald-1, 0–15\)/);
  await dialog.getByLabel('Value').fill('12');
  await dialog.getByRole('button', { name: 'Set' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Done' })).toBeVisible();
  const { killed } = await desk.get<{ killed: { best: number } }>(`/incidents/${await desk.incident_at('Charsadda')}`);
  expect(killed.best).toBe(12);
});

test('takes words that the reader marks as the reason of a value', async ({ page }) => {
  await page.goto(`${desk.url}/reports/ledger-1`);
  const text = page.locator('.text-sheet .marked');
  await expect(text).toBeVisible();
  await text.evaluate((node) => {
    const words = 'rose to 13';
    const walk = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    const texts: Text[] = [];
    while (walk.nextNode()) texts.push(walk.currentNode as Text);
    const at = node.textContent!.indexOf(words);
    const find = (offset: number): [Text, number] => {
      for (const one of texts) {
        if (offset <= one.data.length) return [one, offset];
        offset -= one.data.length;
      }
      throw new Error('beyond the text');
    };
    document.getSelection()!.setBaseAndExtent(...find(at), ...find(at + words.length));
  });
  await page.getByRole('button', { name: 'Set a value by these words' }).click();
  const dialog = page.getByRole('dialog');
  const at = bombing[2].text.indexOf('rose to 13');
  await expect(dialog.getByLabel('Reason')).toHaveValue(`“rose to 13” (ledger-1, ${at}–${at + 10})`);
  await dialog.getByLabel('Field').selectOption('killed');
  await dialog.getByLabel('Value').fill('13');
  await dialog.getByRole('button', { name: 'Set' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Done' })).toBeVisible();
});

test('shows tallies, measures and warnings', async ({ page }) => {
  await page.goto(`${desk.url}/reports/notices-1`);
  const list = page.getByRole('region', { name: 'Tallies, measures, warnings' });
  await expect(list).toContainText('at least 14 killed');
  await expect(list).toContainText('gathering ban');
  await expect(list).toContainText('attack risk');
  await expect(page.locator('mark.hue-tally').first()).toBeVisible();
});

test('hostile words do no harm and break nothing', async ({ page }) => {
  const foreign: string[] = [];
  page.on('request', (request) => { if (!request.url().startsWith(desk.url)) foreign.push(request.url()); });
  for (const size of [{ width: 1440, height: 900 }, { width: 390, height: 844 }]) {
    await page.setViewportSize(size);
    for (const path of [`/reports/${encodeURIComponent(hostile.id)}`, `/incidents/${await desk.incident_at('Khar')}`, '/brief?since=2029-02-01', '/']) {
      await page.goto(desk.url + path);
      await expect(page.getByRole('heading', { level: 1 })).toBeAttached();
      await page.waitForTimeout(500);
      expect(await page.evaluate(() => (window as { harmed?: number }).harmed)).toBeUndefined();
      await expect(page.locator('script:not([src]), img[src="x"], a[href^="javascript"]')).toHaveCount(0);
      await fits(page);
    }
  }
  expect(foreign).toEqual([]);
});
