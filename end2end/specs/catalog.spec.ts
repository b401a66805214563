import { expect, test } from '../fixtures/portal';

const NAMES = [
  'Address Validation',
  'Berth Booking',
  'Customs Declarations',
  'Exchange Rates',
  'Invoicing',
  'Notifications',
  'Partner Directory',
  'Payments',
  'Returns',
  'Route Carbon',
  'Shipment Tracking',
  'Tariffs and Quotes',
  'Warehouse Stock',
  'Weather at the Quay',
];

test('lists every public API by name, and counts them', async ({ page, open }) => {
  await open('/');
  await expect(page).toHaveTitle('Catalog · Portcullis');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Catalog');
  const apis = page.getByRole('region', { name: 'APIs' });
  await expect(apis.getByRole('heading', { level: 2 })).toHaveText(NAMES);
  await expect(apis.getByRole('status')).toHaveText(`${NAMES.length} APIs`);
});

test('a card says what a developer wants to know first', async ({ page, open }) => {
  await open('/');
  const card = (name: string) => page.getByRole('listitem').filter({ has: page.getByRole('heading', { name }) });

  const tracking = card('Shipment Tracking');
  await expect(tracking).toContainText('Follow a parcel, pallet or container from first scan to signed delivery.');
  await expect(tracking.getByText('v2', { exact: true })).toBeVisible();
  await expect(tracking.getByText('API key', { exact: true })).toBeVisible();
  await expect(tracking.getByText('Published', { exact: true })).toBeVisible();
  await expect(tracking.getByRole('list', { name: 'Labels' }).getByRole('listitem')).toHaveText([
    'logistics',
    'tracking',
    'real-time',
  ]);

  await expect(card('Partner Directory').getByText('OpenID Connect', { exact: true })).toBeVisible();
  await expect(card('Weather at the Quay').getByText('Open', { exact: true })).toBeVisible();
});

test('speaks of no version that the public may not call', async ({ page, open }) => {
  await open('/');
  const card = (name: string) => page.getByRole('listitem').filter({ has: page.getByRole('heading', { name }) });
  // v3 is a draft, v2 of the other is private.
  await expect(card('Warehouse Stock').getByText('v2', { exact: true })).toBeVisible();
  await expect(card('Route Carbon').getByText('v1', { exact: true })).toBeVisible();
});

test('a card leads to its product', async ({ page, open }) => {
  await open('/');
  // Its one link covers it: a click anywhere on it counts.
  await page.getByRole('listitem').filter({ hasText: 'Take a payment, hold it' }).click();
  await expect(page).toHaveURL('/apis/payments');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Payments');
});

test('every link on it works', async ({ page, open }) => {
  await open('/');
  const links = await page.getByRole('link').evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href));
  expect(links.filter((link) => link.includes('/apis/'))).toHaveLength(NAMES.length);
  const answers = await Promise.all(
    [...new Set(links)].map(async (link) => `${link} ${(await page.request.get(link)).status()}`),
  );
  expect(answers.filter((answer) => !answer.endsWith(' 200'))).toEqual([]);
});
