// Presses on the transport's buttons, by mouse, finger or key, are reported through the player. Streamlit itself keeps
// only one of the presses made during a run of the script; here each press has a number until it is answered.

/** @import { Press } from './types.js' */
/** @import { Reports } from './reports.js' */

/** @type {Record<string, string | null>} */
const KEYS = { step_on: 's', back: 'b', epoch: 'e', play: 'p', reset: '0', stop_run: null };
const HELD_DOWN = ['step_on', 'back']; // go on as long as their key is down
const MOST_PRESSES = 100; // that wait for an answer

const EDITED =
  'textarea, select, [contenteditable]:not([contenteditable=false]), ' +
  'input:not([type=checkbox], [type=radio], [type=range], [type=button], [type=file], [type=reset], [type=submit])';
const OTHERS = '[role=dialog], [role=listbox], [role=menu]'; // have keys of their own

/**
 * The presses that the server has not handled yet.
 * @param {Press[]} waiting
 * @param {number} heard number of the last one that the server did
 */
export const unheard = (waiting, heard) => waiting.filter(({ nonce }) => nonce > heard);

/**
 * What a click means: one button both plays and pauses, and a click on "Pause" pauses, however late the server hears of
 * it and however often it is made meanwhile. The key goes to and fro.
 * @param {string} name
 * @param {string} label
 */
export const clicked = (name, label) => (name === 'play' && label.startsWith('Pause') ? 'pause' : name);

export class Presses {
  /**
   * @param {Reports} reports
   * @param {(name: string) => void} pressed is told of each press, after the server
   */
  constructor(reports, pressed) {
    this.reports = reports;
    this.pressed = pressed;
    // This runs before Streamlit's own listeners at the document, so that a press is reported only once.
    window.addEventListener('click', (event) => this.click(event), true);
    window.addEventListener('keydown', (event) => this.key(event), true);
  }

  /**
   * The button of that name, if the player can report a press on it.
   * @param {string} name
   */
  button(name) {
    const { chunk, send } = this.reports;
    /** @type {HTMLButtonElement | null} */
    const button = document.querySelector(`.st-key-transport .st-key-${name} button`);
    return chunk && send && button && !button.disabled ? button : null;
  }

  /** @param {MouseEvent} event */
  click(event) {
    const { target } = event;
    const pressed = target instanceof Element ? target.closest('.st-key-transport button') : null;
    const name = pressed && Object.keys(KEYS).find((key) => pressed.closest(`.st-key-${key}`));
    if (!name || this.button(name) !== pressed) return;
    this.take(clicked(name, pressed.textContent ?? ''), event);
    // An open popover closes on a click elsewhere, but would not notice this one.
    document.body.dispatchEvent(new MouseEvent('click', { bubbles: true }));
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
    const { key, target, repeat } = event;
    const name = Object.keys(KEYS).find((known) => KEYS[known] !== null && KEYS[known] === key.toLowerCase());
    const busy = target instanceof Element && (target.closest(EDITED) || target.closest(OTHERS));
    if (!name || busy || !this.button(name)) return;
    if (repeat && !HELD_DOWN.includes(name)) event.stopImmediatePropagation();
    else this.take(name, event);
  }

  /**
   * @param {string} name
   * @param {Event} event
   */
  take(name, event) {
    event.preventDefault();
    event.stopImmediatePropagation();
    const { reports } = this;
    reports.presses = [...reports.presses, { name, nonce: reports.nonce + 1 }].slice(-MOST_PRESSES);
    reports.report();
    this.pressed(name);
  }
}

/**
 * Calls back when a hand does anything else to the page.
 * @param {() => void} touched
 */
export function watchHands(touched) {
  for (const name of ['pointerdown', 'pointerup', 'keydown', 'input', 'change', 'drop', 'paste']) {
    const look = (/** @type {Event} */ { target }) => {
      if (!(target instanceof Element && target.closest('.st-key-transport button'))) touched();
    };
    window.addEventListener(name, look, true);
  }
}
