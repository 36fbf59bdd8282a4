// What the hostile outlet prints and its model answers: the same shapes of injection in every field.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { tree } from './places.mjs';

export const shapes = JSON.parse(readFileSync(join(tree, 'tests/browser/hostile.json'), 'utf8'));

const kFirst = ['Amber', 'Birch', 'Cobalt', 'Damson', 'Ember', 'Fennel', 'Garnet', 'Hazel', 'Indigo', 'Juniper'];
const kSecond = ['Falcon', 'Glacier', 'Harbor', 'Island', 'Kernel', 'Lantern', 'Meadow', 'Nimbus', 'Orchard', 'Prairie'];
const kWords = `archive battery careful census district editor engine evening factory formal garden gentle handle
harvest journal ladder ledger library marble measure method mirror model morning narrow notice office orbit paper
patient pencil planet pocket quarry quiet railway record relay report river sample school season shadow signal silver
simple station steady summer table teacher ticket timber tunnel valley village vessel window winter workshop`.split(/\s+/);

/** Articles must not be taken for copies of each other: each has words of its own, the same in each run. */
function sentences(seed, count) {
  let state = seed * 2654435761 + 1;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const word = () => kWords[Math.floor(next() * kWords.length)];
  const sentence = () => Array.from({ length: 12 }, word).join(' ');
  return Array.from({ length: count }, () => sentence().replace(/^./, (c) => c.toUpperCase()) + '.').join(' ');
}

/** Printed text stands between these, so that the model can find it in what it is asked. */
export const quoted = (text) => `“${text}”`;
export const quotedIn = (text) => /“(.*?)”/s.exec(text)?.[1] ?? '';

export function escapeMarkup(text) {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** Text that an XML document may hold. */
const printable = (text) => text.replace(/[^\t\n\r\x20-\uFFFD]/g, '');

/** `article.code` is a name that nothing else has. */
export function articlesOf(outlet, first) {
  return shapes.map(({ text }, number) => ({
    number,
    outlet,
    shape: printable(text),
    code: `${kFirst[number % 10]} ${kSecond[Math.floor(number / 10) + first]}`,
    path: `/${outlet}/${number}`,
    seed: first * 100 + number,
  }));
}

/** The article as HTML: the shape as visible text, in attributes, and as live markup at the very end. */
export function contentOf({ code, shape, seed }) {
  const shown = escapeMarkup(shape);
  const link = `<a href="${shown}" title="${shown}">the report</a>`;
  return `<p>${code} published the results of its test. ${sentences(seed, 4)} The report quotes ${escapeMarkup(quoted(shape))} in full.</p>
<h2>How ${code} tested</h2>
<p>${sentences(seed + 7000, 4)} Readers can find more in ${link}.</p>
<ul><li>${sentences(seed + 14000, 1)}</li><li>${escapeMarkup(quoted(shape))}</li></ul>
<pre><code class="${shown}">${shown}</code></pre>
<figure><img src="${shown}" alt="${shown}" title="${shown}"><figcaption>${shown}</figcaption></figure>
<p>${sentences(seed + 21000, 4)}</p>
<div>${shape}</div>`;
}

export function pageOf(article) {
  const shown = escapeMarkup(article.shape);
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${article.code} ${shown}</title>
<meta name="author" content="${shown}"><meta name="description" content="${shown}"><meta property="og:image" content="${shown}">
</head><body><main><article><h1>${article.code} publishes ${shown}</h1><p class="byline">${shown}</p>${contentOf(article)}</article></main></body></html>`;
}
