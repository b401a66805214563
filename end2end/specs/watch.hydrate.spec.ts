// The harness itself: what goes wrong in a page must not go unnoticed.

import { expect, test } from '../fixtures/portal';

test('a page that is well says nothing', async ({ open, watch }) => {
  await open('/');
  expect(await watch.take()).toEqual([]);
});

test('errors, warnings and broken policies are noticed', async ({ page, open, watch }) => {
  await open('/');
  await page.evaluate(() => {
    console.error('an error');
    console.warn('a warning');
    setTimeout(() => {
      throw new Error('an exception');
    });
    const script = document.createElement('script');
    script.textContent = 'window.ran = 1';
    document.body.append(script);
    document.body.setAttribute('style', 'color: red');
  });
  await page.waitForFunction(() => new Promise((done) => setTimeout(done, 0, true)));
  const heard = (await watch.take()).join('\n');
  expect(heard).toContain('console error: an error');
  expect(heard).toContain('console warning: a warning');
  expect(heard).toContain('page error: Error: an exception');
  expect(heard).toContain('policy violated: script-src-elem by inline');
  expect(heard).toContain('policy violated: style-src-attr by inline');
});

test('answers and failures that nobody expected are noticed', async ({ page, open, watch }) => {
  await open('/');
  await page.evaluate(() => fetch('/nowhere'));
  expect(await watch.take()).toEqual([expect.stringMatching(/^status 404: GET .*\/nowhere$/)]);

  await page.route('**/cut', (route) => route.abort('connectionreset'));
  await page.evaluate(() => fetch('/cut').catch(() => 0));
  expect((await watch.take()).join('\n')).toMatch(/request failed: .*\/cut: net::ERR_CONNECTION_RESET/);

  watch.expectStatus(404);
  expect(await watch.take()).toEqual(['status 404 was expected and never came']);

  watch.expectStatus(404);
  await page.evaluate(() => fetch('/nowhere'));
  expect(await watch.take()).toEqual([]);
});
