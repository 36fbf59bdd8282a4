// The Nu HTML checker over every page, and every SVG inside them.
import assert from 'node:assert/strict';

import { fromPackages } from '../lib/places.mjs';
import { run } from '../lib/programs.mjs';
import { listed } from '../lib/work.mjs';

const jar = String(fromPackages('vnu-jar'));

/** Errors only: its warnings are judgements of taste, and of a policy it cannot resolve on disk. */
export async function markupErrors(site) {
  const args = ['-jar', jar, '--format', 'json', '--errors-only', '--skip-non-html', site.directory];
  const { stderr } = await run('java', args, { codes: [0, 1] });
  return JSON.parse(stderr).messages.map(
    ({ url, lastLine, message, extract }) => `${url}:${lastLine}: ${message} | ${extract}`,
  );
}

export async function isValid(site) {
  const errors = await markupErrors(site);
  assert.equal(errors.length, 0, `the Nu checker found:\n${listed(errors)}`);
}
