import type { Page } from '@playwright/test';
import { THEMES, prefer, problem } from '../fixtures/pages';
import { expect, test } from '../fixtures/portal';

const LIGHT = 'rgb(18, 25, 27)';
const ink = (page: Page) => page.getByRole('heading', { level: 1 });
const toDark = (page: Page) => page.getByRole('button', { name: 'Switch to dark colours' });
const toLight = (page: Page) => page.getByRole('button', { name: 'Switch to light colours' });

test('the system decides as long as nobody chose', async ({ page, open }) => {
  await open('/');
  await expect(ink(page)).toHaveCSS('color', LIGHT);
  await expect(toDark(page)).toBeVisible();
  await expect(toLight(page)).toBeHidden();

  await prefer(page, 'dark');
  await expect(ink(page)).not.toHaveCSS('color', LIGHT);
  await expect(toLight(page)).toBeVisible();
  await expect(toDark(page)).toBeHidden();
});

for (const system of THEMES) {
  test(`a choice is remembered where the system prefers ${system}`, async ({ page, open }) => {
    const html = page.locator('html');
    await prefer(page, system);
    await open('/apis/payments');
    const [chosen, choose, back] =
      system === 'light' ? (['dark', toDark, toLight] as const) : (['light', toLight, toDark] as const);

    await choose(page).click();
    await expect(html).toHaveAttribute('data-theme', chosen);
    await expect(page).toHaveURL('/apis/payments');
    await expect(back(page)).toBeVisible();
    await expect(choose(page)).toBeHidden();

    await page.reload();
    await expect(html).toHaveAttribute('data-theme', chosen);
    if (chosen === 'light') {
      await expect(ink(page)).toHaveCSS('color', LIGHT);
    } else {
      await expect(ink(page)).not.toHaveCSS('color', LIGHT);
    }
    await open('/apps');
    await expect(html).toHaveAttribute('data-theme', chosen);

    await back(page).click();
    await expect(html).toHaveAttribute('data-theme', system);
  });
}

test('a choice keeps the place in a list', async ({ page, open }) => {
  await open('/?after=00&more=1');
  await toDark(page).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page).toHaveURL('/?after=00&more=1');
});

test('a choice holds on the page that refuses a request', async ({ page, program, open, expectStatus, context, baseURL }) => {
  await context.addCookies([{ name: 'theme', value: 'dark', url: baseURL! }]);
  await problem.visit({ page, program, open, expectStatus });
  await expect(ink(page)).toHaveText("That can't be done here");
  await expect(ink(page)).not.toHaveCSS('color', LIGHT);
});

test('a cookie that somebody bent is no choice', async ({ page, open, context, baseURL }) => {
  await context.addCookies([{ name: 'theme', value: '"><script>', url: baseURL! }]);
  await open('/');
  await expect(page.locator('html')).not.toHaveAttribute('data-theme');
});
