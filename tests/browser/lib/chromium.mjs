// One Chromium for a run, and contexts that notice what a page should not do.
import { fromPackages } from './places.mjs';

const { chromium } = fromPackages('playwright-core');
const kExecutable = process.env.CHROMIUM ?? '/usr/bin/chromium';
const kActionMs = 15_000;

export const screens = {
  phone: { width: 390, height: 844 },
  desktop: { width: 1280, height: 900 },
  narrow: { width: 320, height: 700 },
};

/** Root, as in a container, gets no sandbox; only pages of our own making are opened. */
export function launch() {
  return chromium.launch({
    executablePath: kExecutable,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--force-color-profile=srgb'],
  });
}

/**
 * A context whose requests to anything but `base` are refused and kept in `foreign`; dialogs,
 * uncaught errors and refusals of the content policy are kept in `faults`.
 */
export async function watchedContext(browser, base, options = {}) {
  const context = await browser.newContext({ viewport: screens.desktop, locale: 'ja-JP', ...options });
  context.setDefaultTimeout(kActionMs);
  const foreign = [];
  const faults = [];
  await context.route(
    (url) => !url.href.startsWith(base),
    (route) => {
      foreign.push(route.request().url());
      return route.abort();
    },
  );
  context.on('page', (page) => {
    page.on('dialog', (dialog) => {
      faults.push(`${page.url()}: dialog ${dialog.message()}`);
      dialog.dismiss().catch(() => {});
    });
    page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(`${page.url()}: ${message.text()}`);
    });
  });
  return { context, foreign, faults };
}
