// Beside a sidebar the pictures of a narrow page would have too little room: there it is shut when the page is opened.
// (Streamlit shuts it by itself on phones alone.) What a visitor chose before stays as it is.

import { APP, SHUT_SIDEBAR, SIDEBAR_STATE } from './streamlit.js';

const NARROW = 1100;
const PHONE = 768;
const PATIENCE_MS = 5000;
const KEPT_MS = 500; // after which Streamlit has noted that the sidebar is shut

/** @returns {string[]} where the browser keeps for Streamlit whether the sidebar is shut */
function kept() {
  try {
    return Object.keys(window.localStorage).filter((key) => key.startsWith(SIDEBAR_STATE));
  } catch {
    return []; // the browser keeps nothing
  }
}

/** @returns {boolean} whether there was a sidebar to shut */
function shut() {
  const button = /** @type {HTMLElement | null} */ (document.querySelector(`${SHUT_SIDEBAR} button`));
  if (!button) return false;
  button.click();
  // It was not the visitor who chose, so that a wide page is to open with it.
  setTimeout(() => {
    for (const key of kept()) window.localStorage.removeItem(key);
  }, KEPT_MS);
  return true;
}

/** Shuts the sidebar once it is there. */
export function shutSidebar() {
  const app = document.querySelector(APP);
  const { innerWidth: width } = window;
  if (!app || width >= NARROW || width <= PHONE || kept().length || shut()) return;
  const watch = new MutationObserver(() => {
    if (shut()) watch.disconnect();
  });
  watch.observe(app, { childList: true, subtree: true });
  setTimeout(() => watch.disconnect(), PATIENCE_MS);
}
