// Presses on the transport's buttons, by mouse, finger or key, are reported through the player. Streamlit itself keeps
// only one of the presses made during a run of the script; here each press has a number until it is answered.

/** @import { Press } from './types.js' */
/** @import { Ground } from './ground.js' */
/** @import { Reports } from './reports.js' */

/** @type {Record<string, string | null>} */
const KEYS = { step_on: 's', back: 'b', epoch: 'e', play: 'p', reset: '0', stop_run: null };
const HELD_DOWN = ['step_on', 'back']; // go on as long as their key is down
const MOST_PRESSES = 100; // that wait for an answer
const ENDS = ['pause', 'stop_run']; // lead nowhere the second time

const EDITED =
  'textarea, select, [contenteditable]:not([contenteditable=false]), ' +
  'input:not([type=checkbox], [type=radio], [type=range], [type=button], [type=file], [type=reset], [type=submit])';
// A list: what is typed searches it once it is open. In the panels there are some that take what is typed as it is.
const CLOSED = '[role=combobox][aria-expanded=false]:not(.st-key-more *)';
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
   * @param {Ground} ground where the buttons are, and where a key means them
   * @param {AbortSignal} gone once nothing is listened to any more
   */
  constructor(reports, pressed, ground, gone) {
    this.reports = reports;
    this.pressed = pressed;
    this.ground = ground;
    /** The last press, unless something else was clicked since. @type {string | null} */
    this.last = null;
    // This runs before Streamlit's own listeners at the document, so that a press is reported only once.
    const how = { capture: true, signal: gone };
    window.addEventListener('click', (event) => this.click(event), how);
    window.addEventListener('keydown', (event) => this.key(event), how);
  }

  /**
   * The buttons of that name on which the player can report a press.
   * @param {string} name
   */
  buttons(name) {
    const { chunk, send } = this.reports;
    if (!chunk || !send) return [];
    const found = this.ground.all(`.st-key-transport .st-key-${name} button`);
    return /** @type {HTMLButtonElement[]} */ (found).filter((button) => !button.disabled);
  }

  /** @param {MouseEvent} event */
  click(event) {
    const pressed = /** @type {HTMLButtonElement | null | undefined} */ (
      this.ground.target(event)?.closest('.st-key-transport button')
    );
    const name = pressed && Object.keys(KEYS).find((key) => pressed.closest(`.st-key-${key}`));
    if (!pressed || !name || !this.buttons(name).includes(pressed)) {
      this.last = null; // it may begin something that is to be ended
      return;
    }
    this.take(clicked(name, pressed.textContent ?? ''), event);
    // An open popover closes on a click elsewhere, but would not notice this one.
    document.body.dispatchEvent(new MouseEvent('click', { bubbles: true }));
  }

  /**
   * Whether a press on "Pause" or "Stop" was made before: it waits for its answer, or all stands still and only the
   * button has not been drawn anew. Reported again and again, it would keep the server from ever coming to that.
   * @param {string} name
   */
  idle(name) {
    const { presses, still } = this.reports;
    const again = ENDS.includes(name) && this.last === name;
    return again && (presses.length ? presses[presses.length - 1].name === name : still);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
    const { key, repeat } = event;
    const name = Object.keys(KEYS).find((known) => KEYS[known] !== null && KEYS[known] === key.toLowerCase());
    const target = this.ground.target(event);
    const edited = target?.closest(EDITED);
    const busy = (edited && !edited.matches(CLOSED)) || target?.closest(OTHERS);
    if (!name || busy || !this.ground.concerns(event) || !this.buttons(name).length) return;
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
    if (this.idle(name)) return;
    this.last = name;
    const { reports } = this;
    reports.presses = [...reports.presses, { name, nonce: reports.nonce + 1 }].slice(-MOST_PRESSES);
    reports.report();
    this.pressed(name);
  }
}

/**
 * Calls back when a hand does anything else to the page.
 * @param {() => void} touched
 * @param {Ground} ground
 * @param {AbortSignal} gone
 */
export function watchHands(touched, ground, gone) {
  for (const name of ['pointerdown', 'pointerup', 'keydown', 'input', 'change', 'drop', 'paste']) {
    const look = (/** @type {Event} */ event) => {
      if (ground.concerns(event) && !ground.target(event)?.closest('.st-key-transport button')) touched();
    };
    window.addEventListener(name, look, { capture: true, signal: gone });
  }
}
