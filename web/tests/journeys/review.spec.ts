import { expect, test } from '@playwright/test';
import { accessible, Desk, fits } from './desk';
import { bombing, twins } from './reports';

let desk: Desk;
test.beforeAll(async () => { desk = await Desk.open([...bombing, ...twins]); });
test.afterAll(() => desk.close());
test.describe.configure({ mode: 'serial' });

const merges = async () => (await desk.get<{ decisions: { kind: string; by: string | null; undone_by: number | null }[] }>('/decisions')).decisions;

test('shows two accounts side by side, what agrees and what differs', async ({ page }) => {
  await page.goto(`${desk.url}/review?kind=duplicate`);
  const deciding = page.getByRole('region', { name: 'To decide' });
  await expect(deciding.getByRole('row', { name: /injured/ })).toContainText('differ');
  await expect(deciding.getByRole('row', { name: /^type/ })).toContainText('agree');
  await expect(deciding).toContainText('Two people were wounded');
  await expect(deciding).toContainText('A policeman was wounded');
  await accessible(page);
  await fits(page);
});

test('is decided and undone by keyboard, under a name', async ({ page }) => {
  await page.goto(`${desk.url}/review?kind=duplicate`);
  await page.getByLabel('Your name').fill('Bilal, sunset shift');
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('s');
  await expect(page.getByText('Nothing waits for a decision.')).toBeVisible();
  await expect(page.locator('.said-now')).toContainText('decision');
  expect((await merges())[0]).toMatchObject({ kind: 'merge', by: 'Bilal, sunset shift' });
  await expect(page.getByRole('region', { name: 'Who decided what' })).toContainText('Bilal, sunset shift');
  await page.keyboard.press('u');
  await expect(page.getByRole('region', { name: 'To decide' })).toBeVisible();
  expect((await merges())[1].undone_by).not.toBeNull();
});

test('puts off, and says "not the same"', async ({ page }) => {
  await page.goto(`${desk.url}/review?kind=duplicate`);
  await expect(page.getByRole('region', { name: 'To decide' })).toBeVisible();
  await page.keyboard.press('l');
  await expect(page.locator('.queue')).toContainText('put off');
  await page.keyboard.press('n');
  await expect(page.getByText('Nothing waits for a decision.')).toBeVisible();
  await expect(page.locator('.said-now')).toContainText('decision');
  expect((await merges())[0].kind).toBe('split');
  await page.keyboard.press('u');
  await expect(page.getByRole('region', { name: 'To decide' })).toBeVisible();
});

test('a refused decision comes back with its reason', async ({ page }) => {
  await page.route('**/api/v1/review/merge', (route) => route.fulfill({ status: 409, contentType: 'application/problem+json', body: JSON.stringify({ type: 'x', title: 'register busy', status: 409, detail: 'another program writes' }) }));
  await page.goto(`${desk.url}/review?kind=duplicate`);
  await expect(page.getByRole('region', { name: 'To decide' })).toBeVisible();
  await page.keyboard.press('s');
  await expect(page.getByRole('alert')).toContainText('another program writes');
  await expect(page.getByRole('region', { name: 'To decide' })).toBeVisible();
});

test('a disputed value is taken by its number', async ({ page }) => {
  await page.goto(`${desk.url}/review?kind=dispute`);
  const deciding = page.getByRole('region', { name: 'To decide' });
  await expect(deciding).toBeVisible();
  const killed = page.locator('.queue-item', { hasText: 'killed' });
  await killed.click();
  const second = await deciding.locator('.values li').nth(1).locator('b').innerText();
  await page.keyboard.press('2');
  await expect(page.locator('.said-now')).toContainText('decision');
  const whole = await desk.get<{ conflicts: { field: string; chosen: string }[] }>(`/incidents/${await desk.incident_at('Charsadda')}`);
  expect(whole.conflicts.find((one) => one.field === 'killed')!.chosen).toBe(second);
  await page.keyboard.press('u');
  await expect(page.locator('.said-now')).toContainText('taken back');
});

test('keys rest while one types, and can be turned off', async ({ page }) => {
  await page.goto(`${desk.url}/review?kind=duplicate`);
  await expect(page.getByRole('region', { name: 'To decide' })).toBeVisible();
  const before = (await merges()).length;
  await page.getByLabel('Your name').fill('');
  await page.getByLabel('Your name').pressSequentially('sunil');
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keys' });
  await expect(help).toBeVisible();
  await accessible(page);
  await help.getByLabel('Decide by keyboard').uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('s');
  await expect(page.getByRole('region', { name: 'To decide' })).toBeVisible();
  expect((await merges()).length).toBe(before);
});
