// How calls are authenticated, as admins decide it.

import { signIn } from '../fixtures/pages';
import { expect, test } from '../fixtures/portal';

test('a strategy is made, changed, and deleted', async ({ page, open, expectStatus }) => {
  const name = `Partner keys ${test.info().project.name} ${Date.now()}`;
  const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  await open('/sign-in?return=/admin/strategies');
  await signIn(page);
  await page.getByRole('link', { name: 'New strategy' }).click();
  await page.getByLabel('Display name').fill(name);
  await page.getByLabel('Header names').fill('X-Partner-Key, host');
  expectStatus(422);
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByLabel('Header names')).toHaveAccessibleDescription(/“host” can’t be the name/);
  await page.getByLabel('Header names').fill('X-Partner-Key, x-api-key');
  await page.getByLabel('Key lifetime in days').fill('90');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page).toHaveURL(`/admin/strategies/${slug}?done=created`);
  await expect(page.getByLabel('Header names')).toHaveValue('x-partner-key, x-api-key');
  await expect(page.getByText('No version uses it.')).toBeVisible();

  await page.getByLabel('Key lifetime in days').fill('');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The strategy is saved.')).toBeVisible();
  await expect(page.getByLabel('Key lifetime in days')).toHaveValue('');

  await page.getByRole('button', { name: 'Delete strategy' }).click();
  await page.getByRole('dialog', { name: `Delete ${name}?` }).getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('The strategy is deleted.')).toBeVisible();
  await expect(page.getByRole('link', { name })).toHaveCount(0);
});

test('one with tokens asks for other things', async ({ page, open, expectStatus }) => {
  const name = `Harbour ID ${test.info().project.name} ${Date.now()}`;
  await open('/sign-in?return=/admin/strategies/new');
  await signIn(page);
  await page.waitForURL('/admin/strategies/new');
  await page.getByLabel('Display name').fill(name);
  await expect(page.getByLabel('Issuer')).toBeHidden();
  // Its label covers the whole choice, so that is what is pressed.
  await page.getByRole('radio', { name: 'OpenID Connect' }).check({ force: true });
  await expect(page.getByLabel('Header names')).toBeHidden();
  await page.getByLabel('Issuer').fill('id.example.com');
  expectStatus(422);
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('radio', { name: 'OpenID Connect' })).toBeChecked();
  await page.getByLabel('Issuer').fill('https://id.example.com');
  await page.getByLabel('Scopes').fill('read, write admin');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByText('The strategy is created.')).toBeVisible();
  await expect(page.getByLabel('Scopes')).toHaveValue('read, write, admin');
});

test('one that is in use stays, and the built-in one always', async ({ page, open, expectStatus }) => {
  await open('/sign-in?return=/admin/strategies');
  await signIn(page);
  const table = page.getByRole('table', { name: 'Strategies' });
  await expect(table.getByRole('row', { name: 'Built-in' })).toContainText('Default');
  await table.getByRole('link').first().waitFor();
  await open('/admin/strategies/harbour-sign-in');
  await page.getByRole('button', { name: 'Delete strategy' }).click();
  expectStatus(422);
  await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('Nothing was changed.');
  await open('/admin/strategies/key-auth');
  await expect(page.getByText('It came with Portcullis and can’t be deleted.')).toBeVisible();
});
