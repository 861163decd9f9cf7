// What is known of the notebooks that a playground may be in: their colours, and the keys that they listen to.

/** @import { Scheme } from './types.js' */
import { element } from './formula.js';
import { shade } from './surroundings.js';

const SOON_MS = [50, 400]; // after a sign of other colours: their style sheets come later than it

/**
 * What a notebook says of its colours: JupyterLab and VS Code on the body, Colab and others on the document.
 * @returns {Scheme | null}
 */
function said() {
  const { jpThemeLight, vscodeThemeKind } = document.body.dataset;
  if (jpThemeLight) return jpThemeLight === 'false' ? 'dark' : 'light';
  if (vscodeThemeKind) return /light/.test(vscodeThemeKind) ? 'light' : 'dark';
  const theme = document.documentElement.getAttribute('theme') ?? document.body.dataset.theme;
  return theme === 'dark' || theme === 'light' ? theme : null;
}

/**
 * Whether the first colour behind an element is light or dark.
 * @param {Element} part
 * @returns {Scheme | null}
 */
function behind(part) {
  /** @type {Element | null} */
  let at = part.parentElement ?? hostOf(part);
  while (at) {
    const [red, green, blue, alpha = 1] = (getComputedStyle(at).backgroundColor.match(/[\d.]+/g) ?? []).map(Number);
    if (blue !== undefined && alpha > 0.5) {
      const hex = [red, green, blue].map((byte) => Math.round(byte).toString(16).padStart(2, '0'));
      return shade(`#${hex.join('')}`);
    }
    at = at.parentElement ?? hostOf(at);
  }
  return null;
}

/** @param {Element} part */
function hostOf(part) {
  const tree = part.getRootNode();
  return tree instanceof ShadowRoot ? tree.host : null;
}

/**
 * @param {Element} part
 * @returns {Scheme}
 */
export function colours(part) {
  const dark = window.matchMedia('(prefers-color-scheme: dark)').matches;
  return said() ?? behind(part) ?? (dark ? 'dark' : 'light');
}

/**
 * Makes an element of a cell's output one that a playground can be in.
 * @param {HTMLElement} el
 * @param {string} title
 */
export function rootIn(el, title) {
  const around = element('div', 'notebook-cell');
  const root = element('div', 'outside notebook');
  // A click on a picture makes the keys mean the playground, as a press on one of its buttons does.
  root.tabIndex = 0;
  root.setAttribute('role', 'group');
  root.setAttribute('aria-label', title);
  around.append(root);
  el.append(around);
  return root;
}

/**
 * Tells the colours behind an element at once and whenever they change, and keeps keys without Control from the
 * notebook, in which they run, cut and paste cells. Returns what ends both.
 * @param {HTMLElement} root
 * @param {(scheme: Scheme) => void} told
 */
export function watchHost(root, told) {
  const gone = new AbortController();
  const { signal } = gone;
  const look = () => {
    if (!signal.aborted) told(colours(root));
  };
  const soon = () => {
    for (const ms of SOON_MS) setTimeout(look, ms);
  };
  const observer = new MutationObserver(soon);
  const attributeFilter = ['class', 'style', 'theme', 'data-theme', 'data-jp-theme-light', 'data-vscode-theme-kind'];
  for (const part of [document.documentElement, document.body]) {
    observer.observe(part, { attributes: true, attributeFilter });
  }
  signal.addEventListener('abort', () => observer.disconnect());
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', soon, { signal });
  const keep = (/** @type {KeyboardEvent} */ event) => {
    const chord = event.ctrlKey || event.metaKey || event.altKey || event.key === 'Escape';
    if (!chord && event.composedPath().includes(root)) event.stopImmediatePropagation();
  };
  window.addEventListener('keydown', keep, { capture: true, signal });
  look();
  if (!root.isConnected) soon(); // what is behind it is known once it is on the page
  return () => gone.abort();
}
