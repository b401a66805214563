// The parts of the design system, as a person meets them.

import { part } from '../fixtures/pages';
import { expect, test } from '../fixtures/portal';

test('a dialog keeps the focus, and gives it back', async ({ page, open }) => {
  await open('/gallery');
  const opener = part(page, 'Dialogs').getByRole('button', { name: 'Register', exact: true });
  await opener.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Register for Payments v3' });
  await expect(dialog).toBeVisible();
  await expect(dialog.getByRole('radio', { name: 'Checkout' })).toBeFocused();
  for (let steps = 0; steps < 10; steps += 1) {
    await page.keyboard.press('Tab');
    // Between the last stop and the first the focus visits the browser itself.
    expect(await page.evaluate(() => document.activeElement === document.body || !!document.activeElement?.closest('dialog')))
      .toBe(true);
  }
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(opener).toBeFocused();
});

test('a choice that cannot be taken says why, and the last one opens its field', async ({ page, open }) => {
  await open('/gallery');
  await part(page, 'Dialogs').getByRole('button', { name: 'Register', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Register for Payments v3' });
  const group = dialog.getByRole('radiogroup', { name: 'Application' });
  const taken = group.getByRole('radio', { name: 'Warehouse sync' });
  await expect(taken).toBeDisabled();
  await expect(taken).toHaveAccessibleDescription('Already registered for this version.');

  const name = group.getByRole('textbox', { name: 'Name' });
  await expect(name).toBeHidden();
  // Its label covers the whole choice, so that is what is pressed.
  await group.getByRole('radio', { name: 'Create an application' }).check({ force: true });
  await expect(name).toBeVisible();
  await name.fill('Robot');
  await name.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('status').getByText('Access requested.')).toBeVisible();
});

test('a dangerous step begins on Cancel', async ({ page, open }) => {
  await open('/gallery');
  await part(page, 'Dialogs').getByRole('button', { name: 'Approve', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Approve 2 registrations?' });
  await expect(dialog).toHaveAccessibleDescription(/^Ada Okafor for Invoices v2/);
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(page.getByText('2 registrations approved')).toBeHidden();
});

test('what is shown only once is not closed by accident', async ({ page, open }) => {
  await open('/gallery');
  await part(page, 'Dialogs').getByRole('button', { name: 'Your new key' }).click();
  const dialog = page.getByRole('dialog', { name: 'Your new key' });
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.mouse.click(2, 2);
  await expect(dialog).toBeVisible();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(dialog).toBeHidden();
});

test('a key is copied with one press', async ({ page, open, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open('/gallery');
  const keys = part(page, 'Keys and code');
  const shown = await keys.getByRole('textbox', { name: 'API key' }).inputValue();
  await keys.getByRole('button', { name: 'Copy' }).first().click();
  await expect(keys.getByRole('status').first()).toHaveText('Copied');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(shown);
});

test('a toast leaves by itself, a bad one stays', async ({ page, open }) => {
  await page.clock.install();
  await open('/gallery');
  const toasts = part(page, 'Toasts');
  const said = page.locator('.toast');
  await toasts.getByRole('button', { name: 'Say that it is saved' }).click();
  await expect(said).toHaveText('Saved');
  await page.clock.fastForward('00:07');
  await expect(said).toHaveCount(0);

  await toasts.getByRole('button', { name: 'Say that it failed' }).click();
  await expect(said).toContainText('Not saved');
  await page.clock.fastForward('01:00');
  await expect(said).toContainText('Not saved');
  await said.getByRole('button', { name: 'Dismiss' }).click();
  await expect(said).toHaveCount(0);
});

test('what is wrong with a field belongs to the field', async ({ page, open }) => {
  await page.clock.install();
  await open('/gallery');
  const fields = part(page, 'Fields');
  const name = fields.getByRole('textbox', { name: 'Name' });
  const save = fields.getByRole('button', { name: 'Save' });
  await save.click();
  await expect(save).toHaveAttribute('aria-busy', 'true');
  // A second press, as Enter in a field is one, changes nothing while the first is under way.
  await name.press('Enter');
  await page.clock.fastForward('00:02');
  await expect(name).toHaveAttribute('aria-invalid', 'true');
  await expect(name).toHaveAccessibleDescription('A name is needed, so that you find it again.');
  await expect(save).not.toHaveAttribute('aria-busy');

  await save.click();
  await page.clock.fastForward('00:02');
  await expect(name).not.toHaveAttribute('aria-invalid');
  await expect(page.locator('.toast')).toHaveText('Saved');
});
