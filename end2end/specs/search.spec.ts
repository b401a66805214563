import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/portal';

const results = (page: Page) => page.getByRole('region', { name: 'APIs' });
const names = (page: Page) => results(page).getByRole('heading', { level: 2 });
const count = (page: Page) => results(page).getByRole('status');

/** As one does it: with a script the list follows by itself, without one the form is sent. */
async function look(page: Page, words: string): Promise<void> {
  const search = page.getByRole('search');
  await search.getByLabel('Search APIs').fill(words);
  await search.getByLabel('Search APIs').press('Enter');
}

async function choose(page: Page, label: string, scripts: boolean): Promise<void> {
  await page.getByRole('checkbox', { name: label, exact: true }).check();
  if (!scripts) {
    await page.getByRole('button', { name: 'Apply' }).click();
  }
}

test('an operation is found by a word of its path, and read', async ({ page, open }) => {
  await open('/');
  await look(page, 'refunds');
  await expect(page).toHaveURL(/\?q=refunds/);
  const card = results(page).getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Payments' }) });
  const place = card.getByRole('link', { name: /refunds/ }).first();
  await expect(place.locator('mark').first()).toHaveText(/^refunds$/i);
  await place.click();
  await expect(page).toHaveURL(/\/apis\/payments\/2026-06\/reference\/\w+/);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/refund/i);
  await expect(page).toHaveTitle(/ · Payments · /);
});

test('a document is found by its words', async ({ page, open }) => {
  await open('/?q=Networks+fail');
  await results(page).getByRole('link', { name: /Errors and retries/ }).click();
  await expect(page).toHaveURL('/apis/payments/2026-06/docs/errors-and-retries');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Errors and retries');
});

test('facets narrow the list, and each can be taken away again', async ({ page, open, javaScriptEnabled }) => {
  const scripts = javaScriptEnabled ?? true;
  await open('/');
  await choose(page, 'OpenID Connect', scripts);
  await expect(page).toHaveURL(/has=authentication%3Aopenid_connect/);
  await expect(names(page)).toHaveText(['Partner Directory']);
  await expect(count(page)).toHaveText('1 API');
  await expect(page.getByRole('checkbox', { name: 'OpenID Connect', exact: true })).toBeChecked();

  // Another value of the same facet widens it.
  await choose(page, 'Open', scripts);
  await expect(names(page)).toHaveText(['Partner Directory', 'Weather at the Quay']);
  await page.getByRole('link', { name: 'Remove filter Authentication: Open', exact: true }).click();
  await expect(names(page)).toHaveText(['Partner Directory']);
  await page.getByRole('link', { name: 'Clear', exact: true }).click();
  await expect(count(page)).toHaveText(/^1\d APIs$/);
  await expect(page).toHaveURL('/');
});

test('the same as a table, sorted as one likes', async ({ page, open }) => {
  await open('/?has=label:finance');
  const cards = await names(page).allTextContents();
  await page.getByRole('navigation', { name: 'View' }).getByRole('link', { name: 'Table' }).click();
  await expect(page).toHaveURL(/has=label%3Afinance&view=table/);
  await expect(page.getByRole('table', { name: 'APIs' }).getByRole('rowheader').locator('> a')).toHaveText(cards);
  await look(page, 'invoice');
  await expect(page).toHaveURL(/view=table/);
});

test('where nothing is found, what was looked for stands there with ways on', async ({ page, open }) => {
  await open('/?q=submarine&has=label:finance');
  await expect(names(page)).toHaveText(['Nothing found for “submarine” with these filters']);
  await expect(page.getByRole('link', { name: 'Search without filters' })).toBeVisible();
  await page.getByRole('link', { name: 'Show all APIs' }).click();
  await expect(page).toHaveURL('/');
  await expect(count(page)).toHaveText(/^1\d APIs$/);
  await expect(page.getByLabel('Search APIs')).toHaveValue('');
});

test('words with signs of their own do no harm', async ({ page, open }) => {
  for (const words of ['<b>"&%', "' or 1=1 --", '%%%', '*', '{"a":1}', 'é'.repeat(300)]) {
    const answer = await open(`/?q=${encodeURIComponent(words)}`);
    expect(answer.status()).toBe(200);
    await expect(count(page)).toHaveText(/^\d+ APIs?$/);
  }
});
