// A directory behind a small server on loopback, as any web server would show it.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const kTypes = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
  '.xml': 'application/xml',
};

function fileFor(directory, url) {
  const path = normalize(decodeURIComponent(new URL(url, 'http://local').pathname));
  const file = join(directory, path);
  return existsSync(file) && statSync(file).isDirectory() ? join(file, 'index.html') : file;
}

/** Resolves to { base, stop }; port 0 takes a free one. */
export async function serveFiles(directory, port = 0) {
  const server = createServer((request, response) => {
    const file = fileFor(directory, request.url);
    const found = existsSync(file);
    const type = found ? (kTypes[extname(file)] ?? 'text/plain') : kTypes['.html'];
    response.writeHead(found ? 200 : 404, { 'Content-Type': type });
    createReadStream(found ? file : join(directory, '404.html')).pipe(response);
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    base: `http://127.0.0.1:${server.address().port}/`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
