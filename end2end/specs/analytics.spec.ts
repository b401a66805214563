// What an application called, and why it was refused.

import { metered, refused } from '../fixtures/metering';
import { signIn } from '../fixtures/pages';
import { expect, test } from '../fixtures/portal';
import type { Page } from '@playwright/test';

async function enter(page: Page, open: (path: string) => Promise<unknown>, path: string): Promise<void> {
  await open(`/sign-in?return=${encodeURIComponent(path)}`);
  await signIn(page);
  await page.waitForURL(path);
}

const figure = (page: Page, name: string) => page.locator('.figure').filter({ hasText: name }).locator('.value');
const chart = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

test('shows how much was called, how it ended and how long it took', async ({ page, open, program }) => {
  const { application, name } = metered(program, 'Freight desk');
  await enter(page, open, `/apps/${application}/analytics`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Analytics');
  await expect(page).toHaveTitle(`Analytics · ${name} · Portcullis`);
  await expect(figure(page, 'Requests')).toHaveText(/^\d\d,\d{3}$/);
  await expect(figure(page, 'Error rate')).toHaveText(/^\d\.\d%$/);
  await expect(figure(page, 'Latency, p95')).toHaveText(/^\d+ ms$/);

  for (const title of ['Requests by API', 'Latency', 'Errors']) {
    await expect(chart(page, title).getByRole('img')).toBeVisible();
    await chart(page, title).getByText('Show as a table').click();
    await expect(page.getByRole('table', { name: `${title} by time` })).toBeVisible();
  }
  const rows = page.getByRole('table', { name: 'By API', exact: true }).getByRole('rowheader');
  await expect(rows).toHaveText(['Address Validation 2026-06', 'Exchange Rates v1', 'Notifications v2']);
});

test('is narrowed down by time and by API, and says when nothing is left', async ({ page, open, program }) => {
  const { application } = metered(program, 'Narrow');
  await enter(page, open, `/apps/${application}/analytics`);
  const all = await figure(page, 'Requests').textContent();
  const ranges = page.getByRole('navigation', { name: 'Time range' });
  await expect(ranges.locator('[aria-current]')).toHaveText('24 hours');
  await ranges.getByRole('link', { name: '1 hour' }).click();
  await expect(page).toHaveURL(/range=1h/);
  await expect(ranges.locator('[aria-current]')).toHaveText('1 hour');
  await expect(figure(page, 'Requests')).not.toHaveText(all!);

  await page.getByRole('combobox', { name: 'API' }).selectOption('Exchange Rates v1');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page).toHaveURL(/range=1h&api=exchange-rates/);
  await expect(page.getByRole('table', { name: 'By API', exact: true }).getByRole('rowheader')).toHaveText(['Exchange Rates v1']);

  await page.goto(`/apps/${application}/analytics?range=15m&api=invoicing/v2`);
  await expect(ranges.locator('[aria-current]')).toHaveText('15 minutes');
});

test('an application that never called is told how to begin', async ({ page, open, program }) => {
  const { application } = metered(program, 'Quiet', false);
  await enter(page, open, `/apps/${application}/analytics`);
  await expect(page.getByRole('heading', { name: 'No calls yet' })).toBeVisible();
  await expect(page.getByLabel('Your first call')).toContainText('/address-validation/2026-06');
});

test('somebody else’s is not there', async ({ page, open, expectStatus }) => {
  expectStatus(404);
  await open('/sign-in?return=/apps/nobodys/analytics');
  await signIn(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('No way through here');
});

test('its numbers can be taken along', async ({ page, open, program }) => {
  const { application } = metered(program, 'Along');
  await enter(page, open, `/apps/${application}/analytics?range=6h`);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export as CSV' }).click();
  expect((await download).suggestedFilename()).toBe('analytics.csv');
  const answer = await page.request.get(`/apps/${application}/analytics/export?range=6h`);
  expect(answer.headers()['content-type']).toBe('text/csv; charset=utf-8');
  const [head, first] = (await answer.text()).split('\r\n');
  expect(head).toBe('time,api,requests,succeeded,redirected,client_errors,server_errors,refused,p50_ms,p95_ms,p99_ms');
  expect(first).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d0:00Z,Address Validation 2026-06,\d+,/);
});

test('admins see every API, and why any call was refused', async ({ page, open, program }) => {
  metered(program, 'Seen by admins');
  const request = refused(program, null, 'key_unknown');
  await enter(page, open, '/admin/analytics');
  await expect(page.getByRole('navigation', { name: 'Admin' }).locator('[aria-current]')).toHaveText('Analytics');
  const table = page.getByRole('table', { name: 'By API', exact: true });
  await expect(table.getByRole('columnheader').last()).toHaveText('Callers');
  await page.getByLabel('Request ID').fill(request);
  await page.getByRole('button', { name: 'Explain' }).click();
  await expect(page.getByRole('heading', { name: 'The API key is unknown' })).toBeVisible();
  await expect(page.locator('[data-outcome="failed"]')).toContainText('Key');
  await expect(page.getByLabel('Request ID')).toHaveValue(request);

  await page.getByLabel('Request ID').fill('0123456789');
  await page.getByRole('button', { name: 'Explain' }).click();
  await expect(page.getByRole('heading', { name: 'Nothing is known of this request' })).toBeVisible();
});
