// Fifty shapes of script injection in every field of every feed, and in the model's answers.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';

import { launch } from './lib/chromium.mjs';
import { answers } from './lib/daemon.mjs';
import { startHostilePaper } from './lib/hostile_paper.mjs';
import { shapes } from './lib/hostile_text.mjs';
import { pagesOf } from './lib/pages.mjs';
import * as inert from './suites/inert.mjs';
import { isValid } from './suites/markup.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

/** An outlet's address is kept as browsers read it; the checker allows fewer characters (RFC 3986). */
const kOddAddress = /Bad value “http:[^”]*” for attribute “href” on element “(a|link)”: Illegal character in/;
const kArticlesLeast = 100;
const kByTheModelLeast = 10;

test('the shapes do run where nobody escapes them', () => inert.shapesRunWhereTheyAreNotEscaped(browser));

describe('a paper made of hostile feeds', { concurrency: true }, () => {
  let site;
  before(async () => { site = await startHostilePaper(); });
  after(() => site?.stop());

  test('holds the shapes, the outlets’ and the model’s', () => {
    assert.equal(shapes.length, 50);
    const articles = pagesOf(site).filter(({ url }) => /\/articles\/\d+\/$/.test(url)).map(({ file }) => readFileSync(file, 'utf8'));
    assert.ok(articles.length >= kArticlesLeast, `only ${articles.length} articles`);
    const byTheModel = articles.filter((html) => html.includes('表記をそのまま引いて'));
    assert.ok(byTheModel.length >= kByTheModelLeast, `the model's text stands on ${byTheModel.length} pages only`);
    const shown = articles.filter((html) => /(alert|msgbox)\(1\)/.test(html));
    assert.ok(shown.length >= kArticlesLeast, `the shapes stand as text on ${shown.length} pages only`);
  });
  test('is inert on every page, without any content policy', async (t) => {
    t.diagnostic(`${await inert.pagesAreInert(site, browser)} pages`);
  });
  test('is valid markup', () => isValid(site, kOddAddress));
  test('is inert in every feed', () => inert.feedsAreInert(site, browser));
  test('is inert in search', async (t) => {
    if (!(await answers(site.base, 'search?q=AI'))) return t.skip('this build serves no /search');
    const queries = [...shapes.map(({ text }) => text), 'alert', 'script'];
    const paths = queries.map((text) => `search?q=${encodeURIComponent(text)}`);
    await inert.servedPagesAreInert(site, browser, paths);
  });
  test('is inert in the API', async (t) => {
    if (!(await answers(site.base, 'api/v1/items'))) return t.skip('this build serves no /api/v1');
    await inert.answersAreInert(site, ['api/v1/items', 'api/v1/items/1', 'api/v1/trends', 'api/v1/search?q=alert']);
  });
  test('is inert in /ops', async (t) => {
    if (!(await answers(site.base, 'ops'))) return t.skip('this build serves no /ops');
    await inert.servedPagesAreInert(site, browser, ['ops']);
  });
});
