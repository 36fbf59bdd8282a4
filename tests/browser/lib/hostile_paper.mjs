// A paper made by the real program out of hostile feeds and the answers of a model that echoes them.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { serveByDaemon } from './daemon.mjs';
import { atom, jsonFeed, rss } from './hostile_feeds.mjs';
import { answerTo } from './hostile_model.mjs';
import { articlesOf, pageOf } from './hostile_text.mjs';
import { ainewsd } from './places.mjs';
import { freePort, run } from './programs.mjs';

const every = (step, from, list) => list.filter((_, at) => at % step === from);

/** RSS has all the shapes, with safe addresses and without; Atom and JSON Feed share them. */
const kOutlets = [
  { slug: 'rss', rights: 'full', type: 'application/rss+xml', feed: (articles, base, now) => rss(articles, base, now, false) },
  { slug: 'addresses', rights: 'link', type: 'application/rss+xml', feed: (articles, base, now) => rss(articles, base, now, true) },
  { slug: 'atom', rights: 'full', type: 'application/atom+xml', feed: (articles, ...rest) => atom(every(2, 0, articles), ...rest) },
  { slug: 'json', rights: 'summary', type: 'application/feed+json', feed: (articles, ...rest) => jsonFeed(every(2, 1, articles), ...rest) },
];

function readBody(request) {
  return new Promise((resolve) => {
    const pieces = [];
    request.on('data', (piece) => pieces.push(piece));
    request.on('end', () => resolve(Buffer.concat(pieces).toString()));
  });
}

/** Serves every outlet's feed and articles and the model; resolves to { base, stop }. */
async function startWorld() {
  const now = new Date();
  const documents = new Map();
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://local');
    if (pathname === '/v1/chat/completions') {
      const answer = answerTo(JSON.parse(await readBody(request)));
      response.writeHead(200, { 'Content-Type': 'application/json' });
      return response.end(JSON.stringify(answer));
    }
    const document = documents.get(pathname);
    response.writeHead(document ? 200 : 404, { 'Content-Type': document?.type ?? 'text/plain' });
    return response.end(document?.body ?? '');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${server.address().port}`;
  kOutlets.forEach(({ slug, type, feed }, place) => {
    const articles = articlesOf(slug, place + 1);
    documents.set(`/${slug}.feed`, { type, body: feed(articles, base, now) });
    for (const article of articles) documents.set(article.path, { type: 'text/html', body: pageOf(article) });
  });
  documents.set('/v1/models', { type: 'application/json', body: '{"object":"list","data":[{"id":"echo-1","object":"model"}]}' });
  return {
    base,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function writeConfig(directory, world, base) {
  const sources = kOutlets.map(
    ({ slug, rights }) => `[[source]]
name = "Outlet ${slug}"
slug = "${slug}"
url = "${world}/${slug}.feed"
rights = "${rights}"
rights_basis = "見本"
`,
  );
  writeFileSync(join(directory, 'sources.toml'), sources.join('\n'));
  writeFileSync(
    join(directory, 'ainewsd.toml'),
    `[daemon]
jitter = "0s"
state_dir = "."
[fetch]
allow_networks = ["127.0.0.0/8"]
host_interval = "0s"
per_host = 8
first_poll_max = 200
[site]
dir = "site"
base_url = "${base}"
[server]
listen = "${new URL(base).host}"
[llm.main]
base_url = "${world}/v1"
model = "echo-1"
concurrency = 8
`,
  );
  return join(directory, 'ainewsd.toml');
}

/** Resolves to { name, base, directory, log, stop } once the daemon serves the hostile paper. */
export async function startHostilePaper() {
  const directory = mkdtempSync(join(tmpdir(), 'ainewsd-hostile-'));
  const running = [];
  const stop = async () => {
    for (const program of running.reverse()) await program.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    const world = await startWorld();
    running.push(world);
    const base = `http://127.0.0.1:${await freePort()}/`;
    const config = writeConfig(directory, world.base, base);
    const { stderr } = await run(ainewsd, ['--config', config, '--once'], { codes: [0, 75] });
    const files = join(directory, 'site');
    running.push(await serveByDaemon(config, base, files));
    return { name: 'hostile', base, config, directory: files, log: stderr, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
