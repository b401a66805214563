import { signIn } from '../fixtures/pages';
import { expect, test } from '../fixtures/portal';
import { ADMIN } from '../fixtures/program';

test('signing in leads back to where one was, and out again', async ({ page, open }) => {
  await open('/apis/payments');
  await page.getByRole('banner').getByRole('link', { name: 'Sign in' }).click();
  await expect(page).toHaveTitle('Sign in · Portcullis');
  await signIn(page);
  await expect(page).toHaveURL('/apis/payments');
  await expect(page.getByRole('banner').getByRole('link', { name: ADMIN.name })).toBeVisible();

  await page.getByRole('banner').getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL('/');
  await expect(page.getByRole('banner').getByRole('link', { name: 'Sign in' })).toBeVisible();
});

test('a wrong password keeps the address and says what to do', async ({ page, open, expectStatus }) => {
  await open('/sign-in');
  expectStatus(401);
  await signIn(page, 'not the password');
  await expect(page.getByRole('alert')).toContainText('or the password is wrong');
  await expect(page.getByLabel('Email')).toHaveValue(ADMIN.email);
  await expect(page.getByLabel('Password', { exact: true })).toHaveValue('');
  await signIn(page);
  await expect(page).toHaveURL('/');
});

test('a page that needs a person asks for one first', async ({ page, open }) => {
  await open('/account');
  await expect(page).toHaveURL('/sign-in?return=/account');
  await signIn(page);
  await expect(page).toHaveURL('/account');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your account');
});

test('another session can be ended from here', async ({ page, open, browser, baseURL }) => {
  const elsewhere = await browser.newPage({ baseURL, userAgent: 'A browser elsewhere' });
  await elsewhere.goto('/sign-in?return=/account');
  await signIn(elsewhere);
  await elsewhere.waitForURL('/account');

  await open('/sign-in?return=/account');
  await signIn(page);
  const row = page.getByRole('row', { name: 'A browser elsewhere' }).first();
  await row.getByRole('button', { name: 'End' }).click();
  await expect(page.getByText('The session has ended.')).toBeVisible();
  await elsewhere.goto('/account');
  await expect(elsewhere).toHaveURL('/sign-in?return=/account');
  await elsewhere.close();
});
