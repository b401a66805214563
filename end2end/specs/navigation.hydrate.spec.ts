import type { Page } from '@playwright/test';
import { signIn } from '../fixtures/pages';
import { expect, test } from '../fixtures/portal';

/** Addresses asked for from now on, newest last. */
function listen(page: Page, wanted: 'document' | 'chunk'): string[] {
  const asked: string[] = [];
  page.on('request', (request) => {
    const path = new URL(request.url()).pathname;
    if (wanted === 'document' ? request.resourceType() === 'document' : path.startsWith('/pkg/')) {
      asked.push(path);
    }
  });
  return asked;
}

/** To what is somebody's own no link leads anybody else. */
async function signedIn(page: Page, open: (path: string) => Promise<unknown>, path: string): Promise<void> {
  await open(`/sign-in?return=${path}`);
  await signIn(page);
  await page.waitForURL(path);
  await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
}

const heading = (page: Page) => page.getByRole('heading', { level: 1 });
const nav = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true });

test('after the first load, links ask for no document', async ({ page, open }) => {
  await signedIn(page, open, '/');
  const documents = listen(page, 'document');

  await page.getByRole('link', { name: 'Payments' }).click();
  await expect(heading(page)).toHaveText('Payments');
  await expect(page).toHaveTitle('Payments · Portcullis');
  await expect(page).toHaveURL('/apis/payments');

  await nav(page, 'My Apps').click();
  await expect(heading(page)).toHaveText('My Apps');
  await expect(page).toHaveTitle('My Apps · Portcullis');

  await nav(page, 'Catalog').click();
  await expect(heading(page)).toHaveText('Catalog');
  await expect(page).toHaveTitle('Catalog · Portcullis');

  await page.getByRole('link', { name: 'Returns' }).click();
  await expect(heading(page)).toHaveText('Returns');
  await page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link', { name: 'Catalog' }).click();
  await expect(heading(page)).toHaveText('Catalog');

  expect(documents).toEqual([]);
});

test('back and forward work, with their titles', async ({ page, open }) => {
  await signedIn(page, open, '/');
  const documents = listen(page, 'document');
  await page.getByRole('link', { name: 'Invoicing' }).click();
  await expect(heading(page)).toHaveText('Invoicing');
  await nav(page, 'My Apps').click();
  await expect(heading(page)).toHaveText('My Apps');

  for (const [step, name, address] of [
    ['goBack', 'Invoicing', '/apis/invoicing'],
    ['goBack', 'Catalog', '/'],
    ['goForward', 'Invoicing', '/apis/invoicing'],
    ['goForward', 'My Apps', '/apps'],
  ] as const) {
    await page[step]();
    await expect(page).toHaveURL(address);
    await expect(heading(page)).toHaveText(name);
    await expect(page).toHaveTitle(`${name} · Portcullis`);
  }
  expect(documents).toEqual([]);
});

test('the code of a lazy page is fetched when it is first needed, and once', async ({ page, open }) => {
  await open('/');
  const chunks = listen(page, 'chunk');
  await page.getByRole('link', { name: 'Payments' }).click();
  await expect(heading(page)).toHaveText('Payments');
  const needed = [...chunks];
  expect(needed.filter((path) => path.includes('show_product'))).toHaveLength(1);
  expect(new Set(needed).size).toBe(needed.length);

  await page.goBack();
  await expect(heading(page)).toHaveText('Catalog');
  await page.getByRole('link', { name: 'Returns' }).click();
  await expect(heading(page)).toHaveText('Returns');
  expect(chunks).toEqual(needed);
});

for (const path of ['/', '/apis/payments', '/sign-up']) {
  test(`what ${path} preloads is not fetched a second time`, async ({ page, open }) => {
    const asked = listen(page, 'chunk');
    await open(path);
    await page.waitForLoadState('networkidle');
    expect(asked.length).toBeGreaterThan(2);
    expect(asked).toEqual([...new Set(asked)]);
  });
}

test('the focus moves to the content of the new page', async ({ page, open }) => {
  await signedIn(page, open, '/');
  // The first page leaves it where the browser put it.
  await expect(page.locator('body')).toBeFocused();
  await page.getByRole('link', { name: 'Payments' }).click();
  await expect(heading(page)).toHaveText('Payments');
  await expect(page.locator('#content')).toBeFocused();
  await nav(page, 'My Apps').click();
  await expect(heading(page)).toHaveText('My Apps');
  await expect(page.locator('#content')).toBeFocused();
});

test('a new page starts at its top', async ({ page, open }) => {
  await page.setViewportSize({ width: 390, height: 600 });
  await open('/');
  const last = page.getByRole('link', { name: 'Weather at the Quay' });
  await last.scrollIntoViewIfNeeded();
  expect(await page.evaluate(() => scrollY)).toBeGreaterThan(600);
  await last.click();
  await expect(heading(page)).toHaveText('Weather at the Quay');
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(0);
});

test('a lazy page that is reloaded can be used', async ({ page, open }) => {
  await open('/');
  await page.getByRole('link', { name: 'Payments' }).click();
  await expect(heading(page)).toHaveText('Payments');
  await page.reload();
  await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
  await expect(heading(page)).toHaveText('Payments');
  await expect(page.getByRole('table', { name: 'Versions' }).getByRole('rowheader')).toHaveText(['2026-06', '2025-09']);

  const documents = listen(page, 'document');
  await nav(page, 'Catalog').click();
  await expect(heading(page)).toHaveText('Catalog');
  expect(documents).toEqual([]);
});

test('a product that is gone is told on the spot, and leaves a way out', async ({ page, open, expectStatus }) => {
  await open('/');
  const documents = listen(page, 'document');
  expectStatus(404);
  await page.getByRole('link', { name: 'Payments' }).evaluate((link) => link.setAttribute('href', '/apis/gone'));
  await page.getByRole('link', { name: 'Payments' }).click();
  await expect(heading(page)).toHaveText('No way through here');
  await expect(page).toHaveTitle('No way through here · Portcullis');
  await page.getByRole('link', { name: 'Back to the catalog' }).click();
  await expect(heading(page)).toHaveText('Catalog');
  expect(documents).toEqual([]);
});

test('without a connection the page says so', async ({ page, open, context }) => {
  await signedIn(page, open, '/apis/payments');
  await nav(page, 'My Apps').click();
  await expect(heading(page)).toHaveText('My Apps');
  await context.route('**/rpc/**', (route) => route.abort('aborted'));
  await nav(page, 'Catalog').click();
  await expect(heading(page).first()).toBeVisible();
  await expect(page.getByRole('heading', { name: 'You seem to be offline' })).toBeVisible();
});
