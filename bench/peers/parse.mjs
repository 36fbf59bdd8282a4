// feedsmith on the feeds that bench_parse wrote: megabytes a second of processor time.
//   node parse.mjs DIR
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseFeed } from 'feedsmith';

const ROUNDS = 5;

const [directory] = process.argv.slice(2);
const feeds = readdirSync(directory)
  .filter((name) => name.endsWith('.xml'))
  .map((name) => readFileSync(join(directory, name), 'utf8'));
const bytes = feeds.reduce((sum, feed) => sum + Buffer.byteLength(feed), 0);

let best = 0;
let entries = 0;
for (let round = 0; round < ROUNDS; ++round) {
  entries = 0;
  const start = process.cpuUsage();
  for (const feed of feeds) {
    const parsed = parseFeed(feed).feed;
    entries += (parsed.items ?? parsed.entries ?? []).length;
  }
  const used = process.cpuUsage(start);
  best = Math.max(best, bytes / (used.user + used.system));
}
console.log(`feedsmith                ${best.toFixed(1)} MB/s  ${entries} items`);
