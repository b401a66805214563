import { signIn } from '../fixtures/pages';
import { expect, test } from '../fixtures/portal';

test('the header leads to both halves and says where you are', async ({ page, open }) => {
  await open('/');
  const nav = page.getByRole('navigation', { name: 'Main' });
  const catalog = nav.getByRole('link', { name: 'Catalog', exact: true });
  const apps = nav.getByRole('link', { name: 'My Apps', exact: true });
  const current = /^(page|true)$/;
  await expect(catalog).toHaveAttribute('aria-current', current);
  await expect(apps).not.toHaveAttribute('aria-current');

  await apps.click();
  // What is somebody's own asks who that is.
  await signIn(page);
  await expect(page).toHaveURL('/apps');
  await expect(page).toHaveTitle('My Apps · Portcullis');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('My Apps');
  await expect(apps).toHaveAttribute('aria-current', current);
  await expect(catalog).not.toHaveAttribute('aria-current');

  await catalog.click();
  await expect(page).toHaveURL('/');

  // A product is part of the catalog.
  await open('/apis/payments');
  await expect(catalog).toHaveAttribute('aria-current', current);
  await page.getByRole('banner').getByRole('link', { name: 'Portcullis' }).click();
  await expect(page).toHaveURL('/');
});

test('the footer is on every page', async ({ page, open, expectStatus }) => {
  expectStatus(404);
  for (const path of ['/', '/apis/payments', '/sign-in', '/nowhere']) {
    await open(path);
    const footer = page.getByRole('contentinfo');
    await expect(footer).toContainText('Portcullis developer portal');
    await expect(footer.getByRole('link')).toHaveText(['Catalog', 'My Apps']);
  }
});

test('the first tab stop skips to the content', async ({ page, open }) => {
  await open('/apis/payments');
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to content' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/apis/payments#content');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('main').getByRole('link', { name: 'Catalog' })).toBeFocused();
});

for (const path of ['/nowhere', '/apis', '/apps/1/2/3/4', '/apis/payments/..%2f..', '/pkg/none.wasm', '/manifest.json']) {
  test(`there is nothing at ${path}`, async ({ page, open, expectStatus }) => {
    expectStatus(404);
    const answer = await open(path);
    expect(answer.status()).toBe(404);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('No way through here');
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  });
}

test('a page forbids what it does not need', async ({ open }) => {
  const answer = await open('/');
  const headers = answer.headers();
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': expect.stringContaining('private'),
    'permissions-policy': expect.stringContaining('camera=()'),
    'x-request-id': expect.stringMatching(/^[0-9a-z]{16,}$/),
  });
  expect(headers).not.toHaveProperty('server');

  const policy = directives(headers['content-security-policy']!);
  expect(policy['default-src']).toEqual(["'none'"]);
  expect(policy['base-uri']).toEqual(["'none'"]);
  expect(policy['frame-ancestors']).toEqual(["'none'"]);
  expect(policy['form-action']).toEqual(["'self'"]);
  expect(policy['style-src']).toEqual(["'self'"]);
  // The gateway, under the portal's host: what people try goes there.
  expect(policy['connect-src']).toEqual(["'self'", expect.stringMatching(/^http:\/\/localhost:\d+$/)]);
  expect(policy['script-src']!.filter((source) => !source.startsWith("'nonce-")).sort()).toEqual([
    "'self'",
    "'wasm-unsafe-eval'",
  ]);
});

test('each inline script has the nonce of its own answer', async ({ open }) => {
  const nonces = [];
  for (const path of ['/', '/apis/payments']) {
    const answer = await open(path);
    const html = await answer.text();
    const policy = directives(answer.headers()['content-security-policy']!);
    const [nonce] = policy['script-src']!.flatMap((source) => /^'nonce-(.{16,})'$/.exec(source)?.[1] ?? []);
    expect(nonce).toBeTruthy();
    nonces.push(nonce);
    const elements = [...html.matchAll(/<script\b([^>]*)>/g)].map(([, attributes]) => attributes!);
    // Data is read and never run.
    const scripts = elements.filter((attributes) => !attributes.includes('type="application/json"'));
    expect(scripts.length).toBeGreaterThan(0);
    for (const attributes of scripts) {
      expect(attributes).toContain(`nonce="${nonce}"`);
    }
    expect(html).not.toMatch(/<[^>]+\s(style|on[a-z]+)=/);
    expect(html.trimEnd()).toMatch(/<\/html>$/);
  }
  expect(nonces[0]).not.toBe(nonces[1]);
});

function directives(policy: string): Record<string, string[]> {
  return Object.fromEntries(
    policy.split(';').map((part) => {
      const [name, ...sources] = part.trim().split(/\s+/);
      return [name!, sources];
    }),
  );
}
