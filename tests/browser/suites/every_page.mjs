// What holds on each page of a site: axe in light and dark and on a phone, no overflow, no other host.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { screens } from '../lib/chromium.mjs';
import { fromPackages } from '../lib/places.mjs';
import { visitAll } from '../lib/visit.mjs';
import { listed } from '../lib/work.mjs';

const kPagesLeast = 20;
const axeSource = readFileSync(fromPackages.resolve('axe-core/axe.min.js'), 'utf8');

/** axe's own choice leaves WCAG 2.2 out. */
const kAll = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** What the dark scheme can change is colour: there only those rules are asked again. */
const kLooks = [
  { look: 'light', screen: screens.desktop, colorScheme: 'light', runOnly: kAll },
  { look: 'phone', screen: screens.phone, colorScheme: 'light', runOnly: kAll },
  { look: 'dark', screen: screens.desktop, colorScheme: 'dark', runOnly: ['color-contrast', 'link-in-text-block'] },
];

async function axeFindings(page, { look, screen, colorScheme, runOnly }) {
  await page.setViewportSize(screen);
  await page.emulateMedia({ colorScheme });
  const options = { runOnly, resultTypes: ['violations'] };
  const { violations } = await page.evaluate((chosen) => window.axe.run(document, chosen), options);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, html }) => `${page.url()} (${look}): ${id}: ${help}: ${target}: ${html.slice(0, 160)}`),
  );
}

/** In the page: how wide it is where it is wider than the screen, and what sticks out. */
function overflowing() {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const out = [...document.body.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > width + 1);
  return [`${document.documentElement.scrollWidth} px wide: ${out.map((e) => e.outerHTML.slice(0, 120)).at(-1)}`];
}

/** Everything unfolded: what a reader can unfold counts too. */
async function findingsOf(page, url, status) {
  const findings = status === 200 ? [] : [`${url} answers ${status}`];
  await page.evaluate(() => document.querySelectorAll('details').forEach((e) => (e.open = true)));
  await page.evaluate(axeSource);
  for (const look of kLooks) findings.push(...(await axeFindings(page, look)));
  await page.setViewportSize(screens.narrow);
  const wide = await page.evaluate(overflowing);
  return [...findings, ...wide.map((finding) => `${url} at 320 px: ${finding}`)];
}

/** Resolves to the number of pages looked at. */
export async function isAccessible(site, browser) {
  const { results, foreign, faults } = await visitAll(site, browser, {}, findingsOf);
  assert.ok(results.length > kPagesLeast, `only ${results.length} pages`);
  assert.deepEqual(foreign, [], 'a page asked another host');
  assert.equal(faults.length, 0, `said in the console:\n${listed(faults)}`);
  assert.equal(results.flat().length, 0, `axe or the width at 320 px found:\n${listed(results.flat())}`);
  return results.length;
}
