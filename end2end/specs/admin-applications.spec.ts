import { expect, test } from '../fixtures/portal';
import { signIn } from '../fixtures/pages';
import { ask, call, developer } from '../fixtures/colleagues';
import type { Page } from '@playwright/test';

const row = (page: Page, name: string) => page.getByRole('row', { name });

test('an admin finds an application, decides about it and revokes its keys', async ({ page, open, browser, program, baseURL, javaScriptEnabled }) => {
  const email = `katherine-${javaScriptEnabled}@example.com`;
  const katherine = await developer({ browser, program, baseURL, javaScriptEnabled }, 'Katherine Johnson', email);
  const name = `Orbit ${javaScriptEnabled}`;
  const { application_id: application } = await ask(katherine, name, 'shipment-tracking', 'v2');
  const key = (name: string) => call<{ key: string }>(katherine, 'credentials/generate', { application, name, ends: '' });
  const { key: shown } = await key('Production');
  await key('Staging');
  await key('Laptop');

  await open('/sign-in?return=/admin/applications');
  await signIn(page);
  await page.waitForURL('/admin/applications');
  await page.getByLabel('Search').fill(email);
  await page.getByRole('button', { name: 'Search' }).click();
  await expect(row(page, name)).toContainText('1 waiting');
  await expect(row(page, name)).toContainText('3 active');
  await row(page, name).getByRole('link', { name }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  await expect(page.getByRole('main')).toContainText(email);
  // Only its ends are known to anybody.
  await expect(row(page, 'Production')).toContainText(`${shown.slice(0, 7)}…${shown.slice(-4)}`);
  expect(await page.content()).not.toContain(shown);

  const apis = page.getByRole('region', { name: 'APIs' });
  await apis.getByRole('button', { name: 'Approve' }).click();
  await page.getByRole('dialog', { name: `Approve ${name} for Shipment Tracking v2?` }).getByRole('button', { name: 'Approve' }).click();
  await expect(page.getByText('1 approved.')).toBeVisible();
  await expect(apis.getByText('Approved')).toBeVisible();

  const keys = page.getByRole('region', { name: 'Keys' });
  await row(page, 'Laptop').getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('dialog', { name: `Revoke Laptop of ${name}?` }).getByRole('button', { name: 'Revoke', exact: true }).click();
  await expect(page.getByText('1 revoked.')).toBeVisible();
  await expect(keys.getByRole('button', { name: 'Revoke' })).toHaveCount(2);

  await open(`/admin/keys?state=active&q=${encodeURIComponent(name)}`);
  await expect(page.getByLabel('State')).toHaveValue('active');
  await page.getByRole('checkbox', { name: `Select Production of ${name}` }).check();
  await page.getByRole('checkbox', { name: `Select Staging of ${name}` }).check();
  await page.getByRole('button', { name: 'Revoke the selected' }).click();
  await page.getByRole('dialog', { name: 'Revoke the selected?' }).getByRole('button', { name: 'Revoke', exact: true }).click();
  await expect(page.getByText('2 revoked.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Nothing found' })).toBeVisible();
  await page.getByLabel('State').selectOption('revoked');
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page.getByRole('table', { name: 'Keys' }).getByRole('row')).toHaveCount(4);

  // What a step about the person takes with it.
  await open(`/admin/developers?state=approved&q=${encodeURIComponent(email)}`);
  await row(page, email).getByRole('button', { name: 'Revoke' }).click();
  const dialog = page.getByRole('dialog', { name: 'Revoke Katherine Johnson?' });
  await expect(dialog).toContainText('1 application, 1 registration and 0 active keys');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await row(page, email).getByRole('link', { name: 'Katherine Johnson' }).click();
  await page.getByRole('link', { name: 'Registrations of this person' }).click();
  await expect(row(page, name)).toContainText('Approved');
  await katherine.context().close();
});

test('limits and approval at once are settings', async ({ page, open, javaScriptEnabled, expectStatus }) => {
  await open('/sign-in?return=/admin/settings');
  await signIn(page);
  await page.waitForURL('/admin/settings');
  await expect(page.getByText('Turning it on releases nothing that waits already.')).toBeVisible();
  await page.getByLabel('Active keys an application may have').fill('0');
  await page.getByLabel('Prefix of keys').fill('nonsense');
  expectStatus(422);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByLabel('Active keys an application may have')).toHaveAccessibleDescription(/Enter a number from 1/);
  await expect(page.getByLabel('Prefix of keys')).toHaveAccessibleDescription(/two letters and an underscore, like pk_/);
  await page.getByLabel('Active keys an application may have').fill('20');
  await page.getByLabel('Prefix of keys').fill('pk_');
  await page.getByLabel('Approve all registrations at once').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The settings are saved.')).toBeVisible();
  const { application_id } = await ask(page, `Quick ${javaScriptEnabled}`, 'payments', '2026-06');
  await open(`/admin/applications/${application_id}`);
  await expect(page.getByRole('region', { name: 'APIs' }).getByText('Approved')).toBeVisible();
  await open('/admin/settings');
  await page.getByLabel('Approve all registrations at once').uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The settings are saved.')).toBeVisible();
});
