// From a key on screen to a call, to its end, to the reason and the chart: with the real gateway, and an API behind it.

import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { Gateway as Api } from '../fixtures/gateway';
import { enter, made, office, registered } from '../fixtures/people';
import type { Program } from '../fixtures/program';
import { expect, test as base } from '../fixtures/portal';

const VERSION = 'address-validation/2026-06';

type Served = { upstream: string; requests: number; per: string };

/** Says by whom the version is served from now on, and how often; answers with what that was before. */
function serve(program: Program, served: Served): Served {
  const script = `
import json, sqlite3, sys
db = sqlite3.connect(sys.argv[1], timeout=10)
path, served = sys.argv[2], json.loads(sys.argv[3])
before = db.execute("select upstream, limit_requests, limit_per from versions where path = ?", (path,)).fetchone()
db.execute("update versions set upstream = :upstream, limit_requests = :requests, limit_per = :per where path = :path", served | {"path": path})
db.commit()
print(json.dumps(dict(zip(("upstream", "requests", "per"), before))))
`;
  return JSON.parse(execFileSync('python3', ['-c', script, program.database, `/${VERSION}`, JSON.stringify(served)], { encoding: 'utf8' }));
}

/** What a shell makes of a line that the portal shows, with the key in its place. */
async function run(line: string, key: string): Promise<{ status: number; body: string; request: string }> {
  const filled = `${line.replace('YOUR_API_KEY', key)} --silent --include`;
  const { stdout } = await promisify(execFile)('bash', ['-c', filled]);
  const [head, body] = stdout.split('\r\n\r\n') as [string, string];
  const request = head.match(/^x-request-id: (.+)$/im)?.[1]?.trim() ?? '';
  return { status: Number(head.split(' ')[1]), body, request };
}

const test = base.extend<{ api: Api }>({
  api: async ({ program }, use) => {
    const api = await Api.start();
    api.answer = (response) => void response.setHeader('content-type', 'application/json').end('{"deliverable":true}');
    const before = serve(program, { upstream: api.address, requests: 5, per: 'hour' });
    await use(api);
    serve(program, before);
    await api.stop();
  },
});

test('a key opens an API until it is revoked, and the page tells the rest', async ({ page, open, program, api, watch, javaScriptEnabled, browser, baseURL }) => {
  await enter(page, program, 'Grace');
  const address = await made(page, { name: 'Checkout', strategy: 'key-auth' });
  await registered(page, address, VERSION);

  await open(address);
  await page.getByRole('button', { name: 'Generate Credential' }).click();
  const dialog = page.getByRole('dialog', { name: 'Generate Credential' });
  await dialog.getByLabel('Name').fill('Production');
  await dialog.getByRole('button', { name: 'Generate' }).click();
  const key = await page.getByLabel('API key', { exact: true }).inputValue();
  await page.getByText('Done', { exact: true }).click();

  const line = (await page.getByRole('group', { name: 'First call' }).textContent())!;
  const first = await run(line, key);
  expect(first).toMatchObject({ status: 200, body: '{"deliverable":true}' });
  expect(api.came).toHaveLength(1);
  expect(JSON.stringify(api.came[0]!.headers)).not.toContain(key);
  expect(api.came[0]!.headers['x-request-id']).toBe(first.request);

  let calls = 1;
  if (javaScriptEnabled ?? true) {
    watch.allow(new URL(line.match(/'(http:[^']+)'/)![1]!).origin);
    await open(`/apis/${VERSION}/reference/validateAddress`);
    const form = page.getByRole('region', { name: 'Try it' });
    await page.getByRole('button', { name: 'Try it' }).click();
    await form.getByLabel(/^API key/).fill(key);
    await form.getByRole('button', { name: 'Send' }).click();
    await expect(form.locator('.answer-line')).toHaveText(/^200 OK/);
    calls += 1;
  }
  await open(address);
  await expect(page.getByRole('region', { name: 'APIs' })).toContainText(`${5 - calls} left now`);

  await page.getByRole('row', { name: 'Production' }).getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('dialog', { name: 'Revoke Production?' }).getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByRole('row', { name: 'Production' })).toContainText('Revoked');
  const refused = await run(line, key);
  expect(refused.status).toBe(401);
  expect(JSON.parse(refused.body)).toMatchObject({ code: 'key_revoked', request_id: refused.request });
  expect(api.came).toHaveLength(calls);

  // Why, as its owner reads it and as an admin does. Asked too soon it is not known, and the same is asked again.
  const title = 'The API key was revoked';
  await expect(async () => {
    await page.getByLabel('Request ID').fill(refused.request);
    await page.getByRole('button', { name: 'Explain' }).click();
    await expect(page.getByRole('heading', { name: title })).toBeVisible({ timeout: 1000 });
  }).toPass();
  const admin = await browser.newContext({ baseURL, storageState: await (await office(program)).storageState(), javaScriptEnabled });
  const desk = await admin.newPage();
  await desk.goto(address.replace('/apps/', '/admin/applications/'));
  await desk.getByLabel('Request ID').fill(refused.request);
  await desk.getByRole('button', { name: 'Explain' }).click();
  await expect(desk.getByRole('heading', { name: title })).toBeVisible();
  await expect(desk.locator('[data-outcome="failed"]')).toContainText('Key');
  await admin.close();

  await open(`${address}/analytics?range=15m`);
  await expect(async () => {
    await page.reload();
    await expect(page.locator('.figure').filter({ hasText: 'Requests' }).locator('.value')).toHaveText(`${calls + 1}`, { timeout: 1000 });
  }).toPass();
  await page.getByRole('region', { name: 'Requests by API', exact: true }).getByText('Show as a table').click();
  await expect(page.getByRole('table', { name: 'Requests by API by time' })).toContainText(`${calls + 1}`);
});
