// One of the player's parts on the page. Streamlit sends a part's script again in every message about it, so it is this;
// the player itself, forty times as long, comes once with the page, before or after its parts.

/** @import { Component, Mount } from './types.js' */
import { shared } from './shared.js';

/** @param {Component<Mount>} about */
export default function part(about) {
  const page = shared();
  if (page.mount) return page.mount(about);
  /** @type {(() => void) | undefined} */
  let close;
  let gone = false;
  page.waits.push(() => {
    if (!gone) close = page.mount?.(about);
  });
  return () => {
    gone = true;
    close?.();
  };
}
