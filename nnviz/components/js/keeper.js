// Keeps in this tab the text that does not fit into the page's address, under the digest that the address names, and
// returns it when the page is opened at that address again. The tab forgets the text when it is closed.

/** @import { Component } from './types.js' */

/** @typedef {{ ask?: string, key?: string, text?: string | null }} Kept */

const PREFIX = 'nnviz-kept-';

function store() {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}

/**
 * Stores the text if there is room and the browser allows it, and returns whether it was stored.
 * @param {string} key
 * @param {string} text
 */
function kept(key, text) {
  const tab = store();
  if (!tab) return false;
  try {
    // The text that the address names now is kept until the address names the new one: a reload may come in between.
    const named = new URL(window.location.href).searchParams.get('kept');
    for (const name of Object.keys(tab)) {
      if (name.startsWith(PREFIX) && name !== PREFIX + named) tab.removeItem(name);
    }
    tab.setItem(PREFIX + key, text);
    return true;
  } catch {
    return false; // the page says so
  }
}

/** @param {Component<Kept>} about */
export default function mount({ data, parentElement, setStateValue }) {
  const root = /** @type {HTMLElement | null} */ (parentElement.querySelector('[data-keeper]'));
  if (!root) return;
  /** @param {string} what */
  const once = (what) => {
    const first = root.dataset.did !== what;
    root.dataset.did = what;
    return first;
  };
  const { ask, key, text } = data;
  if (ask && once(`ask ${ask}`)) setStateValue('found', { key: ask, text: store()?.getItem(PREFIX + ask) ?? null });
  if (key && text && once(`keep ${key}`)) setStateValue('stored', { key, done: kept(key, text) });
}
