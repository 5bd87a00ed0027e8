// Reports that try to be more than text: what they say is shown as what it is, and nothing runs, breaks out or turns around.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, overflow, test } from './desk';

const script = '<script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)>';
const turned = '\u202Edrow esrever\u202C \u2067isolated\u2069 \u200F';
const story = (place: string) => `${place}: Three policemen were killed on Monday when gunmen opened fire on a patrol in ${place}, police said. ${script} ${turned} "><a href="javascript:alert(4)">x</a> {{constructor.constructor('alert(5)')()}}`;

const documents = [
  { id: '"><script>alert(6)</script>', title: `${script} ${turned}`, source: `Wire ${script}`, text: story('Quetta'), published: '2029-02-12', country: 'PK', url: 'javascript:alert(7)' },
  { id: '../../api/v1/meta?x=.html', title: 'x'.repeat(3_000_000), source: 'w'.repeat(5000), text: story('Swabi'), published: '2029-02-13', country: 'PK', url: 'https://elsewhere.example/x.png' },
  { id: 'کوئٹہ/1#2', title: 'ﷺ'.repeat(300), source: '\u202Eeriw', text: story('Panjgur'), published: '2029-02-14', country: 'PK' },
];

test('hostile reports stay text', async ({ page, desk }) => {
  const file = join(desk.watched(), '..', 'hostile.jsonl');
  writeFileSync(file, documents.map((one) => JSON.stringify(one)).join('\n'));
  desk.run('add', file);
  const known = new Set(documents.map((one) => one.id));
  const incidents = desk.exported().filter((one) => one.reports.some((report: any) => known.has(report.document)));
  expect(incidents.length).toBeGreaterThan(0);

  const paths = ['/?since=2029-02-11&until=2029-02-15', ...incidents.map((one) => `/incidents/${one.id}`), ...documents.map((one) => `/reports/${encodeURIComponent(one.id)}`), '/review', '/brief?since=2029-02-11', '/data', '/sources'];
  for (const viewport of [{ width: 1440, height: 900 }, { width: 390, height: 844 }]) {
    await page.setViewportSize(viewport);
    for (const path of paths) {
      await page.goto(desk.url + path);
      await expect(page.locator('main h1').first()).toBeAttached();
      await page.waitForTimeout(500);
      expect.soft(await overflow(page), `${path} at ${viewport.width}`).toBe(0);
      // Nothing of the reports became an element, and no link leads to a script.
      expect.soft(await page.locator('main script, main img[src="x"], main svg[onload], main a[href^="javascript:" i]').count(), path).toBe(0);
    }
  }
  // The words are there, as words.
  await page.goto(`${desk.url}/reports/${encodeURIComponent(documents[0].id)}`);
  await expect(page.locator('main')).toContainText('<script>alert(1)</script>');
});

test('hostile addresses stay addresses', async ({ page, desk }) => {
  for (const query of ['place=<script>alert(1)</script>', 'type="><img src=x onerror=alert(1)>', 'bbox=1,2,3', 'since=2029-99-99', 'min_killed=-1', 'sort=killed;drop', 'chosen=<svg/onload=alert(1)>', 'as_of=never', 'convention=none', 'lang=<b>', 'view=__proto__', 'by=constructor']) {
    const [key, value] = query.split(/=(.*)/);
    await page.goto(`${desk.url}/?${key}=${encodeURIComponent(value)}`);
    await expect(page.locator('main h1, main h2').first()).toBeAttached();
    expect(await page.locator('main script, main img, main svg[onload]').count(), query).toBe(0);
  }
  for (const path of ['/incidents/%E0%A4%A', '/reports/%00', '/incidents/..%2f..%2fmeta', '/reports/%3Cscript%3E']) {
    await page.goto(desk.url + path).catch(() => undefined);
    expect(await page.locator('main script').count(), path).toBe(0);
  }
});
