import { expect, test } from '../fixtures/portal';

test('the catalog can be walked through with Tab, and a card opened with Enter', async ({ page, open }) => {
  await open('/');
  const visited: string[] = [];
  // Well above the number of stops: a lost focus must not make a loop of it.
  for (let steps = 0; steps < 120 && visited.at(-1) !== 'Berth Booking'; steps += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const here = document.activeElement!;
      // A card wears the outline of the link that covers it.
      const marked = [here, here.closest('li')].some((part) => part && getComputedStyle(part).outlineStyle !== 'none');
      return { name: here.getAttribute('aria-label') ?? here.textContent?.trim() ?? '', marked };
    });
    expect(stop.marked, `focus on ${stop.name} can be seen`).toBe(true);
    visited.push(stop.name);
  }
  expect(visited.slice(0, 6)).toEqual([
    'Skip to content',
    'Portcullis',
    'Catalog',
    'My Apps',
    'Switch to dark colours',
    'Sign in',
  ]);
  // Then the search, what narrows the list, and how it is shown.
  expect(visited.slice(-4)).toEqual(['Cards', 'Table', 'Address Validation', 'Berth Booking']);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/apis/berth-booking');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Berth Booking');
  await expect(page.locator('#content')).toBeFocused();
});

test('the colours can be switched back and forth without a mouse', async ({ page, open }) => {
  await open('/');
  const toDark = page.getByRole('button', { name: 'Switch to dark colours' });
  const toLight = page.getByRole('button', { name: 'Switch to light colours' });
  await toDark.focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  // The button that was pressed is gone: its place is taken by the other, and so is its focus.
  await expect(toLight).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await expect(toDark).toBeFocused();
});
