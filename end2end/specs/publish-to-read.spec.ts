// The whole way: an admin publishes from a file, a developer finds an operation by its path, reads it, changes the
// version, and is told when the version is deprecated.

import { signIn } from '../fixtures/pages';
import { expect, test } from '../fixtures/portal';
import type { Page } from '@playwright/test';

const heading = (page: Page) => page.getByRole('heading', { level: 1 });

/** `word` stands in the paths of this API and nowhere else. */
function file(title: string, version: string, word: string): { name: string; mimeType: string; buffer: Buffer } {
  const operation = (id: string, summary: string) => ({ operationId: id, summary, responses: { 200: { description: summary } } });
  const paths = {
    [`/${word}`]: { get: operation('listBerths', 'List berths') },
    [`/${word}/{berth}/moor`]: { post: operation('moorShip', `Moor a ship, as of ${version}`) },
  };
  const text = JSON.stringify({ openapi: '3.1.0', info: { title, version }, paths });
  return { name: 'openapi.json', mimeType: 'application/json', buffer: Buffer.from(text) };
}

async function confirm(page: Page, verb: string, title: string, fill?: (page: Page) => Promise<void>): Promise<void> {
  await page.getByRole('button', { name: verb, exact: true }).click();
  const dialog = page.getByRole('dialog', { name: title });
  await fill?.(page);
  await dialog.getByRole('button', { name: verb, exact: true }).click();
}

test('from a file to an operation that is read, to another version, to its end', async ({ page, open, javaScriptEnabled }) => {
  const letters = Date.now().toString(36).replace(/\d/g, (digit) => 'ghijklmnop'[Number(digit)]!);
  const word = `quay${letters}`;
  const title = `Moorings ${letters}`;
  const slug = title.toLowerCase().replace(' ', '-');
  const versions = `/admin/products/${slug}/versions`;
  await open(`/sign-in?return=${encodeURIComponent('/admin/products')}`);
  await signIn(page);
  await page.waitForURL('/admin/products');

  // Published from a file, with a second version from another.
  await page.getByLabel('New product from an OpenAPI file').setInputFiles(file(title, '1.0.0', word));
  await page.getByRole('button', { name: 'Create from file' }).click();
  await expect(heading(page)).toHaveText(title);
  await open(`${versions}/v1`);
  await confirm(page, 'Publish', 'Publish v1?');
  await expect(page.getByText('The version is published.')).toBeVisible();
  await open(`${versions}/new`);
  await page.getByLabel('Name').fill('v2');
  await page.getByLabel('OpenAPI file').setInputFiles(file(title, '2.0.0', word));
  await page.getByRole('button', { name: 'Create draft' }).click();
  await expect(page.getByText('The version is created, as a draft.')).toBeVisible();
  await confirm(page, 'Publish', 'Publish v2?');
  await expect(page.getByText('The version is published.')).toBeVisible();

  // Found by a word of an operation's path, and read.
  await open('/');
  await page.getByRole('search').getByLabel('Search APIs').fill(`/${word}/{berth}/moor`);
  await page.getByRole('search').getByLabel('Search APIs').press('Enter');
  const results = page.getByRole('region', { name: 'APIs' });
  await expect(results.getByRole('heading', { level: 2 })).toHaveText([title]);
  await results.getByRole('link', { name: new RegExp(`${word}.*moor`) }).click();
  await expect(page).toHaveURL(`/apis/${slug}/v2/reference/moorShip`);
  await expect(heading(page)).toHaveText('Moor a ship, as of 2.0.0');

  // The same operation of the other version.
  await page.locator('summary').filter({ hasText: 'Version' }).click();
  await page.getByRole('link', { name: /^v1/ }).click();
  await expect(page).toHaveURL(`/apis/${slug}/v1/reference/moorShip`);
  await expect(heading(page)).toHaveText('Moor a ship, as of 1.0.0');

  // Deprecated: whoever reads it next is told until when, and what to use.
  await open(`${versions}/v1`);
  await confirm(page, 'Deprecate', 'Deprecate v1?', async () => {
    await page.getByRole('dialog').getByLabel('Sunset date').fill('2031-03-31');
  });
  await expect(page.getByText('The version is deprecated.')).toBeVisible();
  await open(`/apis/${slug}/v1/reference/moorShip`);
  const banner = page.locator('.banner');
  await expect(banner).toHaveText('This version is deprecated. It works until 31 March 2031. Use v2 instead.');
  await banner.getByRole('link', { name: 'v2' }).click();
  await expect(page).toHaveURL(new RegExp(`/apis/${slug}/v2`));
  await expect(page.locator('.banner')).toHaveCount(0);
  expect(await page.locator('html[data-hydrated]').count()).toBe((javaScriptEnabled ?? true) ? 1 : 0);
});
