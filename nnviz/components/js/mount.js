// What Streamlit mounts once on the page, for all of the player's parts.

import { mount } from './mounts.js';
import { shutSidebar } from './narrow.js';
import { shared } from './shared.js';

/** Mounted once on the page, for all its parts (part.js). */
export default function offer() {
  shutSidebar();
  const page = shared();
  page.mount = mount;
  for (const begin of page.waits.splice(0)) begin();
}
