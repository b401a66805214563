// An admin publishes: from a file to a product that developers find.

import { signIn } from '../fixtures/pages';
import { expect, test } from '../fixtures/portal';
import { writeFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';

/** Each test's own names: the tests of a worker share one database, and a name is taken once. */
function fresh(name: string): string {
  return `${name} ${test.info().project.name} ${Date.now()}`;
}

const slugOf = (name: string) => name.toLowerCase().replace(/[^a-z0-9]+/g, '-');

function openapi(title: string): { name: string; mimeType: string; buffer: Buffer } {
  const text = `openapi: 3.1.0
info: { title: ${title}, version: 1.2.0 }
paths:
  /orders:
    get:
      operationId: listOrders
      summary: List orders
      responses: { '200': { description: All of them } }
`;
  return { name: 'openapi.yaml', mimeType: 'application/yaml', buffer: Buffer.from(text) };
}

async function enter(page: Page, open: (path: string) => Promise<unknown>, path: string): Promise<void> {
  await open(`/sign-in?return=${encodeURIComponent(path)}`);
  await signIn(page);
  await page.waitForURL(path);
}

const heading = (page: Page) => page.getByRole('heading', { level: 1 });
const main = (page: Page) => page.getByRole('main');

async function fromSpec(page: Page, open: (path: string) => Promise<unknown>, title: string): Promise<string> {
  await enter(page, open, '/admin/products');
  await page.getByLabel('New product from an OpenAPI file').setInputFiles(openapi(title));
  await page.getByRole('button', { name: 'Create from file' }).click();
  await expect(heading(page)).toHaveText(title);
  return `/admin/products/${slugOf(title)}`;
}

async function confirm(page: Page, verb: string, title: string): Promise<void> {
  await page.getByRole('button', { name: verb, exact: true }).click();
  await page.getByRole('dialog', { name: title }).getByRole('button', { name: verb, exact: true }).click();
}

test('a file becomes a product, is published and deprecated', async ({ page, open, expectStatus }) => {
  const title = fresh('Orders');
  const product = await fromSpec(page, open, title);
  await expect(page.getByText('The product is created from the file, as a draft.')).toBeVisible();
  await page.getByRole('table', { name: 'Versions' }).getByRole('link', { name: 'v1' }).click();
  await expect(page).toHaveURL(`${product}/versions/v1`);
  await expect(heading(page)).toHaveText(`${title} v1`);
  await expect(page.getByLabel('Auth strategy')).toHaveValue('key-auth');
  await expect(page.getByText('Served openly.').first()).toBeHidden();
  await page.getByLabel('Upstream').fill('http://127.0.0.1:9/orders');
  await confirm(page, 'Publish', 'Publish v1?');
  await expect(page.getByText('The version is published.')).toBeVisible();
  // What was typed was saved with the step, and the path is the usual one.
  await expect(page.getByLabel('Upstream')).toHaveValue('http://127.0.0.1:9/orders');
  await expect(page.getByLabel('Gateway path')).toHaveValue(`/${slugOf(title)}/v1`);

  await page.getByRole('button', { name: 'Deprecate', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Deprecate v1?' });
  await dialog.getByLabel('Sunset date').fill('2031-03-31');
  await dialog.getByRole('button', { name: 'Deprecate', exact: true }).click();
  await expect(page.getByText('The version is deprecated.')).toBeVisible();
  await expect(page.getByText('Sunset 31 March 2031')).toBeVisible();
  await expect(main(page).getByLabel('Sunset date')).toHaveValue('2031-03-31');

  await confirm(page, 'Retire', 'Retire v1?');
  await expect(page.getByText('The version is retired.')).toBeVisible();
  await open('/admin/products?state=retired');
  await expect(page.getByRole('table', { name: 'Products' }).getByRole('link', { name: title })).toBeVisible();
  await open('/sign-in');
  expectStatus(404);
  await page.goto(`/admin/products/${slugOf(title)}/versions/v9`);
});

test('who publishes without a strategy is told what that means', async ({ page, open }) => {
  const title = fresh('Tides');
  const product = await fromSpec(page, open, title);
  await open(`${product}/versions/v1`);
  await page.getByLabel('Auth strategy').selectOption({ label: 'None: served openly' });
  await expect(page.getByText('Served openly.').first()).toBeVisible();
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Publish v1?' });
  await expect(dialog.getByText('anybody who reaches the gateway can call it')).toBeVisible();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();
});

test('what is wrong stands beside its field, and nothing typed is lost', async ({ page, open, expectStatus }) => {
  const title = fresh('Berths');
  const product = await fromSpec(page, open, title);
  await open(`${product}/versions/new`);
  await page.getByLabel('Name').fill('v 2');
  await page.getByLabel('Upstream').fill('not an address');
  await page.getByLabel('Limit').fill('many');
  await page.getByLabel('per', { exact: true }).selectOption('hour');
  await page.getByLabel('Registration is open').uncheck();
  expectStatus(422);
  await page.getByRole('button', { name: 'Create draft' }).click();
  await expect(page.getByRole('alert')).toHaveText('Nothing was saved. 3 fields need another look.');
  await expect(page.getByLabel('Upstream')).toHaveValue('not an address');
  await expect(page.getByLabel('Upstream')).toHaveAccessibleDescription(/Enter an address like/);
  await expect(page.getByLabel('per', { exact: true })).toHaveValue('hour');
  await expect(page.getByLabel('Registration is open')).not.toBeChecked();

  await page.getByLabel('Name').fill('v2');
  await page.getByLabel('Upstream').fill('');
  await page.getByLabel('Limit').fill('1,000');
  await page.getByRole('button', { name: 'Create draft' }).click();
  await expect(page.getByText('The version is created, as a draft.')).toBeVisible();
  await expect(page.getByLabel('Limit')).toHaveValue('1000');
});

test('a file that is none is refused with a reason', async ({ page, open, expectStatus }) => {
  await enter(page, open, '/admin/products');
  const file = page.getByLabel('New product from an OpenAPI file');
  expectStatus(422);
  await page.getByRole('button', { name: 'Create from file' }).click();
  await expect(file).toHaveAccessibleDescription(/Choose an OpenAPI file first/);
  await file.setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('just notes') });
  expectStatus(422);
  await page.getByRole('button', { name: 'Create from file' }).click();
  await expect(file).toHaveAttribute('aria-invalid', 'true');
  const big = test.info().outputPath('big.yaml');
  await writeFile(big, Buffer.alloc(21 * 1024 * 1024, 'a'));
  await file.setInputFiles(big);
  expectStatus(422);
  await page.getByRole('button', { name: 'Create from file' }).click();
  await expect(file).toHaveAccessibleDescription(/A file may have 20 MB at most/);
});

test('a product made by hand, its words and its picture', async ({ page, open }) => {
  const title = fresh('Café');
  await enter(page, open, '/admin/products');
  await page.getByRole('link', { name: 'New product' }).click();
  await page.getByLabel('Name').fill(title);
  await page.getByLabel('Summary').fill('Where to sit.');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page).toHaveURL(`/admin/products/${slugOf(title).replace('caf-', 'cafe-')}?done=created`);

  await page.getByLabel('Labels').fill('harbour, "food, drink"');
  await page.getByLabel('Attributes').fill('team: Kitchen, Bar\nregion: EU');
  await page.getByLabel('Description').fill('# Sit\n\nBy the **quay**.');
  await page.getByRole('button', { name: 'Preview' }).click();
  const preview = page.getByRole('region', { name: 'Preview' });
  await expect(preview.getByText('quay')).toHaveText('quay');
  await expect(preview.locator('strong')).toHaveText('quay');
  await expect(page.getByLabel('Labels')).toHaveValue('harbour, "food, drink"');

  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
    'base64',
  );
  await page.getByLabel('Image').setInputFiles({ name: 'sign.png', mimeType: 'image/png', buffer: png });
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The product is saved.')).toBeVisible();
  await expect(page.getByLabel('Labels')).toHaveValue('harbour, "food, drink"');
  await expect(page.getByLabel('Attributes')).toHaveValue('region: EU\nteam: Kitchen, Bar');
  await page.getByLabel('Remove the present image').check();
  // Enter saves, although other buttons stand before Save.
  await page.getByLabel('Labels').press('Enter');
  await expect(page.getByLabel('Remove the present image')).toHaveCount(0);

  await confirmDelete(page, 'Delete product', `Delete ${title}?`);
  await expect(page).toHaveURL('/admin/products?done=deleted');
  await expect(page.getByText('The product is deleted.')).toBeVisible();
});

async function confirmDelete(page: Page, button: string, title: string): Promise<void> {
  await page.getByRole('button', { name: button }).click();
  await page.getByRole('dialog', { name: title }).getByRole('button', { name: 'Delete', exact: true }).click();
}

test('documents stand in a tree', async ({ page, open }) => {
  const product = await fromSpec(page, open, fresh('Guides'));
  await page.getByRole('link', { name: 'Add document' }).click();
  await page.getByLabel('Title').fill('First call');
  await page.getByLabel('Text').fill('Send **one** request.');
  await page.getByRole('button', { name: 'Preview' }).click();
  await expect(page.getByRole('region', { name: 'Preview' }).locator('strong')).toHaveText('one');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page).toHaveURL(`${product}/docs/first-call?done=created`);

  await open(`${product}/docs/new`);
  await page.getByLabel('Title').fill('More calls');
  await page.getByLabel('Below').selectOption({ label: 'First call' });
  await page.getByLabel('Published').uncheck();
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(heading(page)).toHaveText('More calls');

  await open(`${product}/docs/first-call`);
  await expect(page.getByLabel('Below').getByRole('option')).toHaveText(['Nothing: it stands at the top']);
  await page.getByLabel('Slug').fill('begin');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page).toHaveURL(`${product}/docs/begin?done=saved`);

  await open(product);
  const tree = page.getByRole('list', { name: 'Documents' });
  await expect(tree.getByRole('listitem')).toHaveText(['First call', 'More calls Draft']);
  await tree.getByRole('link', { name: 'First call' }).click();
  await confirmDelete(page, 'Delete document', 'Delete “First call”?');
  await expect(page.getByText('The document is deleted.')).toBeVisible();
  await expect(tree.getByRole('listitem')).toHaveText(['More calls Draft']);
});
