import { expect, test } from '../fixtures/portal';

test('says what it is and where it stands', async ({ page, open }) => {
  await open('/apis/shipment-tracking');
  await expect(page).toHaveTitle('Shipment Tracking · Portcullis');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Shipment Tracking');
  await expect(page.getByText('Follow a parcel, pallet or container', { exact: false }).first()).toBeVisible();
  await expect(page.getByText('Proof of delivery is a signed link that works for 15 minutes.')).toBeVisible();

  const way = page.getByRole('navigation', { name: 'Breadcrumb' });
  await expect(way.getByRole('listitem')).toHaveText(['Catalog', 'Shipment Tracking']);
  await way.getByRole('link', { name: 'Catalog' }).click();
  await expect(page).toHaveURL('/');
});

test('lists its versions, newest first, with the day a deprecated one ends', async ({ page, open }) => {
  await open('/apis/shipment-tracking');
  const table = page.getByRole('table', { name: 'Versions' });
  await expect(table.getByRole('columnheader')).toHaveText(['Version', 'State', 'Authentication', 'Sunset']);
  await expect(table.getByRole('rowheader')).toHaveText(['v2', 'v1']);
  await expect(table.getByRole('row', { name: 'v2' }).getByRole('cell')).toHaveText([
    'Published',
    'API key',
    'None planned',
  ]);
  const old = table.getByRole('row', { name: 'v1' });
  await expect(old.getByRole('cell')).toHaveText(['Deprecated', 'API key', '31 March 2027']);
  await expect(old.locator('time')).toHaveAttribute('datetime', '2027-03-31');
});

test('its versions can be read on a phone', async ({ page, open }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await open('/apis/shipment-tracking');
  const old = page.getByRole('table', { name: 'Versions' }).getByRole('row', { name: 'v1' });
  for (const text of ['Deprecated', 'API key', '31 March 2027']) {
    const cell = old.getByText(text);
    await cell.evaluate((part) => scrollTo(0, part.getBoundingClientRect().top + scrollY - innerHeight / 2));
    await expect(cell).toBeInViewport({ ratio: 1 });
  }
});

test('one that is open to everybody says so', async ({ page, open }) => {
  await open('/apis/quay-weather');
  const glance = page.getByRole('complementary', { name: 'At a glance' });
  await expect(glance).toContainText('Served openly: no registration and no credential needed.');
});

test('an unknown one is not found', async ({ page, open, expectStatus }) => {
  expectStatus(404);
  const answer = await open('/apis/no-such-thing');
  expect(answer.status()).toBe(404);
  await expect(page).toHaveTitle('No way through here · Portcullis');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('No way through here');
  await expect(page.getByText('There is no page at this address.')).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: 'Back to the catalog' }).click();
  await expect(page).toHaveURL('/');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Catalog');
});

for (const address of [
  '/apis/<script>window.ran = 1</script>',
  '/apis/%3Cscript%3Ewindow.ran%20=%201%3C%2Fscript%3E',
  '/apis/"><img src=x onerror=window.ran=1>',
  '/apis/%00',
  '/apis/%ff',
  '/apis/..%2f..%2fCargo.toml',
]) {
  test(`nothing comes of ${address}`, async ({ page, open, expectStatus }) => {
    expectStatus(404);
    const answer = await open(address);
    expect(answer.status()).toBe(404);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('No way through here');
    expect(await page.evaluate(() => 'ran' in window)).toBe(false);
    expect(await answer.text()).not.toMatch(/<script>window|<img src=x/);
  });
}
