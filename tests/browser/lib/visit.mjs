// Opening every page of a site, a few tabs at a time.
import { watchedContext } from './chromium.mjs';
import { pagesOf } from './pages.mjs';
import { eachOf } from './work.mjs';

const kTabs = 3;

/**
 * Calls `look(page, url, status)` on every page; resolves to { results, foreign, faults }. `prepare` gets the
 * context before any page is opened.
 */
export async function visitAll(site, browser, options, look, prepare = () => {}) {
  const { context, foreign, faults } = await watchedContext(browser, site.base, options);
  try {
    await prepare(context);
    const tabs = await Promise.all(Array.from({ length: kTabs }, () => context.newPage()));
    const results = await eachOf(pagesOf(site), kTabs, async ({ url }, tab) => {
      const response = await tabs[tab].goto(url);
      return look(tabs[tab], url, response.status());
    });
    return { results, foreign, faults };
  } finally {
    await context.close();
  }
}
