// What the browser says to the server, and says again until it is answered.

/** @import { Chunk, Fact, Press, Report, Send, Wish } from './types.js' */
import { unheard } from './presses.js';

export const PATIENCE_MS = 1500; // after which what was not answered is said again
const MOST_PATIENCE_MS = 12_000; // a page that is slow to hear an answer is not made slower by more of them

/**
 * Streamlit keeps only the last report of those that come while a run is under way, so each says all that counts: what
 * is so as long as this chunk is the last, and each kind of wish the visitor had last, with its own number.
 */
export class Reports {
  /** @param {() => Pick<Report, 'shown' | 'queued' | 'line' | 'holds'>} state what is on show, what waits and what is held */
  constructor(state) {
    this.state = state;
    /** @type {Send | undefined} */
    this.send = undefined;
    /** @type {string | null} */
    this.chunk = null;
    this.nonce = 0;
    /** @type {Partial<Record<Fact, string>>} */
    this.facts = {};
    /** @type {Record<string, Wish>} */
    this.wishes = {};
    /** Presses on buttons that the server has not heard yet. @type {Press[]} */
    this.presses = [];
    /** Whether the server has said that nothing plays, walks or runs. */
    this.still = true;
    /** When the last report was sent. */
    this.reported = 0;
    this.patience = PATIENCE_MS;
    /** By whom something was said at this moment. @type {Send | undefined} */
    this.saying = undefined;
    /** Who is to say something after that. @type {Send | undefined} */
    this.next = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.over = undefined;
  }

  /**
   * Streamlit sends what is said at one moment as one message for one fragment, whoever has said it; so another
   * fragment's mount speaks a moment later.
   */
  report(send = this.send) {
    this.nonce += 1;
    this.reported = performance.now();
    if (!send) return;
    if (this.saying && send !== this.saying) {
      this.next = send;
      return;
    }
    this.saying = send;
    const { chunk, nonce, wishes, presses } = this;
    /** @type {Report} */
    const report = { ...this.state(), chunk, nonce, wishes, presses, ...this.facts };
    send('report', report);
    // Set after Streamlit's own, this timer runs after it.
    clearTimeout(this.over);
    this.over = setTimeout(() => this.rest(), 0);
  }

  rest() {
    const { next } = this;
    this.saying = undefined;
    this.next = undefined;
    if (next) this.report(next);
  }

  close() {
    clearTimeout(this.over);
    this.send = undefined;
    this.next = undefined;
  }

  /**
   * What is so of the last chunk.
   * @param {Fact} fact
   * @param {Send} [send]
   */
  tell(fact, send) {
    if (this.chunk !== null) this.facts[fact] = this.chunk;
    this.report(send);
  }

  /**
   * @param {string} name
   * @param {unknown} value
   */
  wish(name, value) {
    this.wishes = { ...this.wishes, [name]: { value, nonce: this.nonce + 1 } };
    this.report();
  }

  /**
   * Another chunk is there: what was so of the one before is so no more; what was wished of another run neither.
   * @param {Chunk} chunk
   */
  begin(chunk) {
    const another = this.chunk !== null && runOf(this.chunk) !== runOf(chunk.id);
    if (another) this.wishes = {};
    this.presses = unheard(this.presses, another ? Infinity : chunk.heard);
    this.chunk = chunk.id;
    this.still = chunk.mode === 'replace' && !chunk.playing && chunk.pace === null && !chunk.working;
    this.facts = {};
    this.patience = PATIENCE_MS;
  }

  /**
   * What the server has not answered is said again, each time after twice as long; but for a wish for frames, which the
   * player asks anew itself.
   * @param {number} now
   */
  again(now) {
    const waiting = this.presses.length > 0 || Object.keys(this.facts).some((fact) => fact !== 'want');
    if (!waiting || now - this.reported <= this.patience) return;
    this.patience = Math.min(2 * this.patience, MOST_PATIENCE_MS);
    this.report();
  }
}

/**
 * The name of the run that a chunk belongs to.
 * @param {string} id
 */
export const runOf = (id) => id.split('-')[0];

/**
 * Whether a chunk is no news. Two mounts bring chunks, and one that was not drawn anew still holds an older one.
 * @param {string | undefined} last id of the last chunk
 * @param {string} id
 */
export function known(last, id) {
  if (last === undefined) return false;
  const [mine, number] = last.split('-');
  const [run, next] = id.split('-');
  return run === mine && Number(next) <= Number(number);
}
