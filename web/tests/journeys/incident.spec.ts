import { expect, test } from '@playwright/test';
import { accessible, Desk, fits } from './desk';
import { bombing, hostile, notices, twins } from './reports';

let desk: Desk;
let early: string;  // a moment between the first reports and the later ones
test.beforeAll(async () => {
  desk = await Desk.open(bombing.slice(0, 2), bombing.slice(2), [...twins, hostile, notices]);
  const { reports } = await desk.get<{ reports: { learnt: string }[] }>('/reports');
  early = reports.map((one) => one.learnt).sort()[0];
});
test.afterAll(() => desk.close());

const field = (page: import('@playwright/test').Page, name: string) => page.locator(`#field-${name}`);

test('shows every value with its words, and which of them stands', async ({ page }) => {
  const id = await desk.incident_at('Charsadda');
  await page.goto(`${desk.url}/incidents/${id}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Charsadda');
  await expect(page.locator('.tolls')).toContainText('8–13 killed');
  const killed = field(page, 'killed');
  await expect(killed.locator('.conflict')).toContainText('13');
  await expect(killed.locator('.conflict')).toContainText('at least 8');
  await expect(killed.locator('.conflict .rule')).toContainText('ucdp');
  const stands = killed.locator('.statement.stands');
  await expect(stands).toHaveCount(1);
  await expect(stands).toContainText('Thirteen people');
  await expect(stands).toContainText('The Valley Herald');
  await expect(killed).toContainText('says ⁨police⁩');
  await accessible(page);
  await fits(page);
});

test('folds wire copies under their original', async ({ page }) => {
  await page.goto(`${desk.url}/incidents/${await desk.incident_at('Charsadda')}`);
  const copies = field(page, 'killed').locator('details.copies');
  await expect(copies.locator('summary')).toHaveText('1 wire copy says the same');
  await expect(copies.getByText('Evening Copy')).toBeHidden();
  await copies.locator('summary').click();
  await expect(copies.getByText('Evening Copy')).toBeVisible();
});

test('says what is denied as a denial', async ({ page }) => {
  await page.goto(`${desk.url}/incidents/${await desk.incident_at('Charsadda')}`);
  const denied = page.getByRole('region', { name: 'What is denied' });
  await expect(denied).toContainText('Taliban');
  await expect(field(page, 'actor').locator('.statement.denied')).toContainText('denied');
});

test('leads from a value to its sentence in the report', async ({ page }) => {
  await page.goto(`${desk.url}/incidents/${await desk.incident_at('Charsadda')}`);
  await field(page, 'killed').locator('.statement.stands a.words').first().click();
  await expect(page).toHaveURL(/\/reports\/herald-1\?span=\d+-\d+/);
  await expect(page.locator('mark.chosen')).toHaveText('Thirteen people');
  await expect(page.getByRole('region', { name: 'What is read here' })).toContainText('killed');
});

test('tells what was known at a moment, and how it changed since', async ({ page }) => {
  const id = await desk.incident_at('Charsadda');
  await page.goto(`${desk.url}/incidents/${id}`);
  const history = page.getByRole('region', { name: 'History' });
  await expect(history.locator('li', { hasText: 'killed:' })).toContainText('13');
  await page.goto(`${desk.url}/incidents/${id}?as_of=${early}`);
  await expect(page.locator('.tolls')).toContainText('at least 8 killed');
  await expect(page.getByText('As the register stood on')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Set a value' })).toHaveCount(0);
  await page.getByRole('link', { name: 'Back to now' }).click();
  await expect(page.locator('.tolls')).toContainText('8–13 killed');
});

test('takes the convention that is asked for, and keeps it in the address', async ({ page }) => {
  await page.goto(`${desk.url}/incidents/${await desk.incident_at('Charsadda')}`);
  await page.getByLabel('Convention').selectOption('acled');
  await expect(page).toHaveURL(/convention=acled/);
  await expect(field(page, 'killed').locator('.conflict .rule')).toContainText('acled');
});

test('sets a value, which a new reading keeps and undo takes back', async ({ page }) => {
  const id = await desk.incident_at('Charsadda');
  await page.goto(`${desk.url}/incidents/${id}`);
  await field(page, 'killed').getByRole('button', { name: 'Correct' }).click();
  const dialog = page.getByRole('dialog', { name: 'Set a value' });
  await expect(dialog.getByLabel('Field')).toHaveValue('killed');
  await dialog.getByLabel('Value').fill('15');
  await dialog.getByLabel('Reason').fill('hospital list');
  await dialog.getByLabel('Your name').fill('Amna');
  await accessible(page);
  await dialog.getByRole('button', { name: 'Set' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.locator('.tolls')).toContainText('15 killed');
  const decisions = page.getByRole('region', { name: 'Decisions' });
  await expect(decisions).toContainText('Amna');
  await expect(decisions).toContainText('hospital list');

  desk.run('reread');
  await page.reload();
  await expect(page.locator('.tolls')).toContainText('15 killed');
  await expect(field(page, 'killed').locator('.conflict .rule')).toContainText('Amna');

  await decisions.getByRole('button', { name: 'Undo' }).click();
  await expect(page.locator('.tolls')).toContainText('8–13 killed');
  await expect(decisions).toContainText('taken back');
});

test('says why a value is refused, and keeps what was typed', async ({ page }) => {
  const id = await desk.incident_at('Charsadda');
  await page.goto(`${desk.url}/incidents/${id}`);
  await page.route('**/api/v1/review/set', (route) => route.fulfill({ status: 400, contentType: 'application/problem+json', body: JSON.stringify({ type: 'x', title: 'bad argument', status: 400, detail: 'no value of killed', advice: 'a number' }) }));
  await field(page, 'killed').getByRole('button', { name: 'Correct' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Value').fill('15');
  await dialog.getByRole('button', { name: 'Set' }).click();
  await expect(dialog.getByRole('alert')).toContainText('no value of killed');
  await expect(dialog.getByLabel('Value')).toHaveValue('15');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(field(page, 'killed').getByRole('button', { name: 'Correct' })).toBeFocused();
});

test('splits a report off, and undoes it', async ({ page }) => {
  const id = await desk.incident_at('Charsadda');
  await page.goto(`${desk.url}/incidents/${id}`);
  await page.getByRole('button', { name: 'Split reports off' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: 'Split off' })).toBeDisabled();
  await dialog.getByLabel('Charsadda mourns').check();
  await dialog.getByRole('button', { name: 'Split off' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.locator('.facts')).toContainText('3 reports');
  const { decisions } = await desk.get<{ decisions: { number: number; kind: string }[] }>('/decisions');
  expect(decisions[0].kind).toBe('split');
  desk.run('undo', String(decisions[0].number));
  await page.reload();
  await expect(page.locator('.facts')).toContainText('4 reports');
});

test('retracts only with a reason', async ({ page }) => {
  const id = await desk.incident_at('Quetta');
  await page.goto(`${desk.url}/incidents/${id}`);
  await page.getByRole('button', { name: 'Retract' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Retract the incident' }).click();
  await expect(dialog).toBeVisible();
  await dialog.getByLabel('Reason').fill('a drill');
  await dialog.getByRole('button', { name: 'Retract the incident' }).click();
  await expect(page.locator('.page-head .status')).toContainText('retracted');
  await page.getByRole('region', { name: 'Decisions' }).getByRole('button', { name: 'Undo' }).click();
  await expect(page.locator('.page-head .status')).not.toContainText('retracted');
});

test('an unknown incident is said to be unknown', async ({ page }) => {
  await page.goto(`${desk.url}/incidents/ffffffffff`);
  await expect(page.getByRole('alert')).toBeVisible();
});
