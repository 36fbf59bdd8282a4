// What a site consists of, read from its directory.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

function filesBelow(directory) {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => relative(directory, join(entry.parentPath ?? entry.path, entry.name)).split(sep).join('/'))
    .sort();
}

/** Every HTML page as { file, url }; the address is the one readers use. `site.alike` names copies. */
export function pagesOf(site) {
  return filesBelow(site.directory)
    .filter((file) => file.endsWith('.html') && !site.alike?.test(file))
    .map((file) => ({
      file: join(site.directory, file),
      url: site.base + file.replace(/(^|\/)index\.html$/, '$1'),
    }));
}

const kFeed = /(^|\/)(atom|rss)\.xml$|^feed\.json$/;

export function feedsOf(site) {
  return filesBelow(site.directory)
    .filter((file) => kFeed.test(file))
    .map((file) => ({ file: join(site.directory, file), name: file, url: site.base + file }));
}

/** The first page whose address matches; its absence is a fault of the demo, not a reason to skip. */
export function pageLike(site, pattern, holds = /./) {
  const found = pagesOf(site).find(
    ({ file, url }) => pattern.test(url.slice(site.base.length)) && holds.test(readFileSync(file, 'utf8')),
  );
  if (!found) throw new Error(`the ${site.name} site has no page like ${pattern} with ${holds}`);
  return found.url;
}
