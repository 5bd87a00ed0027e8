// The map by MapLibre, drawn in software: it needs no other host, no glyphs, and lives with the content security policy.
import { expect, test } from './desk';

test('the map draws, and a point of it is chosen', async ({ page, desk }) => {
  test.setTimeout(180_000);
  await page.goto(`${desk.url}/?type=Suicide+bomb&min_killed=2`);
  const map = page.locator('.webgl-map');
  await expect(map).toHaveAttribute('data-ready', '', { timeout: 120_000 });
  await page.waitForTimeout(2000);
  // Two incidents or more at one place: a click narrows the list to the place; one: it is chosen. Both stand in the address.
  const canvas = (await map.boundingBox())!;
  let hit = false;
  for (let y = 0.1; y < 0.9 && !hit; y += 0.02) {
    for (let x = 0.1; x < 0.9 && !hit; x += 0.02) {
      await page.mouse.move(canvas.x + canvas.width * x, canvas.y + canvas.height * y);
      hit = (await map.locator('canvas').evaluate((one: HTMLElement) => one.style.cursor)) === 'pointer';
    }
  }
  expect(hit).toBe(true);
  const before = page.url();
  await page.mouse.down();
  await page.mouse.up();
  await expect.poll(() => page.url()).not.toBe(before);
});
