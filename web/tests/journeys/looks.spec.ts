// Every page in both languages, both themes and both sizes: nothing is clipped, axe-core finds nothing, Urdu mirrors the whole page.
import type { Page } from '@playwright/test';
import { expect, faults, overflow, test } from './desk';
import type { Desk } from './desk';

test.describe.configure({ mode: 'parallel' });

const sizes = { wide: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

function pages(desk: Desk): Record<string, string> {
  const [incident] = desk.exported('--type', 'Suicide bomb', '--min-killed', '2');
  return {
    overview: `/?chosen=${incident.id}`, map: '/?view=map', timeline: '/?view=timeline', incident: `/incidents/${incident.id}`, report: `/reports/${encodeURIComponent(incident.reports[0].document)}`,
    review: '/review', brief: '/brief?since=2029-01-15&until=2029-02-10', data: '/data', sources: '/sources',
    'as of': `/?as_of=${new Date().toISOString().slice(0, 10)}&convention=acled`, 'no such page': '/nowhere', 'no such incident': '/incidents/zzzz',
  };
}

async function settled(page: Page): Promise<void> {
  await expect(page.locator('main h1').first()).toBeAttached();
  await expect(page.locator('main .waiting:visible')).toHaveCount(0);
  await page.waitForTimeout(300);
}

for (const language of ['en', 'ur']) {
  for (const theme of ['light', 'dark'] as const) {
    for (const [size, viewport] of Object.entries(sizes)) {
      test(`${language}, ${theme}, ${size}`, async ({ page, desk }) => {
        test.setTimeout(240_000);
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme: theme });
        for (const [name, path] of Object.entries(pages(desk))) {
          await page.goto(`${desk.url}${path}${path.includes('?') ? '&' : '?'}lang=${language}`);
          await settled(page);
          expect.soft(await overflow(page), `${name}: wider than the window`).toBe(0);
          // Each language, scheme and size twice.
          if ((language === 'en') === (size === 'wide')) expect.soft(await faults(page), name).toEqual([]);
          if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/${name.replace(/ /g, '-')}-${language}-${theme}-${size}.png` });
        }
      });
    }
  }
}

test('Urdu turns the page around, and stays', async ({ page, desk }) => {
  await page.goto(desk.url);
  await expect(page.locator('.row').first()).toBeVisible();
  const left = async (part: string) => (await page.locator(part).boundingBox())!.x;
  expect(await left('section.list')).toBeLessThan(await left('section.map'));
  await page.getByRole('button', { name: 'اردو' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'ur');
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  expect(await left('section.list')).toBeGreaterThan(await left('section.map'));
  await expect(page.locator('nav a').first()).toHaveText('جائزہ');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  // Every label of the frame and the filters is in Urdu letters; names of conventions and formats are names.
  const labels = await page.locator('.top nav a, .field > span, .views button, .timeline-head button, .map-notes label').allInnerTexts();
  expect(labels.filter((text) => text && !/[\u0600-\u06ff]/.test(text))).toEqual([]);
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.locator('html')).toHaveAttribute('dir', 'ltr');
});

test('all of the overview is reached by keyboard, with the focus in sight', async ({ page, desk }) => {
  await page.goto(desk.url);
  await expect(page.locator('.plain-map .point').first()).toBeVisible();
  const reached = new Set<string>();
  for (let i = 0; i < 400; ++i) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const one = document.activeElement!;
      const box = one.getBoundingClientRect();
      const style = getComputedStyle(one);
      const seen = style.outlineStyle !== 'none' || getComputedStyle(one.querySelector('circle, path') ?? one).strokeWidth === '5px';
      return { what: one.outerHTML.slice(0, 120), body: one === document.body, kind: one.closest('.filters') ? 'filters' : one.closest('.list') ? 'list' : one.closest('.map') ? 'map' : one.closest('.timeline') ? 'timeline' : 'frame', seen, size: box.width * box.height };
    });
    if (at.body) break;
    reached.add(at.kind);
    expect(at.seen, `focus on ${at.what}`).toBe(true);
  }
  expect([...reached].sort()).toEqual(['filters', 'frame', 'list', 'map', 'timeline']);
});

test('without a server the page says so and goes on', async ({ page, desk }) => {
  await page.goto(desk.url);
  await expect(page.locator('.row').first()).toBeVisible();
  await page.route('**/api/v1/incidents?*', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify({ type: 'urn:roznamcha:busy', title: 'Too busy', status: 503, detail: 'Try in a minute <b>' }) }));
  await page.getByLabel('Status').selectOption('disputed');
  await expect(page.getByRole('alert').first()).toContainText('Try in a minute <b>');
  await page.unroute('**/api/v1/incidents?*');
  await page.getByRole('button', { name: 'Try again' }).first().click();
  await expect(page.locator('.row').first()).toBeVisible();
});
