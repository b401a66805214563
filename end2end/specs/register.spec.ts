import type { Page } from '@playwright/test';
import { signIn } from '../fixtures/pages';
import { decide, enter, made, registered } from '../fixtures/people';
import { expect, test } from '../fixtures/portal';
import { ADMIN } from '../fixtures/program';

const popup = (page: Page, title: string) => page.getByRole('dialog', { name: `Register for ${title}` });
const apis = (page: Page) => page.getByRole('region', { name: 'APIs' });
const state = (page: Page, api: string) => apis(page).getByRole('row', { name: api }).locator('.state-cell');

test('one API: from the catalog to a key', async ({ page, open, program, javaScriptEnabled }) => {
  await enter(page, program, 'Grace Hopper');
  const name = `Freight desk ${javaScriptEnabled}`;
  await open('/');
  await page.getByRole('link', { name: 'Shipment Tracking' }).click();
  await page.getByRole('main').getByRole('link', { name: 'Register' }).click();
  const dialog = popup(page, 'Shipment Tracking v2');
  await expect(dialog).toBeVisible();
  // Nothing to choose from yet: a new one is chosen already, and its strategy is named.
  await expect(dialog.getByRole('radiogroup', { name: 'Application' })).toBeVisible();
  await expect(dialog.getByRole('radio', { name: 'Create an application' })).toBeChecked();
  await expect(dialog).toContainText('Auth strategy API key');
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByRole('button', { name: 'Request Access' }).click();

  await expect(page).toHaveURL(/\/apps\/[0-9a-f-]+\?done=pending$/);
  await expect(page.getByText('You get a mail when it is decided', { exact: false }).first()).toBeVisible();
  await expect(state(page, 'Shipment Tracking v2')).toHaveText('Pending');
  await decide(program, name, 'approve');
  if (!javaScriptEnabled) {
    await page.reload();
  }
  await expect(state(page, 'Shipment Tracking v2')).toHaveText('Approved');

  await page.getByRole('region', { name: 'Authentication' }).getByRole('button', { name: 'Generate Credential' }).click();
  const asked = page.getByRole('dialog', { name: 'Generate Credential' });
  await asked.getByLabel('Name').fill('Production');
  await asked.getByRole('button', { name: 'Generate' }).click();
  const field = page.getByLabel('API key', { exact: true });
  await expect(field).toHaveValue(/^pk_[0-9A-Za-z]{29}$/);
  const key = await field.inputValue();
  await page.getByText('Done', { exact: true }).click();

  await expect(page.getByRole('table', { name: 'Credentials' }).getByRole('rowheader')).toHaveText('Production');
  const call = page.getByRole('region', { name: 'First call' });
  await expect(call.getByRole('group', { name: 'First call' })).toContainText('curl');
  for (const address of [page.url(), '/apps', '/apis/shipment-tracking']) {
    await page.goto(address);
    expect(await page.content()).not.toContain(key);
  }
});

test('several APIs: an application first, then one after the other', async ({ page, open, program, javaScriptEnabled }) => {
  await enter(page, program, 'Linus');
  const name = `Yard robot ${javaScriptEnabled}`;
  await open('/apps');
  await page.getByRole('main').getByRole('link', { name: 'New App' }).click();
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Description').fill('Moves what waits.');
  await expect(page.getByRole('radiogroup', { name: 'Auth strategy' }).getByRole('radio', { name: 'API key' })).toBeChecked();
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);

  for (const [api, version] of [['Returns', 'v1'], ['Invoicing', 'v2']] as const) {
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Catalog' }).click();
    await page.getByRole('link', { name: api, exact: true }).click();
    await page.getByRole('main').getByRole('link', { name: 'Register' }).click();
    const dialog = popup(page, `${api} ${version}`);
    await dialog.getByRole('radio', { name }).check();
    await dialog.getByRole('button', { name: 'Request Access' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
    await expect(state(page, `${api} ${version}`)).toHaveText('Pending');
  }
  await decide(program, name, 'approve');
  await page.reload();
  await expect(apis(page).locator('tbody .state-cell')).toHaveText(['Approved', 'Approved']);
});

test('what can’t be used is there, disabled, with its reason', async ({ page, open, program }) => {
  await enter(page, program, 'Ada');
  const tracker = await made(page, { name: 'Tracker', strategy: 'key-auth' });
  await made(page, { name: 'Ledger', strategy: 'partner-key' });
  await made(page, { name: 'Other tracker', strategy: 'key-auth' });
  await registered(page, tracker, 'shipment-tracking/v2');
  await open('/apis/shipment-tracking/v2?register');
  const dialog = popup(page, 'Shipment Tracking v2');
  const radio = (name: string) => dialog.getByRole('radio', { name, exact: true });
  await expect(dialog.getByRole('radio')).toHaveCount(4);
  // The only one that fits is chosen.
  await expect(radio('Other tracker')).toBeChecked();
  await expect(radio('Tracker')).toBeDisabled();
  await expect(radio('Tracker')).toHaveAccessibleDescription('Its request is waiting for approval.');
  await expect(radio('Ledger')).toBeDisabled();
  await expect(radio('Ledger')).toHaveAccessibleDescription(/uses Partner key, and this API needs API key/i);
  await expect(dialog.getByRole('radio').last()).toHaveAccessibleName('Create an application');
  await dialog.getByText('Cancel').click();
  await expect(dialog).toHaveCount(0);
  await expect(page).toHaveURL('/apis/shipment-tracking/v2');
});

test('whoever is signed out comes back to the open dialog', async ({ page, open }) => {
  await open('/apis/invoicing');
  await page.getByRole('main').getByRole('link', { name: 'Register' }).click();
  await expect(page).toHaveURL(/\/sign-in\?return=/);
  await signIn(page);
  await expect(page.getByRole('banner').getByRole('link', { name: ADMIN.name })).toBeVisible();
  await expect(popup(page, 'Invoicing v2')).toBeVisible();
});

test('what is wrong stands in the dialog, beside what was typed', async ({ page, open, program, expectStatus }) => {
  await enter(page, program, 'Mary');
  await open('/apis/partner-directory/v1?register');
  const dialog = popup(page, 'Partner Directory v1');
  await dialog.getByLabel('Name').fill('Directory');
  expectStatus(422);
  await dialog.getByRole('button', { name: 'Request Access' }).click();
  await expect(dialog.getByText('Enter the client’s id in the identity provider.')).toBeVisible();
  await expect(dialog.getByLabel('Name')).toHaveValue('Directory');
  await dialog.getByLabel('Reference ID').fill(`client-${crypto.randomUUID()}`);
  await dialog.getByRole('button', { name: 'Request Access' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Directory');
  await expect(page.getByRole('region', { name: 'Authentication' })).toContainText('There is no key to generate here');
});

test('an API that opens by itself leads to the application at once', async ({ page, open, program }) => {
  await enter(page, program, 'Joan');
  await open('/apis/address-validation/2026-06?register');
  const dialog = popup(page, 'Address Validation 2026-06');
  await expect(dialog).toContainText('has access at once');
  await dialog.getByLabel('Name').fill('Labels');
  await dialog.getByRole('button', { name: 'Request Access' }).click();
  await expect(page.getByText('Access granted.')).toBeVisible();
  await expect(state(page, 'Address Validation 2026-06')).toHaveText('Approved');
});
