import { expectAccessible } from '../fixtures/axe';
import { WIDTHS, resize, stops } from '../fixtures/pages';
import { test } from '../fixtures/portal';

for (const stop of stops) {
  test(`${stop.name} is accessible`, async ({ page, program, open, expectStatus }) => {
    await stop.visit({ page, program, open, expectStatus });
    for (const width of WIDTHS) {
      await resize(page, width);
      await expectAccessible(page);
    }
  });
}
