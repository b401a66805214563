// From a page of the reference straight to the gateway: here one that says what each test needs.

import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import type { Page } from '@playwright/test';
import { expectAccessible } from '../fixtures/axe';
import { Gateway } from '../fixtures/gateway';
import { expect, test as base } from '../fixtures/portal';
import { screens } from '../fixtures/screens';

const REFUND = '/apis/payments/2026-06/reference/refundPayment';
const LIST = '/apis/payments/2026-06/reference/listPayments';
const KEY = 'pk_3xAmpLe0nLyNotARea1KeyAtA11xx';

const test = base.extend<{ gateway: Gateway }, { other: Gateway }>({
  other: [
    async ({}, use) => {
      const gateway = await Gateway.start();
      await use(gateway);
      await gateway.stop();
    },
    { scope: 'worker' },
  ],
  settings: [async ({ other }, use) => use({ PORTCULLIS_GATEWAY_URL: other.address }), { scope: 'worker' }],
  gateway: [
    async ({ watch, other }, use) => {
      other.forget();
      watch.allow(other.address);
      await use(other);
    },
    { auto: true },
  ],
});

const form = (page: Page) => page.getByRole('region', { name: 'Try it' });
const status = (page: Page) => form(page).locator('.answer-line');
const shell = (page: Page) => form(page).getByRole('group', { name: 'cURL' });
const answered = (page: Page) => form(page).getByRole('group', { name: 'Body of the answer' });

async function start(page: Page, open: (path: string) => Promise<unknown>, path: string): Promise<void> {
  await open(path);
  await page.getByRole('button', { name: 'Try it' }).click();
  await expect(form(page).getByRole('heading', { name: 'Try it' })).toBeFocused();
  await expect(form(page).getByRole('button', { name: 'Send' })).toBeEnabled();
}

const json = (value: unknown, code = 200) => (response: ServerResponse) =>
  void response.writeHead(code, { 'content-type': 'application/json', 'x-answer': 'yes' }).end(JSON.stringify(value));

test('an operation is filled in and sent, and its answer read', async ({ page, open, gateway }) => {
  gateway.answer = json({ id: 'rfd_1', big: 1, list: [] }, 201);
  const asked: string[] = [];
  await start(page, open, REFUND);
  page.on('request', (request) => asked.push(request.url()));
  await form(page).getByLabel(/^payment_id/).fill('pay/4 N');
  await form(page).getByLabel(/^Idempotency-Key/).fill('abc-1');
  await form(page).getByLabel(/^API key/).fill(KEY);
  await expect(form(page).getByLabel('Body')).toHaveValue(/"reason": "returned"/);
  await form(page).getByLabel('Body').fill('{"reason": "damaged"');
  await expect(form(page).getByText(/This is no JSON yet/)).toBeVisible();
  await form(page).getByLabel('Body').fill('{"reason": "damaged"}');
  await expect(form(page).getByText(/This is no JSON yet/)).toHaveCount(0);

  const line = await shell(page).textContent();
  expect(line).toContain(`curl --request POST '${gateway.address}/payments/2026-06/payments/pay%2F4%20N/refunds'`);
  expect(line).toContain("--header 'x-partner-key: YOUR_API_KEY'");
  expect(line).toContain(`--data-raw '{"reason": "damaged"}'`);

  await form(page).getByRole('button', { name: 'Send' }).click();
  await expect(status(page)).toHaveText(/^201 Created \d+(\.\d)? m?s, \d+ bytes$/);
  await expect(answered(page)).toHaveText('{\n  "id": "rfd_1",\n  "big": 1,\n  "list": []\n}');
  await form(page).getByText(/^Headers \(\d+\)$/).click();
  await expect(form(page).getByText('x-answer')).toBeVisible();

  expect(gateway.came).toHaveLength(1);
  const [came] = gateway.came;
  expect(came).toMatchObject({ method: 'POST', url: '/payments/2026-06/payments/pay%2F4%20N/refunds' });
  expect(came!.headers).toMatchObject({
    'content-type': 'application/json',
    'idempotency-key': 'abc-1',
    'x-partner-key': KEY,
  });
  expect(came!.headers.cookie).toBeUndefined();
  expect(`${came!.body}`).toBe('{"reason": "damaged"}');
  // The portal was not asked anything meanwhile.
  expect(asked.filter((url) => !url.startsWith(gateway.address))).toEqual([]);
  await expectAccessible(page);
});

test('what must be filled in is said beside it, before anything is sent', async ({ page, open, gateway }) => {
  await start(page, open, REFUND);
  const field = form(page).getByLabel(/^payment_id/);
  await field.fill('');
  await form(page).getByRole('button', { name: 'Send' }).click();
  await expect(field).toBeFocused();
  await expect(field).toHaveAccessibleDescription(/Fill this in/);
  await field.fill('..');
  await expect(field).toHaveAccessibleDescription(/Browsers take/);
  expect(gateway.came).toHaveLength(0);
});

test('parameters are written as the file says', async ({ page, open, gateway }) => {
  gateway.answer = json([]);
  await start(page, open, LIST);
  const optional = form(page).getByText(/^\d+ optional$/);
  if (await optional.count()) {
    await optional.click();
  }
  const states = form(page).getByRole('group', { name: 'state' }).getByRole('checkbox');
  await states.nth(0).check();
  await states.nth(1).check();
  await form(page).getByLabel(/^created_from/).fill('2026-09-01T00:00:00Z');
  await form(page).getByLabel(/^order_reference/).fill('a&b');
  await page.keyboard.press('Control+Enter');
  await expect(status(page)).toHaveText(/^200 OK/);
  const query = gateway.came[0]!.url.split('?')[1]!.split('&');
  expect(query[0]).toMatch(/^state=\w+,\w+$/);
  expect(query.slice(1)).toEqual(['order_reference=a%26b', 'created_from=2026-09-01T00:00:00Z']);
});

test('a refusal says what to do', async ({ page, open, gateway }) => {
  const problem = { type: 'about:blank', title: 'Forbidden', status: 403, code: 'registration_pending', request_id: 'req_77' };
  gateway.answer = (response) =>
    void response.writeHead(403, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem));
  await start(page, open, LIST);
  await form(page).getByLabel(/^API key/).fill(KEY);
  await form(page).getByRole('button', { name: 'Send' }).click();
  await expect(status(page)).toHaveText(/^403 Forbidden/);
  const said = form(page).getByRole('alert').filter({ hasText: 'registration_pending' });
  await expect(said).toContainText('The registration is not approved yet.');
  await expect(said).toContainText('req_77');
  await expect(said.getByRole('link', { name: 'My Apps' })).toHaveAttribute('href', '/apps');
});

test('a call can be cancelled', async ({ page, open, gateway }) => {
  let closed = false;
  gateway.answer = (response) => {
    response.on('close', () => {
      closed = true;
    });
    response.writeHead(200, { 'content-type': 'text/plain' }).write('and');
  };
  await start(page, open, LIST);
  await form(page).getByRole('button', { name: 'Send' }).click();
  await expect(status(page)).toHaveText('Sending…');
  await form(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(status(page)).toHaveText(/^Cancelled\./);
  await expect(form(page).getByRole('button', { name: 'Cancel' })).toHaveCount(0);
  await expect(form(page).getByRole('button', { name: 'Send' })).toBeFocused();
  await expect.poll(() => closed).toBe(true);

  // Leaving the page ends what is under way as well.
  closed = false;
  await form(page).getByRole('button', { name: 'Send' }).click();
  await expect(status(page)).toHaveText('Sending…');
  await page.getByRole('navigation', { name: 'Operations' }).getByRole('link', { name: /Read one refund/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Read one refund');
  await expect(form(page)).toHaveCount(0);
  await expect.poll(() => closed).toBe(true);
});

test('a long body is cut, shown and saved', async ({ page, open, gateway }) => {
  const items = Array.from({ length: 20_000 }, (_, at) => ({ at }));
  gateway.answer = json(items);
  await start(page, open, LIST);
  await form(page).getByRole('button', { name: 'Send' }).click();
  await expect(form(page).getByText(/^Shown are the first 64\.0 KB of 2\d\d\.\d KB\.$/)).toBeVisible();
  await expect(answered(page)).not.toContainText('19999');
  await form(page).getByRole('button', { name: 'Show all' }).click();
  await expect(answered(page)).toContainText('"at": 19999');
  await expect(form(page).getByRole('button', { name: 'Show all' })).toHaveCount(0);
  const download = page.waitForEvent('download');
  await form(page).getByRole('button', { name: 'Download' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('answer.json');
  expect(await readFile(await file.path(), 'utf8')).toBe(JSON.stringify(items));
});

test('bytes are not shown, but saved', async ({ page, open, gateway }) => {
  const bytes = Buffer.from([0x89, 0x50, 0, 0xff, 0xfe, 1]);
  gateway.answer = (response) => void response.writeHead(200, { 'content-type': 'image/png' }).end(bytes);
  await start(page, open, LIST);
  await form(page).getByRole('button', { name: 'Send' }).click();
  await expect(form(page).getByText('The body is 6 bytes, image/png.')).toBeVisible();
  await expect(answered(page)).toHaveCount(0);
  const download = page.waitForEvent('download');
  await form(page).getByRole('button', { name: 'Download' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('answer.png');
  expect(await readFile(await file.path())).toEqual(bytes);
});

test('a silent gateway and a withheld answer are told apart', async ({ page, open, gateway, watch }) => {
  // The browser tells of where it is sent; that it does not go there is what the page says.
  watch.allow('https://elsewhere.example');
  await start(page, open, LIST);
  gateway.open = false;
  await form(page).getByRole('button', { name: 'Send' }).click();
  await expect(status(page)).toHaveText(/was not allowed to read its answer \(CORS\)/);
  gateway.open = true;
  gateway.answer = (response) => void response.writeHead(302, { location: 'https://elsewhere.example/' }).end();
  await form(page).getByRole('button', { name: 'Send' }).click();
  await expect(status(page)).toHaveText(/answered with a redirect/);
  gateway.silent = true;
  await form(page).getByRole('button', { name: 'Send' }).click();
  await expect(status(page)).toHaveText(/The gateway did not answer/);
});

test('the key stays in the memory of the tab', async ({ page, open, gateway, program }) => {
  gateway.answer = json({});
  const seen: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(gateway.address)) {
      seen.push(request.url(), request.postData() ?? '', JSON.stringify(request.headers()));
    }
  });
  await start(page, open, LIST);
  const field = form(page).getByLabel(/^API key/);
  await expect(field).toHaveAttribute('type', 'password');
  await field.fill(KEY);
  await form(page).getByRole('button', { name: 'Send' }).click();
  await expect(status(page)).toHaveText(/^200 OK/);
  expect(gateway.came[0]!.headers['x-partner-key']).toBe(KEY);
  expect(await page.content()).not.toContain(KEY);

  // Shown where it is asked for, and only there.
  await shell(page).locator('..').getByRole('button', { name: 'Show key' }).click();
  await expect(shell(page)).toContainText(`x-partner-key: ${KEY}`);
  await expect(field).toHaveAttribute('type', 'text');
  await shell(page).locator('..').getByRole('button', { name: 'Hide key' }).click();
  await expect(shell(page)).not.toContainText(KEY);

  // The next operation of the same strategy has it already.
  await page.getByRole('navigation', { name: 'Operations' }).getByRole('link', { name: /List refunds/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('List refunds');
  await page.getByRole('button', { name: 'Try it' }).click();
  await expect(form(page).getByLabel(/^API key/)).toHaveValue(KEY);
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href]));
  expect(kept).not.toContain(KEY);

  await page.reload();
  await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
  expect(await page.content()).not.toContain(KEY);
  await page.getByRole('button', { name: 'Try it' }).click();
  await expect(form(page).getByLabel(/^API key/)).toHaveValue('');
  expect(seen.filter((text) => text.includes(KEY))).toEqual([]);
  expect(program.log()).not.toContain(KEY);
});

test('it closes, and the keyboard is where it was', async ({ page, open }) => {
  await start(page, open, LIST);
  await expect(page.getByRole('button', { name: 'Try it', exact: true })).toHaveCount(0);
  await form(page).getByRole('button', { name: 'Close Try it' }).click();
  await expect(form(page)).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Try it' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(form(page)).toBeVisible();
});

test('an open version asks for no key', async ({ page, open }) => {
  await open('/apis/quay-weather');
  await page.getByRole('link', { name: 'Browse the reference' }).click();
  await page.getByRole('button', { name: 'Try it' }).click();
  await expect(form(page).getByText('no key is needed')).toBeVisible();
  await expect(form(page).getByLabel(/API key/)).toHaveCount(0);
});

test('it fits every width', async ({ page, open, gateway }) => {
  gateway.answer = json({ id: 'rfd_1GQ8TB', state: 'pending', amount: { amount: '24.95', currency: 'EUR' } }, 201);
  await start(page, open, REFUND);
  await form(page).getByLabel(/^API key/).fill(KEY);
  await form(page).getByLabel(/^Idempotency-Key/).fill('abc-1');
  await form(page).getByRole('button', { name: 'Send' }).click();
  await expect(status(page)).toHaveText(/^201 Created/);
  for (const width of [360, 390, 768, 1280]) {
    await page.setViewportSize({ width, height: 844 });
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect.soft(sideways, `pixels to scroll sideways at ${width}`).toBeLessThanOrEqual(0);
  }
  await screens(page, 'try-it-answered');
});
