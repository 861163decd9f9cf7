// The frames of the steps around the one at rest, so that a press on Step, Back or Epoch is shown at once. The server is
// told and follows; where what it says is something else, its word counts.

/** @import { Ahead as Packet, Chunk, Columns, Frame } from './types.js' */
/** @import { Reports } from './reports.js' */
import { APP, AT_REST, SCRIPT } from './streamlit.js';

const KEPT = 64; // frames
export const SETTLED_MS = 1000; // after which the server has begun to answer what a hand did to the page

/**
 * A frame as the player takes it: the tables that begin another one are cut from it.
 * @param {Frame} frame
 * @param {Record<string, Columns>} tables
 * @returns {Frame}
 */
export function whole(frame, tables) {
  const views = Object.entries(frame.views).map(([name, { first, ...part }]) => {
    if (!first) return [name, part];
    const cut = Object.entries(first).map(([table, [from, rows]]) => {
      const columns = Object.entries(tables[from]).map(([column, values]) => [column, values.slice(0, rows)]);
      return [table, Object.fromEntries(columns)];
    });
    return [name, { ...part, tables: { ...part.tables, ...Object.fromEntries(cut) } }];
  });
  return { ...frame, views: Object.fromEntries(views) };
}

/**
 * Two stretches of the same steps as one, if they meet; else the later one.
 * @param {number[]} one
 * @param {number[]} other
 */
export function joined(one, other) {
  if (!one.some((step) => other.includes(step))) return other;
  return [...new Set([...one, ...other])].sort((a, b) => a - b);
}

/** Whether the server has handled all that it was told. */
const answered = () => document.querySelector(APP)?.getAttribute(SCRIPT) === AT_REST;

export class Ahead {
  /** @param {() => boolean} rests whether the server has handled all that it was told */
  constructor(rests = answered) {
    this.rests = rests;
    /** The line of steps that the frames belong to. @type {string | null} */
    this.line = null;
    /** @type {Map<number, { frame: Frame, tables: Record<string, Columns> }>} */
    this.frames = new Map();
    /** Steps, each the next one of the one before. @type {number[]} */
    this.steps = [];
    /** Steps of an epoch. */
    this.epoch = 0;
    /** Frames that came before the picture of their line. @type {Packet | null} */
    this.early = null;
    /** Where the server stood when it was heard last, and the last report that it had heard. */
    this.base = { step: 0, heard: 0 };
    /** The first press since that leads where nobody here knows. @type {{ nonce: number, time: number } | null} */
    this.blind = null;
    /** When a hand last did something else to the page, which may change what comes next. @type {number | null} */
    this.touched = null;
  }

  /** Steps whose frames are there. */
  get holds() {
    return [...this.frames.keys()];
  }

  /**
   * A hand did something else than press a button of the transport: what that changes the server has to say.
   * @param {number} now
   */
  touch(now) {
    this.touched = now;
  }

  /**
   * Whether nothing that a hand did to the page may still be on its way to the server.
   * @param {number} now
   */
  sure(now) {
    if (this.touched !== null && now - this.touched > SETTLED_MS && this.rests()) this.touched = null;
    return this.touched === null;
  }

  /**
   * What the server says of a step at rest, or anything else.
   * @param {Chunk} chunk
   */
  hear(chunk) {
    const [frame] = chunk.frames;
    const line = chunk.mode === 'replace' && frame ? chunk.line : null;
    if (line !== this.line) {
      this.line = line;
      this.frames.clear();
      this.steps = [];
    }
    const { blind } = this;
    if (blind && chunk.heard >= blind.nonce) {
      this.blind = null;
      // The server has heard a press that was made after it.
      if (this.touched !== null && this.touched <= blind.time) this.touched = null;
    }
    this.base = { step: frame?.step ?? 0, heard: chunk.heard };
    if (line === null) return;
    this.put(frame, {});
    if (this.early) this.take(this.early);
  }

  /** @param {Packet} packet */
  take(packet) {
    const { line, steps, epoch, tables, frames } = packet;
    this.early = line === this.line ? null : packet;
    if (this.early) return;
    this.steps = joined(this.steps, steps);
    this.epoch = epoch;
    for (const frame of frames) this.put(frame, tables);
  }

  /**
   * @param {Frame} frame
   * @param {Record<string, Columns>} tables
   */
  put(frame, tables) {
    this.frames.delete(frame.step); // to be the newest
    this.frames.set(frame.step, { frame, tables });
    const [oldest] = this.frames.keys();
    if (this.frames.size > KEPT) this.frames.delete(oldest);
  }

  /**
   * The step that a press leads to, if it is known.
   * @param {string} name
   * @param {number} step
   * @returns {number | null}
   */
  next(name, step) {
    const at = this.steps.indexOf(step);
    /** @type {number | undefined} */
    let found;
    if (name === 'step_on' && at >= 0) found = this.steps[at + 1];
    if (name === 'back' && at >= 0) found = this.steps[at - 1];
    if (name === 'epoch' && this.epoch) found = (Math.floor(step / this.epoch) + 1) * this.epoch;
    return found !== undefined && this.frames.has(found) ? found : null;
  }

  /**
   * The step that the presses lead to which the server has not answered, as far as that is known, and whether it is.
   * @param {Pick<Reports, 'presses' | 'wishes'>} reports
   */
  walk({ presses, wishes }) {
    const { step, heard } = this.base;
    const others = Object.values(wishes).map(({ nonce }) => nonce);
    if (this.blind) others.push(this.blind.nonce);
    const limit = Math.min(...others.filter((nonce) => nonce > heard));
    let at = step;
    for (const { name, nonce } of presses) {
      const next = nonce < limit ? this.next(name, at) : null;
      if (next === null) return { step: at, known: false };
      at = next;
    }
    return { step: at, known: limit === Infinity };
  }

  /**
   * A frame that is there.
   * @param {number} step
   */
  frame(step) {
    const found = this.frames.get(step);
    return found ? whole(found.frame, found.tables) : null;
  }

  /**
   * The frame that a press leads to, the last one of the reports; null if the server has to say.
   * @param {Pick<Reports, 'presses' | 'wishes'>} reports
   * @param {number} now
   */
  press(reports, now) {
    const { step, known } = this.walk(reports);
    if (this.line !== null && known && this.sure(now)) return this.frame(step);
    this.blind ??= { nonce: reports.presses[reports.presses.length - 1].nonce, time: now };
    return null;
  }

  /**
   * The frame to be shown when the server has said where it stands: its own, or the one that later presses lead to.
   * @param {Chunk} chunk
   * @param {Pick<Reports, 'presses' | 'wishes'>} reports
   */
  due(chunk, reports) {
    if (this.line === null) return null;
    return this.frame(this.walk(reports).step) ?? chunk.frames[0];
  }
}
