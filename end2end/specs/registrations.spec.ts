import { expect, test } from '../fixtures/portal';
import { signIn } from '../fixtures/pages';
import { ask, developer, office } from '../fixtures/colleagues';
import type { Page } from '@playwright/test';

const heading = (page: Page) => page.getByRole('heading', { level: 1 });
const row = (page: Page, name: string) => page.getByRole('row', { name });

async function decide(page: Page, verb: string, application: string, api: string, reason = ''): Promise<void> {
  await row(page, application).getByRole('button', { name: verb }).click();
  const dialog = page.getByRole('dialog', { name: `${verb} ${application} for ${api}?` });
  await dialog.getByLabel('Reason').fill(reason);
  await dialog.getByRole('button', { name: verb, exact: true }).click();
}

test('requests are decided one by one and together', async ({ page, open, browser, program, baseURL, javaScriptEnabled }) => {
  const place = { browser, program, baseURL, javaScriptEnabled };
  const email = `hedy-${javaScriptEnabled}@example.com`;
  const hedy = await developer(place, 'Hedy Lamarr', email);
  const names = ['Crane', 'Buoy', 'Dock'].map((word) => `${word} ${javaScriptEnabled}`);
  const [crane, buoy, dock] = names as [string, string, string];
  await ask(hedy, crane, 'shipment-tracking', 'v2');
  await ask(hedy, buoy, 'payments', '2026-06');
  await ask(hedy, dock, 'payments', '2026-06');

  await open('/sign-in?return=/admin/registrations');
  await signIn(page);
  await page.waitForURL('/admin/registrations');
  await expect(page.getByLabel('State')).toHaveValue('pending');
  const tab = page.getByRole('navigation', { name: 'Admin' }).getByRole('link', { name: /^Registrations/ });
  await expect(tab).toHaveAttribute('aria-current', 'page');
  await expect(tab).toContainText(/[1-9]/);
  await expect(row(page, crane)).toContainText('Shipment Tracking v2');
  await expect(row(page, crane)).toContainText(email);

  await decide(page, 'Reject', crane, 'Shipment Tracking v2', 'Tell us first\nwhat it is for.');
  await expect(page.getByText('1 rejected.')).toBeVisible();
  await expect(row(page, crane)).toHaveCount(0);
  await expect.poll(() => program.letters(email).join('\n')).toContain('Tell us first');

  await page.getByLabel('Search').fill(buoy);
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(row(page, dock)).toHaveCount(0);
  await page.getByLabel('Search').fill('2026-06');
  await page.getByRole('button', { name: 'Show' }).click();
  await page.getByRole('checkbox', { name: `Select ${buoy} for Payments 2026-06` }).check();
  await page.getByRole('checkbox', { name: `Select ${dock} for Payments 2026-06` }).check();
  // Somebody else is quicker with one of them.
  const other = await office(place);
  await other.goto(`/admin/registrations?q=${encodeURIComponent(dock)}`);
  await decide(other, 'Approve', dock, 'Payments 2026-06');
  await expect(other.getByText('1 approved.')).toBeVisible();
  await other.context().close();
  await page.getByRole('button', { name: 'Approve the selected' }).click();
  const dialog = page.getByRole('dialog', { name: 'Approve the selected?' });
  await dialog.getByRole('button', { name: 'Approve', exact: true }).click();
  await expect(page.getByText('1 approved, 1 left as it was: somebody else was quicker')).toBeVisible();

  await page.getByLabel('State').selectOption('approved');
  await page.getByRole('button', { name: 'Show' }).click();
  await decide(page, 'Revoke', buoy, 'Payments 2026-06');
  await expect(page.getByText('1 revoked.')).toBeVisible();
  await hedy.context().close();
});

test('the queue is narrowed to a version and to a person', async ({ page, open, browser, program, baseURL, javaScriptEnabled }) => {
  const place = { browser, program, baseURL, javaScriptEnabled };
  const mary = await developer(place, `Mary ${javaScriptEnabled}`, `mary-${javaScriptEnabled}@example.com`);
  const name = `Tide table ${javaScriptEnabled}`;
  await ask(mary, name, 'berth-booking', 'v1');
  await open('/sign-in?return=/admin/registrations');
  await signIn(page);
  await page.waitForURL('/admin/registrations');
  await row(page, name).getByRole('link', { name: 'Berth Booking v1' }).click();
  await expect(page.getByText('Only registrations for Berth Booking v1')).toBeVisible();
  await row(page, name).getByRole('link', { name: `Mary ${javaScriptEnabled}` }).click();
  await expect(page.getByText(`of Mary ${javaScriptEnabled}`)).toBeVisible();
  await expect(page.getByRole('table', { name: 'Registrations' }).getByRole('row')).toHaveCount(2);
  // What narrows it stays when the state is changed.
  await page.getByLabel('State').selectOption('rejected');
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page.getByRole('heading', { name: 'Nothing found' })).toBeVisible();
  await page.getByRole('link', { name: 'Show all registrations' }).click();
  await expect(page.getByLabel('State')).toHaveValue('all');
  await expect(row(page, name)).toBeVisible();

  await open('/admin/products/berth-booking/versions/v1');
  await page.getByRole('link', { name: 'Registrations for it' }).click();
  await expect(page.getByText('Only registrations for Berth Booking v1')).toBeVisible();
  await mary.context().close();
});

test('an approver sees the queue of the own versions and nothing else', async ({ page, open, browser, program, baseURL, javaScriptEnabled, expectStatus }) => {
  const place = { browser, program, baseURL, javaScriptEnabled };
  const email = `rosa-${javaScriptEnabled}@example.com`;
  const rosa = await developer(place, 'Rosa Parks', email);
  await expect(rosa.getByRole('banner').getByRole('link', { name: 'Registrations' })).toHaveCount(0);

  const version = '/admin/products/payments/versions/2025-09';
  await open(`/sign-in?return=${version}`);
  await signIn(page);
  await page.waitForURL(version);
  await page.getByLabel('Approvers').fill(`${email}\nnobody@example.com`);
  expectStatus(422);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByLabel('Approvers')).toHaveAccessibleDescription(/nobody@example.com is the address of no approved account/);
  await expect(page.getByLabel('Approvers')).toHaveValue(`${email}\nnobody@example.com`);
  await page.getByLabel('Approvers').fill(email);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The version is saved.')).toBeVisible();

  const [hers, others] = [`Bus ${javaScriptEnabled}`, `Tram ${javaScriptEnabled}`];
  await ask(page, hers, 'payments', '2025-09');
  await ask(page, others, 'payments', '2026-06');
  await rosa.goto('/');
  await rosa.getByRole('banner').getByRole('link', { name: 'Registrations' }).click();
  await expect(heading(rosa)).toHaveText('Registrations');
  await expect(rosa.getByRole('navigation', { name: 'Admin' })).toHaveCount(0);
  await expect(row(rosa, hers)).toBeVisible();
  await expect(row(rosa, others)).toHaveCount(0);
  await expect.poll(() => program.letters(email).join('\n')).toContain('A request for access to Payments 2025-09 is waiting');
  for (const path of ['/admin/applications', '/admin/keys', '/admin/developers', '/admin/registrations/x']) {
    expect((await rosa.goto(path))!.status(), path).toBe(404);
  }
  await rosa.goto('/admin/registrations');
  await decide(rosa, 'Approve', hers, 'Payments 2025-09');
  await expect(rosa.getByText('1 approved.')).toBeVisible();
  await rosa.context().close();

  await open(version);
  await page.getByLabel('Approvers').fill('');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The version is saved.')).toBeVisible();
});

test('a strategy stays while applications are registered', async ({ page, open, javaScriptEnabled, expectStatus }) => {
  const version = '/admin/products/berth-booking/versions/v1';
  await open(`/sign-in?return=${version}`);
  await signIn(page);
  await page.waitForURL(version);
  const name = `Quay ${javaScriptEnabled}`;
  await ask(page, name, 'berth-booking', 'v1');
  await page.getByLabel('Auth strategy').selectOption('key-auth');
  expectStatus(422);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByLabel('Auth strategy')).toHaveAccessibleDescription(new RegExp(`“${name}” .*make a new version`));
  await page.getByRole('button', { name: 'Delete version' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete Berth Booking v1?' });
  await expect(dialog).toContainText('While an application is registered for it, nothing is deleted');
  expectStatus(422);
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText(`“${name}”`);
});
