import { expect, test } from '../fixtures/portal';
import { ADMIN, type Program } from '../fixtures/program';
import { signIn } from '../fixtures/pages';

const PASSWORD = 'harbour pencil violet nine';

/** The link of the newest mail to this address that has one; a mail leaves within a second. */
async function linkFor(program: Program, address: string, page: string): Promise<string> {
  const link = () => program.letters(address).join('\n').match(new RegExp(`http://[^\\s"]*${page}\\?token=[0-9a-f]+`, 'g'));
  await expect.poll(() => link()?.length ?? 0).toBeGreaterThan(0);
  return link()!.at(-1)!;
}

test('from Sign up through the mail and an admin to the first sign-in', async ({ page, open, browser, program, baseURL, javaScriptEnabled }) => {
  const email = `grace-${javaScriptEnabled}@example.com`;
  await open('/');
  await page.getByRole('banner').getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('main').getByRole('link', { name: 'Sign up' }).click();
  await page.getByLabel('Full name').fill('Grace Hopper');
  await page.getByLabel('Email').fill(email);
  await page.getByRole('button', { name: 'Sign up' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Check your mail');

  await page.goto(await linkFor(program, email, '/verify'));
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Confirm and set password' }).click();
  await expect(page.getByRole('main')).toContainText('Your address is confirmed');

  // Somewhere else, an admin looks at who waits.
  const office = await browser.newPage({ baseURL, javaScriptEnabled });
  await office.goto('/sign-in?return=/admin/developers');
  await signIn(office);
  await office.waitForURL('/admin/developers');
  const row = office.getByRole('row', { name: email });
  await row.getByRole('button', { name: 'Approve' }).click();
  const dialog = office.getByRole('dialog', { name: 'Approve Grace Hopper?' });
  await dialog.getByLabel('Reason').fill('Welcome aboard.');
  await dialog.getByRole('button', { name: 'Approve' }).click();
  await expect(office.getByRole('row', { name: email })).toHaveCount(0);
  await office.close();

  await expect.poll(() => program.letters(email).join('\n')).toContain('Welcome aboard.');
  await open('/sign-in');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('banner').getByRole('link', { name: 'Grace Hopper' })).toBeVisible();
});

test('a forgotten password is replaced through a mail', async ({ page, open, program, browser, baseURL, javaScriptEnabled, expectStatus }) => {
  const email = `linus-${javaScriptEnabled}@example.com`;
  const office = await browser.newPage({ baseURL, javaScriptEnabled });
  await office.goto('/sign-in?return=/admin/developers');
  await signIn(office);
  await office.getByText('Invite').first().click();
  await office.getByLabel('Full name').fill('Linus');
  await office.getByLabel('Email').fill(email);
  await office.getByRole('button', { name: 'Send invitation' }).click();
  await expect(office.getByRole('row', { name: email })).toBeVisible();
  await office.close();

  await open('/sign-in');
  await page.getByRole('link', { name: 'Forgot password?' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Forgot your password?');
  await page.getByLabel('Email').fill(email);
  await page.getByRole('main').getByRole('button').click();
  await expect(page.getByRole('main')).toContainText('a mail is on its way');
  const link = await linkFor(program, email, '/reset-password');
  await page.goto(link);
  expectStatus(422);
  await page.getByLabel('Password').fill('password123');
  await page.getByRole('button', { name: 'Set password' }).click();
  await expect(page.getByText('easy to guess')).toBeVisible();
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Set password' }).click();
  await expect(page.getByText('Your password is set')).toBeVisible();
  // The link is used up.
  await page.goto(link);
  expectStatus(410);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Set password' }).click();
  await expect(page.getByRole('alert')).toContainText('used already');
});
