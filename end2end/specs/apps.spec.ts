import { decide, enter, made, registered } from '../fixtures/people';
import { expect, test } from '../fixtures/portal';

test('what an application is, and what comes next, is told before there is one', async ({ page, open, program }) => {
  await enter(page, program, 'Hedy');
  await open('/apps');
  await expect(page.getByRole('heading', { name: 'Register your first application' })).toBeVisible();
  await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(3);
  await expect(page.getByRole('link', { name: 'New App' })).toHaveAttribute('href', '/apps/new');
});

test('a form that was refused keeps what was typed', async ({ page, open, program, expectStatus }) => {
  await enter(page, program, 'Alan');
  await open('/apps/new');
  await page.getByRole('radio', { name: 'Harbour sign-in' }).check();
  await expect(page.getByLabel('Reference ID')).toHaveAccessibleDescription(/Must be the client’s id in the identity provider/);
  await page.getByLabel('Description').fill('Signs in.');
  expectStatus(422);
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByLabel('Name')).toHaveAccessibleDescription(/Enter a name/);
  await expect(page.getByLabel('Reference ID')).toHaveAccessibleDescription(/Enter the client’s id/);
  await expect(page.getByLabel('Description')).toHaveValue('Signs in.');
  await expect(page.getByRole('radio', { name: 'Harbour sign-in' })).toBeChecked();
  await page.getByRole('main').getByRole('link', { name: 'Cancel' }).click();
  await expect(page).toHaveURL('/apps');
});

test('the list shows at a glance how each stands, and can be searched', async ({ page, open, program, javaScriptEnabled }) => {
  await enter(page, program, 'Edsger');
  const name = `Ledger ${javaScriptEnabled}`;
  const ledger = await made(page, { name, strategy: 'key-auth' });
  await made(page, { name: 'Robot', strategy: 'key-auth' });
  await registered(page, ledger, 'invoicing/v2');
  await registered(page, ledger, 'address-validation/2026-06');
  await open('/apps');
  await expect(page.getByRole('status').filter({ hasText: '2 applications' })).toBeVisible();
  const row = page.getByRole('row', { name });
  await expect(row).toContainText('1 approved');
  await expect(row).toContainText('1 waiting');
  await decide(program, name, 'reject', 'Not this year.');

  await page.getByLabel('Search applications').fill('ledger');
  await page.getByRole('button', { name: 'Search' }).click();
  await expect(page).toHaveURL('/apps?q=ledger');
  await expect(page.getByRole('table', { name: 'Applications' }).getByRole('rowheader')).toHaveCount(1);
  await expect(row).toContainText('1 rejected');
  await page.getByRole('link', { name }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  await expect(page.getByText('The reason given: “Not this year.”')).toBeVisible();
  await page.getByRole('button', { name: 'Ask again' }).click();
  const again = page.getByRole('dialog', { name: 'Ask again for Invoicing v2?' });
  await again.getByLabel('Answer').fill('It is for next year.');
  await again.getByRole('button', { name: 'Ask again' }).click();
  await expect(page.getByText('Your answer: “It is for next year.”')).toBeVisible();
  await page.getByRole('button', { name: 'Unregister Address Validation' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Unregister' }).click();
  await expect(page.getByRole('region', { name: 'APIs' }).locator('tbody tr')).toHaveCount(1);
});

test('it is edited in place, and deleted by whoever types its name', async ({ page, open, program, expectStatus }) => {
  await enter(page, program, 'Barbara');
  const address = await made(page, { name: 'Old name', strategy: 'key-auth' });
  await open(address);
  await page.getByRole('button', { name: 'Edit' }).click();
  const edit = page.getByRole('dialog', { name: 'Edit Old name' });
  await edit.getByLabel('Name').fill('New name');
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('New name');

  await page.getByRole('button', { name: 'Delete' }).click();
  const last = page.getByRole('dialog', { name: 'Delete New name?' });
  await last.getByRole('textbox').fill('Old name');
  expectStatus(422);
  await last.getByRole('button', { name: 'Delete' }).click();
  await expect(last.getByText('Type the application’s name to delete it.')).toBeVisible();
  await last.getByRole('textbox').fill('New name');
  await last.getByRole('button', { name: 'Delete' }).click();
  await expect(page).toHaveURL('/apps?done=deleted');
  expectStatus(404);
  await open(address);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('No way through here');
});
