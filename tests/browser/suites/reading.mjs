// A reader's way through the paper, click by click.
import assert from 'node:assert/strict';

import { watchedContext } from '../lib/chromium.mjs';
import { pageLike } from '../lib/pages.mjs';

/** Opens a tab, lets `walk(page, watched)` use it and holds it to silence: no other host, no complaint. */
async function reader(site, browser, walk, options = {}) {
  const watched = await watchedContext(browser, site.base, options);
  try {
    await walk(await watched.context.newPage(), watched);
    assert.deepEqual(watched.faults, []);
    assert.deepEqual(watched.foreign, []);
  } finally {
    await watched.context.close();
  }
}

const heading = (page) => page.locator('h1').innerText();

export async function readsAnArticleFromTheIndex(site, browser) {
  await reader(site, browser, async (page) => {
    await page.goto(site.base);
    const first = page.locator('.river h3.t a').first();
    const title = await first.innerText();
    await first.click();
    await page.waitForURL(/\/articles\/\d+\/$/);
    assert.equal(await heading(page), title);
    await page.locator('.back a').first().click();
    await page.waitForURL(site.base);
    assert.equal(await page.locator('.river > li.read').count(), 1, 'the article read is marked as read');
  });
}

/** The original is a link and nothing else: one request when it is clicked, none before. */
export async function opensTheOriginal(site, browser) {
  await reader(site, browser, async (page, { foreign, faults }) => {
    await page.goto(pageLike(site, /^articles\/\d+\/$/, /<details class="src"/));
    const link = page.locator('.back a').nth(1);
    const address = await link.getAttribute('href');
    assert.match(address, /^https?:\/\//);
    assert.match(await link.getAttribute('rel'), /noopener/);
    assert.deepEqual(foreign, []);
    const refused = page.waitForEvent('requestfailed', (request) => request.url() === address);
    await link.click({ noWaitAfter: true });
    await refused;
    assert.deepEqual(foreign.splice(0), [address]);
    faults.length = 0; // the browser says that the page it was kept from did not load
  });
}

export async function setsOriginalAndTranslationSideBySide(site, browser) {
  await reader(
    site,
    browser,
    async (page) => {
      await page.goto(pageLike(site, /^articles\/\d+\/$/, /class="sw"/));
      const blocks = (which) => page.locator(`.both ${which} > *`);
      await page.locator('.sw input').check();
      const count = await blocks('> .prose').count();
      assert.equal(await blocks('.src .prose').count(), count, 'each block has its counterpart');
      const left = await blocks('> .prose').first().boundingBox();
      const right = await blocks('.src .prose').first().boundingBox();
      assert.ok(Math.abs(left.y - right.y) < 12, `side by side: ${left.y} and ${right.y}`);
      assert.ok(right.x >= left.x + left.width - 1 || left.x >= right.x + right.width - 1, 'beside, not over');
    },
    { javaScriptEnabled: false },
  );
}

export async function followsATagACompanyAndTheDaily(site, browser) {
  await reader(site, browser, async (page) => {
    await page.goto(site.base);
    const tag = page.locator('.river .tags a').first();
    const name = await tag.innerText();
    await tag.click();
    await page.waitForURL(/\/(tags|companies)\/[^/]+\/$/);
    assert.ok((await heading(page)).includes(name.replace(/^#/, '')));
    assert.ok((await page.locator('.river > li').count()) > 0);

    await page.goto(`${site.base}companies/`);
    const company = page.locator('main .dir a').first();
    const named = await company.innerText();
    await company.click();
    await page.waitForURL(/\/companies\/[^/]+\/$/);
    assert.ok((await heading(page)).includes(named));

    await page.goto(pageLike(site, /^articles\/\d+\/$/, /この日の日報/));
    await page.locator('section:has(#h-ed) a').click();
    await page.waitForURL(/\/daily\/[\d-]+\/$/);
    assert.ok((await heading(page)).length > 5);
    await page.locator('.refs a').first().click();
    await page.waitForURL(/\/articles\/\d+\/$/);
  });
}

/** One filter after the other narrows the list, with and without script. */
export async function filtersTheList(site, browser) {
  await reader(site, browser, async (page) => {
    await page.goto(site.base);
    await page.locator('.filter summary').first().click();
    const before = await page.locator('.river > li[data-id]:visible').count();
    await page.locator('.filter a[data-f=lang][data-v=zh]').click();
    await page.waitForFunction((n) => document.querySelectorAll('.river > li[data-id]:not([hidden])').length < n, before);
    const languages = await page.locator('.river > li:visible').evaluateAll((all) => all.map((li) => li.dataset.l));
    assert.deepEqual([...new Set(languages)], ['zh']);
    assert.equal(page.url(), site.base, 'without a reload');
  });
  const plain = { javaScriptEnabled: false };
  const walk = async (page) => {
    await page.goto(site.base);
    await page.locator('.filter summary').first().click();
    await page.locator('.filter a[data-f=lang][data-v=zh]').click();
    await page.waitForURL(/\/lang\/zh\/$/);
  };
  await reader(site, browser, walk, plain);
}

/** 「蒸留」 stands in few articles, 「規」 is one character; both must be found and marked. */
export async function searches(site, browser) {
  const walk = async (page) => {
    for (const words of ['蒸留', '規']) {
      await page.goto(site.base);
      await page.locator('.mast input[name=q]').fill(words);
      await page.locator('.mast button').click();
      await page.waitForURL(/\/search\?/);
      const marks = await page.locator('main mark').allInnerTexts();
      assert.ok(marks.some((mark) => mark.includes(words)), `${words} is marked in no hit`);
      await page.locator('main .t a[href*="articles/"]').first().click();
      await page.waitForURL(/\/articles\/\d+\//);
    }
  };
  await reader(site, browser, walk);
  await reader(site, browser, walk, { javaScriptEnabled: false });
}
