import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/portal';

const heading = (page: Page) => page.getByRole('heading', { level: 1 });
const tab = (page: Page, name: RegExp) => page.getByRole('navigation', { name: 'Pages of this API' }).getByRole('link', { name });

test('the reference is read from its first operation to the next', async ({ page, open }) => {
  await open('/apis/payments');
  await tab(page, /^Reference/).click();
  await expect(page).toHaveURL(/\/apis\/payments\/2026-06\/reference\/\w+/);
  const list = page.getByRole('navigation', { name: 'Operations' });
  await expect(list.locator('[aria-current=page]')).toHaveCount(1);
  await expect(tab(page, /^Reference/)).toHaveAttribute('aria-current', 'page');
  const first = await heading(page).textContent();

  const ways = page.getByRole('navigation', { name: 'Neighbours' });
  await expect(ways.getByRole('link', { name: /^Previous/ })).toHaveCount(0);
  await ways.getByRole('link', { name: /^Next/ }).click();
  await expect(heading(page)).not.toHaveText(first!);
  await ways.getByRole('link', { name: /^Previous/ }).click();
  await expect(heading(page)).toHaveText(first!);

  await list.getByRole('link', { name: /Refund a payment/ }).click();
  await expect(heading(page)).toHaveText('Refund a payment');
  await expect(page).toHaveTitle('Refund a payment · Payments · Portcullis');
  await expect(list.locator('[aria-current=page]')).toHaveText(/Refund a payment/);
  const way = page.getByRole('navigation', { name: 'Breadcrumb' });
  await expect(way.getByRole('listitem')).toHaveText(['Catalog', 'Payments', 'Refund a payment']);
});

test('on a phone the list is folded away', async ({ page, open }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open('/apis/payments/2026-06/reference/refundPayment');
  const link = page.getByRole('navigation', { name: 'Operations' }).getByRole('link', { name: /List refunds/ });
  await expect(link).not.toBeVisible();
  await page.locator('summary').filter({ hasText: 'Operations' }).first().click();
  await link.click();
  await expect(heading(page)).toHaveText('List refunds');
  await expect(link).not.toBeVisible();
});

test('another version keeps the kind of page', async ({ page, open }) => {
  await open('/apis/payments/2026-06/reference/refundPayment');
  await page.locator('summary').filter({ hasText: 'Version' }).click();
  await page.getByRole('link', { name: /^2025-09/ }).click();
  await expect(page).toHaveURL('/apis/payments/2025-09/reference/refundPayment');
  await expect(heading(page)).toHaveText('Refund a payment');
  await expect(page.getByRole('link', { name: /^2026-06/ })).not.toBeVisible();
});

test('a page that another version lacks leads back to that version', async ({ page, open, expectStatus, javaScriptEnabled }) => {
  await open('/apis/payments/2026-06/reference/listRefunds');
  // With scripts no document is asked for.
  if (!(javaScriptEnabled ?? true)) {
    expectStatus(404);
  }
  await page.locator('summary').filter({ hasText: 'Version' }).click();
  await page.getByRole('link', { name: /^2025-09/ }).click();
  await expect(heading(page)).toHaveText('No way through here');
  await page.getByRole('link', { name: 'Back to Payments 2025-09' }).click();
  await expect(page).toHaveURL('/apis/payments/2025-09');
  await expect(heading(page)).toHaveText('Payments');
});

test('a deprecated version says until when, and what to use instead', async ({ page, open }) => {
  await open('/apis/shipment-tracking/v1');
  const banner = page.locator('.banner');
  await expect(banner).toHaveText('This version is deprecated. It works until 31 March 2027. Use v2 instead.');
  await expect(page.getByRole('link', { name: 'Register', exact: true })).toHaveCount(0);
  await expect(page.getByText('Registration is closed: this version is deprecated.')).toBeVisible();
  await banner.getByRole('link', { name: 'v2' }).click();
  await expect(page).toHaveURL('/apis/shipment-tracking/v2');
  await expect(page.locator('.banner')).toHaveCount(0);
});

test('whoever registers signs in first, and comes back', async ({ page, open }) => {
  await open('/apis/shipment-tracking');
  await page.getByRole('link', { name: 'Register', exact: true }).click();
  await expect(page).toHaveURL('/sign-in?return=/apis/shipment-tracking/v2?register');
});

test('documents are read one after the other', async ({ page, open }) => {
  await open('/apis/payments');
  await tab(page, /^Documents/).click();
  await expect(page).toHaveURL('/apis/payments/2026-06/docs/getting-started');
  await expect(heading(page)).toHaveText('Your first payment');
  await page.getByRole('link', { name: /^Next/ }).click();
  await expect(heading(page)).toHaveText('Errors and retries');
  await expect(page.getByRole('navigation', { name: 'Documents' }).locator('[aria-current=page]')).toHaveText('Errors and retries');
  await expect(page.getByRole('heading', { level: 2, name: 'When to try again' })).toBeVisible();
  // Back to what came with the first document.
  await tab(page, /^Overview/).click();
  await expect(page.getByText('Payments is the checkout of Harbour & Vale')).toBeVisible();
});

test('the file can be taken along', async ({ page, open }) => {
  await open('/apis/payments');
  for (const [name, start] of [['Download JSON', /^\{/], ['Download YAML', /^openapi:/m]] as const) {
    const href = await page.getByRole('link', { name }).getAttribute('href');
    const answer = await page.request.get(href!);
    expect(answer.status()).toBe(200);
    expect(await answer.text()).toMatch(start);
  }
});
