// The demo newspaper: the sample newsroom read by the real program over two days, served by it.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { serveByDaemon } from './daemon.mjs';
import { ainewsd, newsroom, python } from './places.mjs';
import { freePort, run, start, untilAnswers } from './programs.mjs';

/** Read on the first day; every other outlet is read on the second. */
const kYesterday = ['northgate-wire', 'lanternboard', 'orrinmoor-labs', 'preprint-harbor'];

/** The clock of what is stored goes back a day: nobody has to wait for it. */
const kADayPasses = `
import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as database:
    for table in "items", "item_topics":
        database.execute(f"UPDATE {table} SET first_seen = first_seen - 86400000")
`;

export function outletsOf(directory) {
  return [...readFileSync(join(directory, 'sources.toml'), 'utf8').matchAll(/^slug = "(.*)"$/gm)].map(
    ([, slug]) => slug,
  );
}

export function rewrite(file, changes) {
  let text = readFileSync(file, 'utf8');
  for (const [from, to] of changes) {
    if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
    text = text.replaceAll(from, to);
  }
  writeFileSync(file, text);
}

async function readTwoDays(config, database, slugs) {
  const days = [slugs.filter((slug) => kYesterday.includes(slug)), slugs];
  if (days[0].length !== kYesterday.length) throw new Error(`no such outlets: ${kYesterday}`);
  const cycle = ['--config', config, '--once', '--no-publish'];
  await run(ainewsd, [...cycle, ...days[0].flatMap((slug) => ['--source', slug])]);
  await run(python, ['-c', kADayPasses, database]);
  for (const kind of ['daily', 'hacker']) await run(ainewsd, ['--config', config, 'edition', kind, '--json']);
  await run(ainewsd, cycle);
}

/** Resolves to { base, directory, stop } once the daemon serves the finished site. */
export async function startDemo() {
  const directory = mkdtempSync(join(tmpdir(), 'ainewsd-browser-'));
  const running = [];
  const stop = async () => {
    for (const program of running.reverse()) await program.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    const outlets = await freePort();
    const port = await freePort();
    const base = `http://127.0.0.1:${port}/`;
    const config = join(directory, 'ainewsd.toml');
    await run(newsroom, ['--port', outlets, '--write-config', directory]);
    rewrite(config, [['127.0.0.1:8088', `127.0.0.1:${port}`]]);
    running.push(start(newsroom, ['--port', outlets]));
    await untilAnswers(`http://127.0.0.1:${outlets}/_stats`, running.at(-1));
    await readTwoDays(config, join(directory, 'ainewsd.db'), outletsOf(directory));
    await run(ainewsd, ['--config', config, 'publish', '--all']);
    const files = join(directory, 'site');
    running.push(await serveByDaemon(config, base, files));
    return { name: 'demo', base, directory: files, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
