// Pictures of the pages that matter, for the eye: build/browser/screenshots/NAME-{phone,desktop,dark}.png
import { join } from 'node:path';

import { screens, watchedContext } from '../lib/chromium.mjs';
import { resultsDirectory } from '../lib/places.mjs';
import { eachOf } from '../lib/work.mjs';

const kLooks = [
  { look: 'phone', viewport: screens.phone, colorScheme: 'light' },
  { look: 'desktop', viewport: screens.desktop, colorScheme: 'light' },
  { look: 'dark', viewport: screens.desktop, colorScheme: 'dark' },
];

/** `views`: [{ name, url, before(page)? }]; `before` puts the page into the state to be shown. */
export async function takeScreenshots(site, browser, views) {
  const directory = resultsDirectory('screenshots');
  await eachOf(kLooks, kLooks.length, async ({ look, ...options }) => {
    const { context } = await watchedContext(browser, site.base, options);
    const page = await context.newPage();
    for (const { name, url, before } of views) {
      await page.goto(url);
      await before?.(page);
      await page.screenshot({ path: join(directory, `${name}-${look}.png`), fullPage: true });
    }
    await context.close();
  });
  return views.length * kLooks.length;
}
