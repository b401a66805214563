import { signIn } from '../fixtures/pages';
import { expect, test } from '../fixtures/portal';

test('the way back keeps path, query and the place in the page', async ({ page, open }) => {
  await open('/apis/payments?x=a%26b#versions');
  await page.getByRole('banner').getByRole('link', { name: 'Sign in' }).click();
  await page.waitForURL(/sign-in/);
  await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
  await signIn(page);
  await expect(page).toHaveURL('/apis/payments?x=a%26b#versions');
});

test('who was sent to sign in comes back to the same place', async ({ page, open }) => {
  await open('/account#sessions');
  await expect(page).toHaveURL('/sign-in?return=/account#sessions');
  await signIn(page);
  await expect(page).toHaveURL('/account#sessions');
});
