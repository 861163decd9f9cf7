// The page's colours, which change without a message to the component. (Each picture watches its own size, and the
// clock checks how many pixels of the screen one pixel of the page takes.)

/** @import { Scheme } from './types.js' */
import { APP } from './streamlit.js';

/**
 * Whether the page is light or dark. Streamlit tells the browser, for the browser's scroll bars and fields. Where the
 * system forces its own colours, that setting has no meaning, but Streamlit's background variable still does.
 * @param {Element | null} part of the player, where there is no Streamlit
 * @returns {Scheme | null}
 */
export function scheme(part = document.querySelector('[data-player]')) {
  const app = document.querySelector(APP);
  const said = app ? getComputedStyle(app).colorScheme : '';
  if (said === 'light' || said === 'dark') return said;
  return part ? shade(getComputedStyle(part).getPropertyValue('--st-background-color')) : null;
}

/**
 * Whether a background is light or dark.
 * @param {string} colour #rrggbb
 * @returns {Scheme | null}
 */
export function shade(colour) {
  const [, ...parts] = /^\s*#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})\s*$/i.exec(colour) ?? [];
  if (!parts.length) return null;
  const [red, green, blue] = parts.map((part) => Number.parseInt(part, 16));
  return 0.299 * red + 0.587 * green + 0.114 * blue > 127 ? 'light' : 'dark';
}

/**
 * Calls back whenever the colours may have changed.
 * @param {() => void} changed
 * @param {AbortSignal} gone
 */
export function watch(changed, gone) {
  let waiting = false;
  // The page takes its new colours a moment after the system has changed.
  const soon = () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      if (!gone.aborted) changed();
    }, 50);
  };
  const app = document.querySelector(APP);
  if (app) {
    const observer = new MutationObserver(soon);
    observer.observe(app, { attributes: true, attributeFilter: ['class', 'style'] });
    gone.addEventListener('abort', () => observer.disconnect());
  }
  for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) {
    window.matchMedia(query).addEventListener('change', soon, { signal: gone });
  }
  document.addEventListener('visibilitychange', soon, { signal: gone });
  window.addEventListener('pageshow', soon, { signal: gone });
}
