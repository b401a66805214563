import { expect, test } from '../fixtures/portal';

const PAGE = '/apis/payments/2026-06/reference/refundPayment';

test('the list is walked and filtered by keyboard', async ({ page, open }) => {
  await open(PAGE);
  const list = page.getByRole('navigation', { name: 'Operations' });
  const field = page.getByLabel('Filter operations');
  await page.keyboard.press('/');
  await expect(field).toBeFocused();
  await page.keyboard.type('refunds get');
  const shown = list.getByRole('link');
  await expect(page.getByText(/^\d+ of \d+ shown$/)).toBeVisible();
  await expect(shown.filter({ visible: true })).toHaveText([/List refunds/, /Read one refund/]);

  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(list.getByRole('link', { name: /List refunds/ })).toBeFocused();
  await page.keyboard.press('j');
  await expect(list.getByRole('link', { name: /Read one refund/ })).toBeFocused();
  await page.keyboard.press('k');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('List refunds');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await expect(list.locator('[aria-current=page]')).toHaveText(/List refunds/);
});

test('from operation to operation only the operation is fetched, and the list stays as it is', async ({ page, open }) => {
  await open(PAGE);
  const list = page.getByRole('navigation', { name: 'Operations' });
  await list.evaluate((element) => element.firstElementChild!.setAttribute('data-mine', ''));
  const asked: string[] = [];
  page.on('request', (request) => request.url().includes('/rpc/') && asked.push(new URL(request.url()).pathname));
  await list.getByRole('link', { name: /List refunds/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('List refunds');
  await page.getByRole('link', { name: /^Next/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Read one refund');
  expect(asked).toEqual(['/rpc/catalog/page', '/rpc/catalog/page']);
  await expect(list.locator('[data-mine]')).toHaveCount(1);
});

test('HTML is in the document once', async ({ page, open }) => {
  const text = await (await open('/apis/payments/2026-06/docs/errors-and-retries')).text();
  expect(text.match(/Networks fail\./g)).toHaveLength(1);
  const reference = await (await page.request.get(PAGE)).text();
  expect(reference.match(/href="listRefunds"/g)).toHaveLength(1);
});

test('what left the page with its document comes back whole', async ({ page, open }) => {
  await open(PAGE);
  const tab = (name: RegExp) => page.getByRole('navigation', { name: 'Pages of this API' }).getByRole('link', { name });
  const entries = page.getByRole('navigation', { name: 'Operations' }).getByRole('link');
  const before = await entries.count();
  await tab(/^Overview/).click();
  await expect(page.getByText('Payments is the checkout of Harbour & Vale')).toBeVisible();
  await tab(/^Reference/).click();
  await expect(entries).toHaveCount(before);
  await page.goBack();
  await expect(page.getByText('Payments is the checkout of Harbour & Vale')).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Refund a payment');
  await expect(entries).toHaveCount(before);
});
