// Where the pointer is over a chart. Vega hears of it by events alone: of a finger, which comes without moving, it would
// never learn, and when marks change under a pointer that stands still, it would not look again.

/** @import { Place } from './types.js' */

const HOLD_MS = 450; // a finger that stays so long wants to see, not to choose
const STILL = 10; // pixels that it may move meanwhile
const LIFTED_MS = 60; // within which a pointer that cannot hover goes out after it was lifted
// A finger is not exact: what is nearest around it counts, as far as this.
const AROUND = [0, 7, 14];
const WAYS = 8;

/** The places around one that are looked at, the nearest first. @type {Place[]} */
export const NEAR = AROUND.flatMap((away) =>
  Array.from({ length: away ? WAYS : 1 }, (_, i) => {
    const angle = (2 * Math.PI * i) / WAYS;
    return /** @type {Place} */ ([away * Math.cos(angle), away * Math.sin(angle)]);
  }),
);

export class Pointer {
  /**
   * @param {HTMLElement} element around the chart's canvas, whichever that is
   * @param {() => boolean} found whether Vega found something there that has words
   */
  constructor(element, found) {
    this.element = element;
    this.found = found;
    /** Where it is; null if it is elsewhere. Of a finger, which is gone, from the element's own corner. @type {Place | null} */
    this.at = null;
    this.kind = 'mouse';
    /** Whether a finger stays for so long that it does not mean to choose. */
    this.held = false;
    /** Whether a mouse's button is down. */
    this.pressed = false;
    /** What waits until it no longer is. @type {(() => void)[]} */
    this.after = [];
    /** @type {Place} */
    this.began = [0, 0];
    /** When it was put down, by the browser's own clock of events. */
    this.since = 0;
    this.lifted = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.holding = undefined;
    this.gone = new AbortController();
    const { signal } = this.gone;
    /** @type {(name: string, hear: (event: any) => void, where?: EventTarget) => void} */
    const on = (name, hear, where = element) => {
      const heard = (/** @type {Event} */ event) => event.isTrusted && hear(event);
      where.addEventListener(name, heard, { capture: true, passive: true, signal });
    };
    on('pointerdown', (event) => this.down(event));
    on('pointermove', (event) => this.move(event));
    on('pointerup', (event) => this.lift(event));
    on('pointercancel', () => this.leave());
    on('pointerout', (event) => this.out(event));
    on('click', (event) => this.click(event));
    const elsewhere = (/** @type {PointerEvent} */ { target }) => {
      if (!element.contains(/** @type {Node} */ (target))) this.leave();
    };
    on('pointerdown', elsewhere, document);
    on('pointerup', () => this.release(), window);
    on('pointercancel', () => this.release(), window);
    on('scroll', () => this.scrolled(), document);
  }

  get canvas() {
    return this.element.querySelector('canvas');
  }

  /** @param {PointerEvent} event */
  down({ pointerType, clientX, clientY, button, timeStamp }) {
    this.kind = pointerType;
    clearTimeout(this.holding);
    if (pointerType === 'mouse') {
      this.pressed = button === 0;
      return;
    }
    this.began = [clientX, clientY];
    this.held = false;
    this.since = timeStamp;
    this.holding = setTimeout(() => {
      this.held = true;
      this.seek(this.began);
    }, HOLD_MS);
  }

  /** @param {PointerEvent} event */
  move({ pointerType, clientX, clientY, buttons }) {
    if (pointerType === 'mouse') {
      this.kind = 'mouse';
      this.at = [clientX, clientY];
      if (!buttons) this.release(); // it was let go of where nobody heard of it
    } else if (pointerType === 'pen' && !buttons) {
      const { x, y } = this.element.getBoundingClientRect();
      this.kind = 'pen';
      this.at = [clientX - x, clientY - y];
    } else if (Math.hypot(clientX - this.began[0], clientY - this.began[1]) > STILL) clearTimeout(this.holding);
  }

  /** Once no mouse's button is down on it: a click is lost if the chart, or what is pointed at, changes meanwhile. */
  async free() {
    if (!this.pressed) return;
    await new Promise((done) => {
      this.after.push(() => done(undefined));
    });
  }

  release() {
    if (!this.pressed) return;
    // The click comes right after.
    setTimeout(() => {
      this.pressed = false;
      for (const go of this.after.splice(0)) go();
      this.look();
    }, 0);
  }

  /**
   * A page that was busy may hear of it after the time for a finger that stays: when it was lifted is what counts.
   * @param {PointerEvent} event
   */
  lift({ timeStamp }) {
    this.lifted = performance.now();
    clearTimeout(this.holding);
    if (timeStamp - this.since < HOLD_MS) this.held = false;
  }

  /** @param {PointerEvent} event */
  out(event) {
    if (event.pointerType !== 'mouse' && performance.now() - this.lifted < LIFTED_MS) {
      event.stopPropagation(); // what it was put on is still to be seen
      return;
    }
    if (!this.element.contains(/** @type {Node | null} */ (event.relatedTarget))) this.at = null;
  }

  /** @param {MouseEvent} event */
  click(event) {
    if (this.kind === 'mouse') return;
    if (this.held) {
      event.stopPropagation();
      return;
    }
    const { clientX, clientY } = event;
    // Vega takes for clicked what it last saw pointed at, if it was pressed there.
    this.seek([clientX, clientY]);
    this.tell('pointerdown');
  }

  /**
   * Points at what is nearest to a place.
   * @param {Place} place
   */
  seek(place) {
    const { x, y } = this.element.getBoundingClientRect();
    const [left, top] = [place[0] - x, place[1] - y];
    for (const [dx, dy] of NEAR) {
      this.at = [left + dx, top + dy];
      this.look();
      if (this.found()) return;
    }
    this.at = [left, top];
    this.look();
  }

  /** Words go with what a finger was put on, and go away with it. */
  scrolled() {
    if (!this.at || this.kind === 'mouse') return;
    const { x, y } = this.element.getBoundingClientRect();
    const [left, top] = [this.at[0] + x, this.at[1] + y];
    const { clientWidth, clientHeight } = document.documentElement;
    if (left < 0 || top < 0 || left > clientWidth || top > clientHeight) this.leave();
    else this.look();
  }

  /** Lets Vega look again at what is under the pointer. */
  look() {
    if (this.at && !this.pressed) this.tell('pointermove');
  }

  leave() {
    clearTimeout(this.holding);
    if (!this.at) return;
    this.tell('pointerout');
    this.at = null;
  }

  /** @param {string} name */
  tell(name) {
    const { x, y } = this.kind === 'mouse' ? { x: 0, y: 0 } : this.element.getBoundingClientRect();
    const [left, top] = this.at ?? [0, 0];
    const [clientX, clientY] = [left + x, top + y];
    // It goes no further than the canvas: nobody else is to take it for the visitor's.
    this.canvas?.dispatchEvent(new PointerEvent(name, { clientX, clientY, pointerType: this.kind }));
  }

  close() {
    this.leave();
    this.pressed = false;
    for (const go of this.after.splice(0)) go();
    this.gone.abort();
  }
}
