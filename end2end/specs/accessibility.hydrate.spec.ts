import { expectAccessible } from '../fixtures/axe';
import { WIDTHS, resize, stops } from '../fixtures/pages';
import { test } from '../fixtures/portal';

for (const stop of stops) {
  test(`${stop.name} is accessible`, async ({ page, open, expectStatus }) => {
    await stop.visit({ page, open, expectStatus });
    for (const width of WIDTHS) {
      await resize(page, width);
      await expectAccessible(page);
    }
  });
}
