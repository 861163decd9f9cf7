// What is around the pictures, and changes without a word to the component: the page's colours, and how many pixels of
// the screen stand for one of the page. (The size of each picture it watches itself.)

/** @import { Scheme } from './types.js' */

const APP = '[data-testid=stApp]';

/**
 * Whether the page is light or dark: Streamlit says so to the browser, for its own scroll bars and fields.
 * @returns {Scheme | null}
 */
export function scheme() {
  const app = document.querySelector(APP);
  const said = app ? getComputedStyle(app).colorScheme : '';
  return said === 'light' || said === 'dark' ? said : null;
}

/**
 * Calls back whenever any of it may have changed.
 * @param {() => void} changed
 */
export function watch(changed) {
  let waiting = false;
  // The page takes its new colours a moment after the system has changed.
  const soon = () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      changed();
    }, 50);
  };
  const app = document.querySelector(APP);
  if (app) new MutationObserver(soon).observe(app, { attributes: true, attributeFilter: ['class', 'style'] });
  for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) {
    window.matchMedia(query).addEventListener('change', soon);
  }
  document.addEventListener('visibilitychange', soon);
  window.addEventListener('pageshow', soon);
  const zoomed = () => {
    const now = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    now.addEventListener('change', zoomed, { once: true });
    soon();
  };
  zoomed();
}
