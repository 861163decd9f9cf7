// What Streamlit mounts once on the page, for all of the player's parts.

/** @import { Component } from './types.js' */
import { mount } from './mounts.js';
import { shutSidebar } from './narrow.js';
import { shared } from './shared.js';
import { library } from './vega.js';

/**
 * Mounted once on the page, for all its parts (part.js). Vega is fetched at once: the first chart comes later.
 * @param {Component<{ vega: string }>} about
 */
export default function offer({ data }) {
  library(data.vega).catch((error) => console.error(error));
  shutSidebar();
  const page = shared();
  page.mount = mount;
  for (const begin of page.waits.splice(0)) begin();
}
