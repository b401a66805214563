import { enter, keyed, made } from '../fixtures/people';
import { expect, test } from '../fixtures/portal';

test('a key is renamed, replaced and revoked', async ({ page, open, program }) => {
  await enter(page, program, 'Annie');
  const address = await made(page, { name: 'Depot', strategy: 'key-auth' });
  const first = await keyed(page, address, { name: 'Production' });
  await open(address);
  const table = page.getByRole('table', { name: 'Credentials' });
  const row = (name: string) => table.getByRole('row', { name });
  await expect(row('Production')).toContainText(`${first.slice(0, 7)}…${first.slice(-4)}`);
  await expect(row('Production')).toContainText('Never');
  await row('Production').getByRole('button', { name: 'Rename' }).click();
  const rename = page.getByRole('dialog', { name: 'Rename Production' });
  await rename.getByLabel('Name').fill('Live');
  await rename.getByRole('button', { name: 'Rename' }).click();

  await row('Live').getByRole('button', { name: 'Rotate' }).click();
  const rotate = page.getByRole('dialog', { name: 'Rotate Live' });
  await rotate.getByLabel('Overlap').selectOption('7 days');
  await rotate.getByRole('button', { name: 'Rotate' }).click();
  const second = await page.getByLabel('API key', { exact: true }).inputValue();
  expect(second).not.toBe(first);
  await page.getByText('Done', { exact: true }).click();
  await expect(table.locator('.state-cell')).toHaveText(['Active', 'Rotating']);
  await expect(table).toContainText('Not used since: it can be revoked.');
  await expect(table).toContainText(/Ends in [67] days/);

  const old = table.locator('tr', { hasText: 'Rotating' });
  await old.getByRole('button', { name: 'Revoke' }).click();
  const revoke = page.getByRole('dialog', { name: 'Revoke Live?' });
  await expect(revoke).toContainText('It can’t be undone.');
  await revoke.getByRole('button', { name: 'Revoke' }).click();
  await expect(table.locator('.state-cell')).toHaveText(['Active', 'Revoked']);
  await expect(page.locator('html')).not.toContainText(second);
});

test('what is wrong with a new key stands beside its field', async ({ page, open, program, expectStatus }) => {
  await enter(page, program, 'Margaret');
  await open(await made(page, { name: 'Depot', strategy: 'key-auth' }));
  await page.getByRole('button', { name: 'Generate Credential' }).click();
  const dialog = page.getByRole('dialog', { name: 'Generate Credential' });
  expectStatus(422);
  await dialog.getByRole('button', { name: 'Generate' }).click();
  await expect(dialog.getByLabel('Name')).toHaveAccessibleDescription(/Enter a name/);
  await dialog.getByLabel('Name').fill('Production');
  await dialog.getByRole('button', { name: 'Generate' }).click();
  await expect(page.getByLabel('API key', { exact: true })).toHaveValue(/^pk_/);
});
