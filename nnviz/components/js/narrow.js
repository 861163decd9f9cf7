// Beside a sidebar the pictures of a narrow page would have too little room: there it is shut when the page is opened.
// (Streamlit shuts it by itself on phones alone.)

import { APP, SHUT_SIDEBAR } from './streamlit.js';

const NARROW = 1100;
const PHONE = 768;
const PATIENCE_MS = 5000;

/** @returns {boolean} whether there was a sidebar to shut */
function shut() {
  const button = /** @type {HTMLElement | null} */ (document.querySelector(`${SHUT_SIDEBAR} button`));
  button?.click();
  return button !== null;
}

/** Shuts the sidebar once it is there. */
export function shutSidebar() {
  const app = document.querySelector(APP);
  if (!app || window.innerWidth >= NARROW || window.innerWidth <= PHONE || shut()) return;
  const watch = new MutationObserver(() => {
    if (shut()) watch.disconnect();
  });
  watch.observe(app, { childList: true, subtree: true });
  setTimeout(() => watch.disconnect(), PATIENCE_MS);
}
