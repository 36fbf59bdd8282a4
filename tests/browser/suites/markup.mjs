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

/** `tolerated` matches errors that are not ours to mend. */
export async function isValid(site, tolerated = /^$/) {
  const errors = (await markupErrors(site)).filter((error) => !tolerated.test(error));
  assert.equal(errors.length, 0, `the Nu checker found:\n${listed(errors)}`);
}
