// Every page there is, looked at once: accessible and within its width on phones and screens, and a picture of each.

import { expectAccessible } from '../fixtures/axe';
import { WIDTHS, resize, stops } from '../fixtures/pages';
import { expect, test } from '../fixtures/portal';
import { screens } from '../fixtures/screens';

for (const stop of stops) {
  test(`${stop.name} is accessible and fits every width`, async ({ page, program, open, expectStatus }) => {
    await stop.visit({ page, program, open, expectStatus });
    for (const width of [360, 390, 768, 1280]) {
      await resize(page, width);
      const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect.soft(sideways, `pixels to scroll sideways at ${width}`).toBeLessThanOrEqual(0);
      const heading = await page.getByRole('heading', { level: 1 }).boundingBox();
      expect.soft(heading?.x, `pixels between the edge and the heading at ${width}`).toBeGreaterThanOrEqual(12);
      if ((WIDTHS as readonly number[]).includes(width)) {
        await expectAccessible(page);
      }
    }
    await screens(page, stop.name);
  });
}
