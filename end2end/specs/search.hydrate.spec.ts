import { expect, test } from '../fixtures/portal';

test('typing searches by itself, without a document and without losing the caret', async ({ page, open }) => {
  await open('/');
  const documents: string[] = [];
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.resourceType() === 'document') {
      documents.push(request.url());
    }
    if (request.url().includes('/rpc/')) {
      asked.push(request.url());
    }
  });
  const field = page.getByLabel('Search APIs');
  const count = page.getByRole('region', { name: 'APIs' }).getByRole('status');
  const steps = await page.evaluate(() => history.length);
  await field.click();
  await page.keyboard.type('tariff', { delay: 20 });
  await expect(count).toHaveText(/^[1-4] APIs?$/);
  await expect(page).toHaveURL('/?q=tariff');
  await expect(field).toBeFocused();
  await expect(field).toHaveValue('tariff');
  expect(await field.evaluate((input: HTMLInputElement) => input.selectionStart)).toBe(6);
  // A pause ends the typing: not every letter was asked for.
  expect(asked.length).toBeLessThan(5);
  expect(await page.evaluate(() => history.length)).toBe(steps);

  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await expect(count).toHaveText(/^1\d APIs$/);
  await expect(page).toHaveURL('/');
  expect(documents).toEqual([]);
});

test('choices are steps that back and forward walk', async ({ page, open }) => {
  await open('/');
  const count = page.getByRole('region', { name: 'APIs' }).getByRole('status');
  const box = page.getByRole('checkbox', { name: 'OpenID Connect', exact: true });
  await box.focus();
  await page.keyboard.press('Space');
  await expect(count).toHaveText('1 API');
  // The list of boxes was drawn anew; the keyboard is still on this one.
  await expect(box).toBeFocused();
  await page.getByLabel('Sort by').selectOption('Newest');
  await expect(page).toHaveURL(/sort=newest/);
  await page.goBack();
  await expect(page).not.toHaveURL(/sort=newest/);
  await expect(page.getByLabel('Sort by')).toHaveValue('best');
  await expect(box).toBeChecked();
  await page.goBack();
  await expect(count).toHaveText(/^1\d APIs$/);
  await expect(box).not.toBeChecked();
  await page.goForward();
  await expect(count).toHaveText('1 API');
});

test('the field follows the address, and / leads to it', async ({ page, open }) => {
  await open('/?q=berth');
  const field = page.getByLabel('Search APIs');
  await page.keyboard.press('/');
  await expect(field).toBeFocused();
  // Written in the field, it is a letter like others.
  await page.keyboard.type('/x');
  await expect(field).toHaveValue('/x');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Catalog' }).click();
  await expect(page).toHaveURL('/');
  await expect(field).toHaveValue('');
});

test('what is shown stays until the next is there', async ({ page, open }) => {
  await open('/');
  const names = page.getByRole('region', { name: 'APIs' }).getByRole('heading', { level: 2 });
  // Others may have published something in the same portal.
  await expect(names.nth(13)).toBeVisible();
  const shown = await names.count();
  let free = () => {};
  const held = new Promise<void>((tell) => (free = tell));
  await page.route('**/rpc/catalog/list**', async (route) => {
    await held;
    await route.continue();
  });
  await page.getByLabel('Search APIs').fill('berth');
  await expect(page).toHaveURL('/?q=berth');
  await expect(names).toHaveCount(shown);
  free();
  await expect(names.first()).toHaveText('Berth Booking');
});
