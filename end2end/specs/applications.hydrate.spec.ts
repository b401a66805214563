import { decide, enter, made, registered } from '../fixtures/people';
import { expect, test } from '../fixtures/portal';

test('a key is shown in its dialog and nowhere else, and no slip closes it', async ({ page, open, program }) => {
  await enter(page, program, 'Katherine');
  const address = await made(page, { name: 'Orbit', strategy: 'key-auth' });
  await open(address);
  const steps = await page.evaluate(() => history.length);
  await page.getByRole('button', { name: 'Generate Credential' }).click();
  const dialog = page.getByRole('dialog', { name: 'Generate Credential' });
  await expect(dialog.getByLabel('Name')).toBeFocused();
  await dialog.getByLabel('Name').fill('Production');
  const answered = page.waitForResponse('**/rpc/credentials/generate');
  await page.keyboard.press('Enter');
  expect((await answered).headers()['cache-control']).toBe('no-store');
  const field = dialog.getByLabel('API key', { exact: true });
  await expect(field).toHaveValue(/^pk_[0-9A-Za-z]{29}$/);
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute('readonly');
  const key = await field.inputValue();
  await page.keyboard.press('Escape');
  await page.mouse.click(5, 5);
  await expect(field).toBeVisible();
  await expect(page).toHaveURL(address);
  expect(await page.evaluate(() => history.length)).toBe(steps);

  const line = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Download' }).click();
  const download = await line;
  expect(download.suggestedFilename()).toBe('api-key.env');
  expect(download.url()).not.toContain(key);
  const stream = await download.createReadStream();
  let text = '';
  for await (const piece of stream) {
    text += piece;
  }
  expect(text).toBe(`API_KEY=${key}\n`);

  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await dialog.getByRole('button', { name: 'Copy' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('table', { name: 'Credentials' }).getByRole('rowheader')).toHaveText('Production');
  const everything = () =>
    page.evaluate(() => document.documentElement.outerHTML + [...document.querySelectorAll('input')].map((field) => field.value));
  expect(await everything()).not.toContain(key);
  // The dialog is as it was, for the next one.
  await page.getByRole('button', { name: 'Generate Credential' }).click();
  await expect(dialog.getByLabel('Name')).toHaveValue('');
});

test('a key that was on screen is gone when one comes back', async ({ page, open, program }) => {
  await enter(page, program, 'Dorothy');
  const address = await made(page, { name: 'Orbit', strategy: 'key-auth' });
  await open(address);
  await page.getByRole('button', { name: 'Generate Credential' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Production');
  await page.keyboard.press('Enter');
  const field = page.getByLabel('API key', { exact: true });
  await expect(field).toHaveValue(/^pk_/);
  const key = await field.inputValue();
  await page.goto('/');
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Orbit');
  expect(await page.content()).not.toContain(key);
  await expect(field).toHaveCount(0);
});

test('an open page shows a decision within a second, and keeps what is being typed', async ({ page, open, program }) => {
  await enter(page, program, 'Mae');
  const address = await made(page, { name: 'Lander', strategy: 'key-auth' });
  await registered(page, address, 'returns/v1');
  await open(address);
  const state = page.getByRole('region', { name: 'APIs' }).locator('tbody .state-cell');
  await expect(state).toHaveText('Pending');
  await page.getByRole('button', { name: 'Edit' }).click();
  const typed = page.getByRole('dialog', { name: 'Edit Lander' }).getByLabel('Description');
  await typed.fill('Half a sent');
  await decide(program, 'Lander', 'approve');
  await expect(state).toHaveText('Approved', { timeout: 1500 });
  await expect(typed).toHaveValue('Half a sent');
  await expect(typed).toBeFocused();
  await page.keyboard.type('ence');
  await expect(typed).toHaveValue('Half a sentence');
});

test('typing searches by itself, without a document', async ({ page, open, program }) => {
  await enter(page, program, 'Rosalind');
  await made(page, { name: 'Helix', strategy: 'key-auth' });
  await made(page, { name: 'Robot', strategy: 'key-auth' });
  await open('/apps');
  const documents: string[] = [];
  page.on('request', (request) => request.resourceType() === 'document' && documents.push(request.url()));
  const field = page.getByLabel('Search applications');
  await field.click();
  await page.keyboard.type('helix', { delay: 20 });
  await expect(page.getByRole('status').filter({ hasText: '1 application' })).toBeVisible();
  await expect(page).toHaveURL('/apps?q=helix');
  await expect(field).toBeFocused();
  await expect(field).toHaveValue('helix');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await expect(page.getByRole('status').filter({ hasText: '2 applications' })).toBeVisible();
  expect(documents).toEqual([]);
});

test('the pop-up opens and closes without a document, by keyboard, and gives the focus back', async ({ page, open, program }) => {
  await enter(page, program, 'Frances');
  await open('/apis/invoicing/v2');
  const documents: string[] = [];
  page.on('request', (request) => request.resourceType() === 'document' && documents.push(request.url()));
  const register = page.getByRole('main').getByRole('link', { name: 'Register' });
  const dialog = page.getByRole('dialog', { name: 'Register for Invoicing v2' });
  await register.focus();
  await page.keyboard.press('Enter');
  await expect(dialog).toBeVisible();
  await expect(page).toHaveURL('/apis/invoicing/v2?register');
  await expect(dialog.getByRole('radio', { name: 'Create an application' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(page).toHaveURL('/apis/invoicing/v2');
  await expect(register).toBeFocused();

  await page.keyboard.press('Enter');
  await expect(dialog).toBeVisible();
  await page.goBack();
  await expect(dialog).toHaveCount(0);
  await register.click();
  await dialog.getByText('Cancel').click();
  await expect(dialog).toHaveCount(0);
  await expect(page).toHaveURL('/apis/invoicing/v2');
  expect(documents).toEqual([]);

  await open('/apis/invoicing/v2?register');
  expect(await dialog.evaluate((element) => element.matches(':modal'))).toBe(true);
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL('/apis/invoicing/v2');
  await expect(dialog).toHaveCount(0);
});
