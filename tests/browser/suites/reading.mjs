// A reader's way through the paper, click by click.
import assert from 'node:assert/strict';

import { screens, watchedContext } from '../lib/chromium.mjs';
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

const kLineHeight = 24;
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

/** In the page: the rows of the list that can be seen, by what they say of themselves; how many cannot. */
const rowsOf = (page) =>
  page.locator('#list li[data-id]').evaluateAll((all) => {
    const seen = all.filter((li) => li.checkVisibility());
    return { seen: seen.map((li) => ({ ...li.dataset })), unseen: all.length - seen.length };
  });

const choice = (page, facet, value) => page.locator(`.filter a[data-f=${facet}][data-v="${value}"]`);
/** Resolves when the script has said what the choice left. */
const said = (page, words) => page.locator('#list > [role=status]', { hasText: words }).waitFor();

async function withTwoFilters(page, site) {
  await page.goto(site.base);
  await page.evaluate(() => { window.stays = true; });
  await page.locator('.filter summary').first().click();
  await choice(page, 'lang', 'zh').click();
  await said(page, '件');
  const { seen: chinese } = await rowsOf(page);
  assert.ok(chinese.length > 0 && chinese.every(({ l }) => l === 'zh'));
  assert.equal(page.url(), `${site.base}lang/zh/`);
  assert.match(await heading(page), /中国語/);
  const kind = chinese[0].k;
  await choice(page, 'kind', kind).click();
  await page.waitForURL(`${site.base}kind/${kind}/?lang=zh`);
  await said(page, '件');
  const { seen, unseen } = await rowsOf(page);
  assert.ok(seen.length > 0 && seen.every(({ l, k }) => l === 'zh' && k === kind), JSON.stringify(seen));
  assert.ok(unseen > 0, 'the kind has articles of other languages, too');
  const days = await page.locator('.day').evaluateAll((all) => all.filter((day) => day.checkVisibility()).length);
  assert.ok(days <= seen.length, `${days} days over ${seen.length} articles`);
  assert.ok(await page.evaluate(() => window.stays), 'without a reload');
  return { kind, seen };
}

/** Two filters at once, kept in the address; every link still leads where it led. */
export async function filtersTheList(site, browser) {
  await reader(site, browser, async (page) => {
    const { seen } = await withTwoFilters(page, site);
    await page.reload();
    await said(page, '件');
    assert.deepEqual((await rowsOf(page)).seen, seen, 'the address keeps the choice');
    assert.equal(await choice(page, 'lang', 'zh').getAttribute('aria-current'), 'true');
    await page.locator('.foot a', { hasText: '情報源' }).click();
    await page.waitForURL(`${site.base}sources/`);
  });
  const plain = { javaScriptEnabled: false };
  const walk = async (page) => {
    await page.goto(site.base);
    await page.locator('.filter summary').first().click();
    await choice(page, 'lang', 'zh').click();
    await page.waitForURL(/\/lang\/zh\/$/);
  };
  await reader(site, browser, walk, plain);
}

/** On a list that is not the front page; and where nothing fits, that is said. */
export async function filtersAList(site, browser) {
  await reader(site, browser, async (page) => {
    await page.goto(`${site.base}rating/4/`);
    await page.locator('.filter summary').first().click();
    await choice(page, 'rating', '').click();
    await page.waitForURL(site.base);
    await said(page, '外しました');
    assert.ok((await rowsOf(page)).seen.some(({ r }) => Number(r) < 4), 'all stars again');
    await choice(page, 'kind', 'video').click();
    await said(page, '件');
    await choice(page, 'lang', 'zh').click();
    await said(page, 'この条件に合う記事はありません。');
    assert.deepEqual((await rowsOf(page)).seen, []);
    await page.locator('#list > [role=status] a').click();
    await page.waitForURL(site.base);
    assert.ok((await rowsOf(page)).seen.length > 0);
  });
}

export async function mutesASource(site, browser) {
  await reader(site, browser, async (page) => {
    await page.goto(site.base);
    const { seen } = await rowsOf(page);
    const muted = seen[0].s;
    const name = await page.locator(`#list li[data-s="${muted}"] .meta b`).first().innerText();
    await page.locator('.filter summary').first().click();
    await page.locator('.mutes summary').click();
    await page.locator('.mutes button', { hasText: name }).first().click();
    for (const when of ['at once', 'after a reload']) {
      const left = (await rowsOf(page)).seen;
      assert.ok(left.length > 0 && left.every(({ s }) => s !== muted), when);
      await page.reload();
    }
  });
}

/** 前回ここまで stands after the last article that the last visit did not see, and not among the picks. */
export async function marksTheLastVisit(site, browser) {
  await reader(site, browser, async (page) => {
    await page.goto(site.base);
    const ids = await page.locator('#list .river:not(.picks) > li[data-id]').evaluateAll((all) => all.map((li) => Number(li.dataset.id)));
    const lastNewer = (limit) => ids.findLastIndex((id) => id > limit);
    const limit = ids.find((id) => lastNewer(id) >= 0 && lastNewer(id) < ids.length - 1);
    assert.ok(limit, `no visit could have ended among ${ids}`);
    await page.evaluate((seen) => {
      localStorage.setItem('seen', String(seen));
      sessionStorage.clear();
    }, limit);
    await page.reload();
    const mark = page.locator('#list .here');
    assert.equal(await mark.count(), 1);
    const { before, display } = await mark.evaluate((li) => ({
      before: Number(li.previousElementSibling.dataset.id),
      display: getComputedStyle(li).display,
    }));
    assert.equal(before, ids[lastNewer(limit)]);
    assert.equal(display, 'flex');
  });
}

/** What a reader came for is on the first screen of a phone. */
export async function showsKeyPointsOnAPhone(site, browser, article) {
  const walk = async (page) => {
    await page.goto(article);
    const place = (query) => page.locator(query).first().boundingBox();
    const point = await place('.points h3');
    assert.ok(point.y + kLineHeight <= screens.phone.height, `the first key point begins at ${point.y}`);
    for (const width of [screens.phone.width, screens.narrow.width]) {
      await page.setViewportSize({ width, height: screens.phone.height });
      const rate = await place('.rate');
      const last = await place('.axes > :last-child dd');
      assert.ok(rate.height < 2 * kLineHeight, `the rating takes one line: ${rate.height} px`);
      assert.ok(last.x + last.width <= rate.x + rate.width, `and stays in it at ${width} px: ${last.x + last.width}`);
    }
  };
  await reader(site, browser, walk, { viewport: screens.phone });
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
