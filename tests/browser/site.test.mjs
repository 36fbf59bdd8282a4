// The newspaper in a real browser: the demo as the real program makes it, and the sample of every state.
import { after, before, describe, test } from 'node:test';

import { launch } from './lib/chromium.mjs';
import { answers } from './lib/daemon.mjs';
import { startDemo } from './lib/demo.mjs';
import { pageLike } from './lib/pages.mjs';
import { startSample } from './lib/sample.mjs';
import { isAccessible } from './suites/every_page.mjs';
import { feedsAreAccepted } from './suites/feeds.mjs';
import { isValid } from './suites/markup.mjs';
import * as reading from './suites/reading.mjs';
import { takeScreenshots } from './suites/screenshots.mjs';
import { canBeRead, hasNoBrokenLink } from './suites/without_script.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

/** The daemon answers these; the sample is a directory and nothing more. */
const kServed = ['search', 'ops'];

describe('the demo newspaper', { concurrency: true }, () => {
  let site;
  before(async () => { site = await startDemo(); });
  after(() => site?.stop());

  test('has no error that the Nu HTML checker knows', () => isValid(site));
  test('has no axe violation, no overflow and no request elsewhere on any page', () => isAccessible(site, browser));
  test('can be read without script', () => canBeRead(site, browser));
  test('feeds are read alike by two foreign parsers', () => feedsAreAccepted(site));
  test('has no broken link', async (t) => {
    const missing = (await answers(site.base, 'search?q=AI')) ? [] : ['search'];
    if (missing.length) t.diagnostic('this build serves no /search: links to it are left out');
    await hasNoBrokenLink(site, browser, missing);
  });
  test('an article is read from the index', () => reading.readsAnArticleFromTheIndex(site, browser));
  test('the original opens by a click and not before', () => reading.opensTheOriginal(site, browser));
  test('対訳 sets block beside block without script', () => reading.setsOriginalAndTranslationSideBySide(site, browser));
  test('a tag, a company and the 日報 are followed', () => reading.followsATagACompanyAndTheDaily(site, browser));
  test('two filters narrow the list', () => reading.filtersTheList(site, browser));
  test('前回ここまで stands after what is new', () => reading.marksTheLastVisit(site, browser));
  test('「蒸留」 and 「規」 are found', async (t) => {
    if (!(await answers(site.base, 'search?q=AI'))) return t.skip('this build serves no /search');
    await reading.searches(site, browser);
  });
  test('is photographed', async (t) => {
    const article = pageLike(site, /^articles\/\d+\/$/, /class="sw"/);
    const views = [
      { name: 'index', url: site.base },
      { name: 'article', url: article },
      { name: 'bilingual', url: article, before: (page) => page.locator('.sw input').check() },
      { name: 'story', url: pageLike(site, /^stories\/\d+\/$/) },
      { name: 'daily', url: pageLike(site, /^daily\/[\d-]+\/$/) },
      { name: 'hacker', url: pageLike(site, /^hacker\/[\d-]+\/$/) },
      { name: 'company', url: pageLike(site, /^companies\/[^/]+\/$/) },
      { name: 'tags', url: `${site.base}tags/` },
    ];
    for (const [name, path] of [['search', 'search?q=%E8%92%B8%E7%95%99'], ['ops', 'ops']])
      if (await answers(site.base, path)) views.push({ name, url: site.base + path });
      else t.diagnostic(`this build serves no /${name}`);
    t.diagnostic(`${await takeScreenshots(site, browser, views)} pictures`);
  });
});

describe('the sample of every state', { concurrency: true }, () => {
  let site;
  before(async () => { site = await startSample(); });
  after(() => site?.stop());

  test('has no error that the Nu HTML checker knows', () => isValid(site));
  test('has no axe violation, no overflow and no request elsewhere on any page', () => isAccessible(site, browser));
  test('can be read without script', () => canBeRead(site, browser));
  test('has no broken link', () => hasNoBrokenLink(site, browser, kServed));
  test('feeds are read alike by two foreign parsers', () => feedsAreAccepted(site));
  test('two filters narrow the list', () => reading.filtersTheList(site, browser));
  test('a list is filtered as the front page is', () => reading.filtersAList(site, browser));
  test('a muted source is not shown', () => reading.mutesASource(site, browser));
  test('the key points are on the first screen of a phone', () =>
    reading.showsKeyPointsOnAPhone(site, browser, pageLike(site, /^articles\/\d+\/$/, /class="points"[^]*class="sw"/)));
  test('is photographed', async () => {
    await takeScreenshots(site, browser, [
      { name: 'sample-index', url: site.base },
      { name: 'trends', url: `${site.base}trends/` },
      { name: 'weekly', url: pageLike(site, /^weekly\/[\dW-]+\/$/) },
      { name: 'waiting', url: pageLike(site, /^articles\/\d+\/$/, /翻訳を待っています/) },
      { name: 'withdrawn', url: pageLike(site, /^articles\/\d+\/$/, /取り下げました/) },
      { name: 'failed', url: pageLike(site, /^articles\/\d+\/$/, /得られませんでした/) },
      { name: 'not-found', url: `${site.base}404.html` },
    ]);
  });
});
