// The frames that are still to be shown, and when the next one is due.

/** @import { Chunk, Frame } from './types.js' */

export const FRAME_MS = 1000 / 60;
export const CALM_MS = 400; // between pictures for who asked their system for less motion
const EARLY_MS = 4; // an animation frame may come a little before its time

export class Queue {
  /** @param {() => boolean} calm whether the visitor asked for less motion */
  constructor(calm) {
    this.calm = calm;
    /** @type {Frame[]} */
    this.frames = [];
    this.due = 0;
  }

  get length() {
    return this.frames.length;
  }

  /** @param {Chunk} chunk */
  put(chunk) {
    if (chunk.mode !== 'append') this.frames = [];
    this.frames.push(...chunk.frames);
    if (chunk.mode === 'replace') this.due = 0;
  }

  /**
   * The frames that are due: none, one, or all frames of a period for visitors who want less motion.
   * @param {number} now
   * @param {Chunk} chunk
   * @returns {Frame[]}
   */
  next(now, chunk) {
    if (!this.frames.length || now < this.due - EARLY_MS) return [];
    const calm = chunk.playing && this.calm();
    const pause = calm ? CALM_MS : (chunk.playing ? chunk.frame_ms : FRAME_MS) * this.stretch(chunk);
    const count = calm ? Math.max(1, Math.round(CALM_MS / chunk.frame_ms)) : 1;
    const late = now - this.due;
    // If a frame is a little late, the next one comes sooner; if it is very late, the clock starts again.
    this.due = late < 3 * pause && this.due + pause > now ? this.due + pause : now + pause;
    return this.frames.splice(0, count);
  }

  /**
   * With a slow server the queued frames are shown more slowly, so that the pictures do not stop.
   * @param {Chunk} chunk
   */
  stretch(chunk) {
    if (!chunk.playing || this.frames.length > chunk.low / 2) return 1;
    return this.frames.length > chunk.low / 4 ? 1.5 : 3;
  }
}
