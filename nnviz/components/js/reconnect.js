// When a lost connection to the server is back, this reports which run the page shows and what its address is. A server
// that kept the session changes nothing; one that does not know it begins from that address. Streamlit alone would
// send the address that the page was opened with, or nothing at all.

/** @import { Component } from './types.js' */
import { runOf } from './reports.js';
import { attend } from './revive.js';
import { shared } from './shared.js';
import { CONNECTED, CONNECTION } from './streamlit.js';

/** @typedef {{ at: number, run: string, search: string, whole: boolean }} Lost */

/** @param {Component<object>} about */
export default function mount({ parentElement, setStateValue }) {
  attend();
  const root = parentElement.querySelector('[data-comeback]');
  const app = document.querySelector(`[${CONNECTION}]`);
  if (!root || !app) return undefined;
  /** @type {Lost | null} */
  let lost = null;

  const say = () => setStateValue('back', lost);
  const look = () => {
    const state = app.getAttribute(CONNECTION);
    if (state === CONNECTED) {
      if (lost) say();
      lost = null;
      return;
    }
    const player = shared().players.get('page');
    if (!player?.chunk) return;
    player.address();
    // A report that is made while there is no connection is sent with Streamlit's next message.
    const { id, address } = player.chunk;
    const { search } = window.location;
    lost = { at: lost?.at ?? Date.now(), run: runOf(id), search, whole: address !== null };
    say();
  };
  const watch = new MutationObserver(look);
  watch.observe(app, { attributes: true, attributeFilter: [CONNECTION] });
  return () => watch.disconnect();
}
