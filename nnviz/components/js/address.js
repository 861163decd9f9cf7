// The page's address follows the step on show, without a new entry in the browser's history.

/** @import { Chunk } from './types.js' */

export const ADDRESS_MS = 1000; // between two looks at the address
// Safari allows a hundred changes of the address in 30 seconds and throws at the next: some at once, then one by one.
const AT_ONCE = 10;
const APART_MS = 350;
const BEHIND = 60; // frames beyond a chunk, with which the step on show says little of what the server has

export class Address {
  constructor() {
    this.due = 0;
    this.changed = 0;
    this.allowed = AT_ONCE;
  }

  /**
   * @param {Chunk} chunk
   * @param {number | null} shown the step on show
   * @param {number} queued
   * @param {number} now
   */
  follow(chunk, shown, queued, now = performance.now()) {
    this.due = now + ADDRESS_MS;
    if (shown === null || !chunk.address || queued > chunk.frames.length + BEHIND) return;
    const url = addressed(window.location.href, { ...chunk.address, step: String(shown) });
    if (url === window.location.href) return;
    const allowed = Math.min(this.allowed + (now - this.changed) / APART_MS, AT_ONCE);
    if (allowed < 1) {
      this.due = now + (1 - allowed) * APART_MS;
      return;
    }
    this.allowed = allowed - 1;
    this.changed = now;
    window.history.replaceState(window.history.state, '', url);
  }
}

/**
 * @param {string} href
 * @param {Record<string, string | null>} parameters null takes one away
 */
export function addressed(href, parameters) {
  const url = new URL(href);
  for (const [name, value] of Object.entries(parameters)) {
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  return url.href;
}
