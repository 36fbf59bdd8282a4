// Two foreign parsers read every feed and see the same: Python's feedparser and npm's feedsmith.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { feedsOf } from '../lib/pages.mjs';
import { fromPackages, python, tree } from '../lib/places.mjs';
import { run } from '../lib/programs.mjs';

/** What both parsers must agree on, whatever the format. */
function readBySecond(parseFeed, text) {
  const { format, feed } = parseFeed(text);
  const entries = (feed.items ?? feed.entries ?? []).map((entry) => ({
    id: format === 'rss' ? entry.guid?.value : entry.id,
    title: typeof entry.title === 'object' ? entry.title?.value : entry.title,
    link: entry.url ?? entry.link ?? entry.links?.find(({ rel }) => !rel || rel === 'alternate')?.href,
    dated: Boolean(entry.date_published ?? entry.pubDate ?? entry.updated),
  }));
  return { format, title: typeof feed.title === 'object' ? feed.title?.value : feed.title, entries };
}

function checkEntries(name, entries, base) {
  assert.equal(new Set(entries.map(({ id }) => id)).size, entries.length, `${name}: an id is missing or there twice`);
  for (const { id, link, title, dated } of entries) {
    assert.match(id ?? '', /^tag:/, `${name}: the id of an entry`);
    assert.ok(link?.startsWith(base), `${name}: an entry leads to ${link}`);
    assert.ok(title?.trim(), `${name}: an entry without a title`);
    assert.ok(dated, `${name}: an entry without a date`);
  }
}

export async function feedsAreAccepted(site) {
  const { parseFeed } = await import(pathToFileURL(fromPackages.resolve('feedsmith')).href);
  const feeds = feedsOf(site);
  assert.ok(feeds.length > 10, `only ${feeds.length} feeds`);
  const xml = feeds.filter(({ file }) => file.endsWith('.xml')).map(({ file }) => file);
  const { stdout } = await run(python, [join(tree, 'tests/browser/feeds.py'), ...xml]);
  const first = JSON.parse(stdout);
  for (const { file, name } of feeds) {
    const second = readBySecond(parseFeed, readFileSync(file, 'utf8'));
    assert.ok(second.title, `${name}: no title`);
    checkEntries(name, second.entries, site.domain ?? site.base);
    if (!first[file]) continue; // feedparser knows no JSON Feed
    assert.equal(first[file].problem, '', `${name}: feedparser complains`);
    const seen = second.entries.map(({ id, link, title, dated }) => [id, link, title, dated]);
    assert.deepEqual(seen, first[file].entries, `${name}: the parsers differ`);
  }
  const whole = JSON.parse(readFileSync(join(site.directory, 'feed.json'), 'utf8'));
  assert.ok(whole.items.length > 5, 'the feed of all has too few entries');
  return feeds.length;
}
