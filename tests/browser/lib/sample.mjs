// The sample site: invented articles in every state a reader can meet, as files behind a small server.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { serveFiles } from './file_server.mjs';
import { sampleSite, tree } from './places.mjs';
import { run } from './programs.mjs';

/** Thirty articles of one series fill the lists; they differ in a number, so the first stands for all. */
const kSeries = /^articles\/(4[1-9]|[56]\d)\//;

/** Resolves to { name, base, domain, directory, stop }; absolute addresses in it are of `domain`. */
export async function startSample() {
  const directory = mkdtempSync(join(tmpdir(), 'ainewsd-sample-'));
  await run(sampleSite, [join(tree, 'site'), directory]);
  const server = await serveFiles(directory);
  return {
    name: 'sample',
    base: server.base,
    domain: 'https://news.example.jp/',
    directory,
    alike: kSeries,
    async stop() {
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
