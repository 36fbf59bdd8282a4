// Where things are: the tree, the build under test, what a run leaves behind.
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const tree = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

/** scripts/test --browser names the build; what else it needs lives beside it. */
export const build = process.env.AINEWSD_BUILD ?? join(tree, 'build/release');
export const results = join(tree, 'build/browser');

export const ainewsd = join(build, 'daemon/ainewsd');
export const newsroom = join(build, 'tests/support/ainewsd-newsroom');
/** Debian's: the one that Debian's packages are installed for. */
export const python = '/usr/bin/python3';
export const sampleSite = join(build, 'tests/browser/ainewsd-sample-site');

/** Packages are installed outside the tree, where Node does not look by itself. */
export const fromPackages = createRequire(join(results, 'deps/package.json'));

export function resultsDirectory(name) {
  const directory = join(results, name);
  mkdirSync(directory, { recursive: true });
  return directory;
}
