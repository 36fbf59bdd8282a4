// Nothing that came from outside is alive: in pages, feeds and what the daemon answers.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { shapes } from '../lib/hostile_text.mjs';
import { feedsOf } from '../lib/pages.mjs';
import { visitAll } from '../lib/visit.mjs';
import { watchedContext } from '../lib/chromium.mjs';
import { listed } from '../lib/work.mjs';

/** Without the content policy: what is inert only because a policy says so is not inert. */
const kUnprotected = { bypassCSP: true };
/** A handler that waits for the mouse or the focus gets it. */
const kEvents = ['mouseover', 'mouseenter', 'focus', 'click', 'toggle', 'animationstart'];

/** Of 50 ms each, for a script that starts when its page has loaded. */
const kWaitsMost = 60;

/** `ran` gets a line for each call of alert, wherever in the page it happens. */
async function listenForAlerts(context, ran) {
  await context.exposeBinding('alert', ({ page }, text) => { ran.push(`${page.url()}: alert(${text})`); });
}

/** In the page: elements and attributes that no page of ours has, or only in its head. */
function livingMarkup() {
  const findings = [];
  const say = (element, what) => findings.push(`${what}: ${element.outerHTML.slice(0, 160)}`);
  const never = 'iframe, object, embed, frame, base, style, math, video, audio, textarea, template, foreignObject, animate, set, image';
  for (const e of document.querySelectorAll(never)) say(e, 'an element from outside');
  for (const e of document.body.querySelectorAll('script, link, meta, img, form, input')) {
    const ours = e.matches('form[role=search], form[role=search] *, .sw input, main form[action], main form[action] *');
    if (!ours) say(e, 'an element from outside');
  }
  for (const e of document.querySelectorAll('script:not([type="application/ld+json"])'))
    if (!/\/assets\/site\.[0-9a-f]+\.js$/.test(e.src) || e.textContent) say(e, 'a script');
  for (const e of document.querySelectorAll('script[type="application/ld+json"]')) JSON.parse(e.textContent);
  for (const e of document.querySelectorAll('*'))
    for (const { name, value } of e.attributes) {
      if (name.startsWith('on')) say(e, 'a handler');
      if (name === 'style' || name === 'srcdoc' || name === 'formaction') say(e, `an attribute ${name}`);
      const isAddress = /^(xlink:)?href$|^src$|^action$|^data$|^poster$/.test(name);
      if (isAddress && !['http:', 'https:', 'mailto:'].includes(new URL(value, location.href).protocol)) say(e, 'an address');
      if (name === 'http-equiv' && /refresh/i.test(value)) say(e, 'a refresh');
    }
  return findings;
}

async function provoke(page) {
  await page.evaluate((events) => {
    document.querySelectorAll('details').forEach((e) => (e.open = true));
    for (const e of document.body.querySelectorAll('main *'))
      for (const name of events) if (name !== 'click' || !e.closest('a, button, form')) e.dispatchEvent(new Event(name, { bubbles: true }));
  }, kEvents);
}

async function look(page, url) {
  await provoke(page);
  return (await page.evaluate(livingMarkup)).map((finding) => `${url}: ${finding}`);
}

/** The harness sees what it should: these shapes do run where they are pasted into a page as they are. */
export async function shapesRunWhereTheyAreNotEscaped(browser) {
  const base = 'http://control.invalid/';
  const { context } = await watchedContext(browser, base, kUnprotected);
  const ran = [];
  await listenForAlerts(context, ran);
  const silent = [];
  const page = await context.newPage();
  await context.route(`${base}**`, (route) => {
    const number = Number(new URL(route.request().url()).pathname.slice(1));
    const document = `<!DOCTYPE html><title>x</title><main><b title="">x</b>${shapes[number]?.text ?? ''}</main>`;
    return route.fulfill({ contentType: 'text/html', body: document });
  });
  for (const [number, { name, runs }] of shapes.entries()) {
    if (!runs) continue;
    ran.length = 0;
    await page.goto(`${base}${number}`);
    for (let wait = 0; !ran.length && wait < kWaitsMost; ++wait) await page.waitForTimeout(50);
    if (!ran.length) silent.push(name);
  }
  await context.close();
  assert.deepEqual(silent, [], 'shapes that should run in a page without escaping');
}

export async function pagesAreInert(site, browser) {
  const ran = [];
  const { results, foreign, faults } = await visitAll(site, browser, kUnprotected, look, (context) => listenForAlerts(context, ran));
  assert.deepEqual(ran, [], 'a script ran');
  assert.equal(results.flat().length, 0, listed(results.flat()));
  assert.deepEqual(foreign, [], 'a page asked another host');
  assert.equal(faults.length, 0, listed(faults));
  return results.length;
}

/** In a page: what is wrong with a feed; its elements are ours, its addresses http, its texts no HTML. */
function feedFindings({ name, text }) {
  const tree = new DOMParser().parseFromString(text, 'application/xml');
  if (tree.querySelector('parsererror')) return [`${name}: ${tree.querySelector('parsererror').textContent.slice(0, 200)}`];
  const findings = [];
  for (const e of tree.querySelectorAll('*')) {
    if (e.namespaceURI === 'http://www.w3.org/1999/xhtml') findings.push(`${name}: markup ${e.localName}`);
    for (const { name: attribute, value } of e.attributes) {
      if (attribute.startsWith('on')) findings.push(`${name}: handler ${attribute}`);
      if (/^(href|url|src)$/.test(attribute) && !/^https?:\/\//.test(value)) findings.push(`${name}: address ${value}`);
      if (attribute === 'type' && value === 'html') findings.push(`${name}: ${e.localName} is HTML`);
    }
    if (/^(link|guid|comments)$/.test(e.localName) && e.childElementCount === 0 && e.textContent && !/^(https?:\/\/|tag:)/.test(e.textContent))
      findings.push(`${name}: ${e.localName} ${e.textContent}`);
  }
  return findings;
}

export async function feedsAreInert(site, browser) {
  const page = await browser.newPage();
  const findings = [];
  for (const { file, name } of feedsOf(site)) {
    const text = readFileSync(file, 'utf8');
    if (name.endsWith('.json')) findings.push(...jsonFindings(name, text));
    else findings.push(...(await page.evaluate(feedFindings, { name, text })));
  }
  await page.close();
  assert.equal(findings.length, 0, listed(findings));
}

/** JSON that a browser might take for something else must hold no markup; its addresses are http. */
export function jsonFindings(name, text) {
  const findings = [];
  const walk = (value, key) => {
    if (value && typeof value === 'object') Object.entries(value).forEach(([inner, one]) => walk(one, Array.isArray(value) ? key : inner));
    else if (typeof value === 'string' && /(^|_)url$|^href$|^image$|^icon$|^favicon$/.test(key) && !/^https?:\/\//.test(value))
      findings.push(`${name}: ${key} ${value}`);
    else if (typeof value === 'string' && key === 'content_html' && /<(script|img|svg|iframe)|on\w+=/i.test(value))
      findings.push(`${name}: markup in ${key}: ${value.slice(0, 160)}`);
  };
  walk(JSON.parse(text), '');
  return findings;
}

/** `paths` of the daemon that answer JSON. */
export async function answersAreInert(site, paths) {
  const findings = [];
  for (const path of paths) {
    const response = await fetch(site.base + path);
    const text = await response.text();
    assert.equal(response.status, 200, path);
    assert.match(response.headers.get('content-type'), /^application\/json/, path);
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff', path);
    if (/[<>\u2028\u2029]/.test(text)) findings.push(`${path}: < or > stands as it is`);
    findings.push(...jsonFindings(path, text));
  }
  assert.equal(findings.length, 0, listed(findings));
}

/** Pages that the daemon makes for one request. */
export async function servedPagesAreInert(site, browser, paths) {
  const { context, foreign, faults } = await watchedContext(browser, site.base, kUnprotected);
  const ran = [];
  await listenForAlerts(context, ran);
  const page = await context.newPage();
  const findings = [];
  for (const path of paths) {
    const response = await page.goto(site.base + path);
    assert.ok(response.status() < 500, `${path} answers ${response.status()}`);
    findings.push(...(await look(page, path)));
  }
  await context.close();
  assert.deepEqual(ran, [], 'a script ran');
  assert.deepEqual(foreign, []);
  assert.equal(findings.length, 0, listed(findings));
  return faults;
}
