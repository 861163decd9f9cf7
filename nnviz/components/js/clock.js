// When a player looks again: at the next animation frame while something moves, and a few times a second while all
// stands still: a page at rest that asks for each animation frame takes a processor's time for nothing.

import { FRAME_MS } from './queue.js';

export const REST_MS = 200; // between two looks while all stands still

export class Clock {
  /**
   * @param {(now: number) => number} look says for how many milliseconds nothing has to be done, as far as is known
   * @param {AbortSignal} gone once it is to stand still
   */
  constructor(look, gone) {
    this.look = look;
    this.gone = gone;
    /** Whether an animation frame was asked for. */
    this.asked = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.resting = undefined;
    gone.addEventListener('abort', () => clearTimeout(this.resting));
    this.wake();
  }

  /** Looks at the next animation frame. */
  wake() {
    clearTimeout(this.resting);
    if (this.asked || this.gone.aborted) return;
    this.asked = true;
    requestAnimationFrame((now) => this.strike(now));
  }

  /** @param {number} now */
  strike(now) {
    this.asked = false;
    if (this.gone.aborted) return;
    let pause = 0;
    try {
      pause = this.look(now);
    } finally {
      if (pause <= FRAME_MS) this.wake();
      else if (!this.asked) this.resting = setTimeout(() => this.wake(), Math.min(pause, REST_MS));
    }
  }
}
