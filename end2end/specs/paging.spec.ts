import { expect, test } from '../fixtures/portal';

test.use({ products: 60 });

test('a long catalog comes in pages', async ({ page, open }) => {
  await open('/');
  const names = page.getByRole('region', { name: 'APIs' }).getByRole('heading', { level: 2 });
  const more = page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'More APIs' });

  await expect(page.getByRole('region', { name: 'APIs' }).getByRole('status')).toHaveText('60 APIs');
  await expect(names).toHaveCount(50);
  const first = await names.allTextContents();

  await more.click();
  await expect(names).toHaveCount(10);
  await expect(page).toHaveURL(/\/\?after=/);
  await expect(page.getByRole('region', { name: 'APIs' }).getByRole('status')).toHaveText('60 APIs');
  await expect(more).toHaveCount(0);
  const rest = await names.allTextContents();
  expect(new Set([...first, ...rest]).size).toBe(60);

  await page.goBack();
  await expect(names).toHaveText(first);
});

test('a made-up page starts at the beginning', async ({ page, open }) => {
  await open('/?after=%3Cscript%3E');
  await expect(page.getByRole('heading', { level: 2 })).toHaveCount(50);
});
