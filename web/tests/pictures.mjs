// The pictures of docs/desk.md, from a desk that serves the sample register:
//   node tests/pictures.mjs http://127.0.0.1:8080 FOLDER && for p in FOLDER/*.png; do cwebp -q 80 $p -o ../docs/pictures/$(basename $p .png).webp; done
import { chromium } from '@playwright/test';

const [desk, folder] = process.argv.slice(2);
const ask = async (path) => (await fetch(`${desk}/api/v1${path}`)).json();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'] });

async function take(name, path, size = [1440, 900], colorScheme = 'light') {
  const page = await browser.newPage({ viewport: { width: size[0], height: size[1] }, colorScheme, locale: 'en-GB', timezoneId: 'Asia/Karachi' });
  await page.goto(desk + path);
  await page.waitForTimeout(4000);  // the map is drawn
  await page.screenshot({ path: `${folder}/${name}.png` });
  await page.close();
}

const { incidents: [{ id }] } = await ask('/incidents?type=Suicide%20bomb&min_killed=2');
const { documents } = await ask(`/incidents/${id}`);
const area = `country=PK&admin1=Khyber+Pakhtunkhwa&chosen=${id}`;
await take('overview', `/?${area}`);
await take('incident', `/incidents/${id}`);
await take('report', `/reports/${encodeURIComponent(documents[1].id)}`, [1200, 620]);
await take('review', '/review', undefined, 'dark');
await take('brief', '/brief?since=2029-02-22', [1200, 800]);
await take('data', '/data', [1200, 800]);
await take('sources', '/sources', [1200, 360]);
await take('urdu', `/?lang=ur&${area}`, undefined, 'dark');
await take('phone', '/?country=PK', [390, 844]);
await browser.close();
