// Readability.js on the pages that bench_extract wrote: pages a second of processor time, one thread.
//   node extract.mjs DIR [linkedom|jsdom]
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readability } from '@mozilla/readability';
import { JSDOM } from 'jsdom';
import { parseHTML } from 'linkedom';

const ROUNDS = 5;

const documents = {
  linkedom: (html) => parseHTML(html).document,
  jsdom: (html) => new JSDOM(html, { url: 'https://example.com/' }).window.document,
};

function pagesPerSecond(pages, documentOf) {
  let best = 0;
  for (let round = 0; round < ROUNDS; ++round) {
    const start = process.cpuUsage();
    let read = 0;
    for (const html of pages) read += new Readability(documentOf(html)).parse() ? 1 : 0;
    const used = process.cpuUsage(start);
    if (read === 0) throw new Error('nothing was read');
    best = Math.max(best, (pages.length * 1e6) / (used.user + used.system));
  }
  return best;
}

const [directory, only] = process.argv.slice(2);
const pages = readdirSync(directory)
  .filter((name) => name.endsWith('.html'))
  .map((name) => readFileSync(join(directory, name), 'utf8'));
for (const [name, documentOf] of Object.entries(documents)) {
  if (only && only !== name) continue;
  console.log(`Readability.js on ${name.padEnd(9)} ${pagesPerSecond(pages, documentOf).toFixed(1)} pages/s`);
}
