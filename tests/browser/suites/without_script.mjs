// The site with script switched off: every page can be read, every link and file leads somewhere.
import assert from 'node:assert/strict';

import { visitAll } from '../lib/visit.mjs';
import { eachOf, listed } from '../lib/work.mjs';

const kLinksLeast = 50;
const kTextLeast = 10;
/** Where the share links lead; nothing else outside is linked but originals and their discussions. */
const kShareHosts = ['b.hatena.ne.jp', 'x.com', 'social-plugins.line.me'];

/** In the page: what it names with absolute addresses, its ids, and what of it can be read. */
function readPage() {
  const query = 'a[href], link[href], script[src], img[src], form[action]';
  const named = [...document.querySelectorAll(query)].map((e) => ({
    url: e.href || e.src || e.action,
    rel: e.getAttribute('rel') ?? '',
    tag: e.localName,
  }));
  return {
    named,
    ids: [...document.querySelectorAll('[id]')].map((e) => e.id),
    headings: document.querySelectorAll('h1').length,
    text: document.querySelector('main')?.innerText.trim().length ?? 0,
    dead: [...document.querySelectorAll('main button')].filter((e) => !e.form && e.checkVisibility()).length,
  };
}

const visits = new WeakMap();
/** One visit serves both tests. */
function visited(site, browser) {
  if (!visits.has(site))
    visits.set(
      site,
      visitAll(site, browser, { javaScriptEnabled: false }, async (page, url) => ({ url, ...(await page.evaluate(readPage)) })),
    );
  return visits.get(site);
}

export async function canBeRead(site, browser) {
  const { results, foreign } = await visited(site, browser);
  const findings = results.flatMap(({ url, headings, text, dead }) => [
    ...(headings === 1 ? [] : [`${url}: ${headings} h1`]),
    ...(text >= kTextLeast ? [] : [`${url}: nothing to read`]),
    ...(dead === 0 ? [] : [`${url}: a button that only script could serve`]),
  ]);
  assert.deepEqual(foreign, [], 'a page asked another host');
  assert.equal(findings.length, 0, listed(findings));
}

function outsideFinding({ url, tag, rel }) {
  const { protocol, host } = new URL(url);
  if (protocol === 'mailto:') return null;
  if (!['http:', 'https:'].includes(protocol)) return `a link of ${protocol}`;
  if (tag !== 'a' && !/alternate|canonical/.test(rel)) return `a file of another host: ${url}`;
  const bare = tag === 'a' && !kShareHosts.includes(host) && !rel.includes('noopener');
  return bare ? `a link to another host without rel=noopener: ${url}` : null;
}

async function statusOf(url) {
  const response = await fetch(url, { redirect: 'manual' });
  await response.arrayBuffer();
  return response.status;
}

/** `except`: paths that this server does not serve. Originals are outside and not asked. */
export async function hasNoBrokenLink(site, browser, except = []) {
  const { results } = await visited(site, browser);
  const idsOf = new Map(results.map(({ url, ids }) => [url, ids]));
  const findings = [];
  const wanted = new Map();
  for (const { url: from, named } of results)
    for (const link of named) {
      // Addresses of the configured domain are this server's.
      const local = site.domain && link.url.startsWith(site.domain);
      const url = local ? site.base + link.url.slice(site.domain.length) : link.url;
      if (url.startsWith(site.base)) wanted.set(url, from);
      else if (outsideFinding(link)) findings.push(`${from}: ${outsideFinding(link)}`);
    }
  await eachOf([...wanted], 8, async ([url, from]) => {
    const [address, fragment] = url.split('#');
    if (except.includes(address.slice(site.base.length).split('?')[0])) return;
    const status = idsOf.has(address) ? 200 : await statusOf(address);
    if (status !== 200) findings.push(`${from}: ${url} answers ${status}`);
    const lost = fragment && idsOf.has(address) && !idsOf.get(address).includes(decodeURIComponent(fragment));
    if (lost) findings.push(`${from}: ${url}: no such id`);
  });
  assert.ok(wanted.size > kLinksLeast, `only ${wanted.size} links`);
  assert.equal(findings.length, 0, listed(findings));
}
