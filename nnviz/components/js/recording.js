// A recorded run: it answers the player's reports as the server does on the live page.

/** @import { Chunk, Explained, Frame, Picture, Recorded, Report, Scheme } from './types.js' */
/** @import { Message } from './outside.js' */
import { whole } from './ahead.js';

const RUN = 'recording';
const SENT = 30; // frames of one chunk
const LOW = 15; // frames still to be shown when the next ones are sent
const INVITED = 'Click or tap an edge or a neuron in the network: this place then shows its numbers.';
const BEGIN = ' Or press Step to present the first sample.';

/**
 * The pictures of each frame: what is recorded are differences from one to the next.
 * @param {Recorded} recorded
 * @returns {Record<string, Record<string, Picture | Picture[]>>[]}
 */
export function picturesOf({ pictures, frames }) {
  /** @type {Record<string, Record<string, Picture | Picture[]>>[]} */
  const made = frames.map(() => ({}));
  for (const [view, tables] of Object.entries(pictures)) {
    for (const [table, { several, shapes, bytes }] of Object.entries(tables)) {
      const length = shapes.reduce((sum, { size }) => sum + size, 0);
      const now = new Uint8Array(length);
      frames.forEach((_, i) => {
        for (let at = 0; at < length; at += 1) now[at] += bytes.charCodeAt(i * length + at);
        let from = 0;
        const each = shapes.map(({ size, ...shape }) => {
          const text = Array.from(now.subarray(from, from + size), (byte) => String.fromCharCode(byte)).join('');
          from += size;
          return { ...shape, bytes: btoa(text) };
        });
        made[i][view] = { ...made[i][view], [table]: several ? each : each[0] };
      });
    }
  }
  return made;
}

export class Recording {
  /**
   * @param {Recorded} recorded
   * @param {(message: Message) => void} show
   * @param {number} speed frames a second
   */
  constructor(recorded, show, speed) {
    this.recorded = recorded;
    this.show = show;
    this.speed = speed;
    this.steps = recorded.frames.map(({ step }) => step);
    this.pictures = picturesOf(recorded);
    /** Number of the frame at rest. */
    this.at = 0;
    this.playing = false;
    /** Number of the first frame that was not sent. */
    this.next = 0;
    /** @type {string | null} */
    this.chosen = null;
    this.heard = 0;
    this.told = 0;
  }

  get last() {
    return this.steps.length - 1;
  }

  get id() {
    return `${RUN}-${this.told}`;
  }

  // What is answered

  /**
   * Begins at a step, or the recorded one before it.
   * @param {number} step
   */
  begin(step) {
    this.playing = false;
    this.at = Math.max(
      this.steps.findLastIndex((each) => each <= step),
      0,
    );
    this.rest();
  }

  /** @param {Report} report */
  hear(report) {
    const before = this.heard;
    if (report.nonce <= before) return;
    this.heard = report.nonce;
    const fresh = Object.entries(report.wishes).filter(([, { nonce }]) => nonce > before);
    const wishes = Object.fromEntries(fresh.map(([name, { value }]) => [name, value]));
    const presses = report.presses.filter(({ nonce }) => nonce > before);
    if (wishes.theme) this.dress(/** @type {Scheme} */ (wishes.theme));
    for (const { name } of presses) this.press(name, report.shown);
    if (typeof wishes.seek === 'number') this.begin(wishes.seek);
    if (wishes.pick) this.pick(String(/** @type {{ key: unknown }} */ (wishes.pick).key), report.shown);
    const { want, done } = /** @type {{ want?: string, done?: string }} */ (/** @type {unknown} */ (report));
    if (done === this.id) this.stop(this.steps[this.last]);
    else if (want === this.id) this.send('append');
  }

  /**
   * @param {string} name
   * @param {number | null} shown the step on show
   */
  press(name, shown) {
    if (this.playing) this.stop(shown);
    else if (name === 'play') {
      this.play(this.at === this.last ? 0 : this.at + 1);
      return;
    }
    if (name === 'step_on') this.at = Math.min(this.at + 1, this.last);
    if (name === 'back') this.at = Math.max(this.at - 1, 0);
    if (name === 'reset') this.at = 0;
    this.rest();
  }

  /**
   * @param {string} key
   * @param {number | null} shown
   */
  pick(key, shown) {
    if (!(key in this.recorded.parts)) return;
    this.chosen = key;
    this.again(shown);
  }

  /**
   * @param {number} speed
   * @param {number | null} shown
   */
  faster(speed, shown) {
    this.speed = speed;
    if (this.playing) this.again(shown);
  }

  /**
   * What is shown is to look otherwise from here on.
   * @param {number | null} shown
   */
  again(shown) {
    if (this.playing) this.play(this.found(shown));
    else this.rest();
  }

  /** @param {Scheme} theme */
  dress(theme) {
    this.show({ theme, views: this.recorded.charts[theme] });
  }

  // What is told

  /** @param {number | null} shown */
  found(shown) {
    return Math.max(shown === null ? this.at : this.steps.indexOf(shown), 0);
  }

  /** @param {number | null} shown */
  stop(shown) {
    this.playing = false;
    this.at = this.found(shown);
    this.rest();
  }

  /** @param {number} from */
  play(from) {
    this.playing = true;
    this.next = from;
    this.show({ said: '', spoken: 'Playing.', place: this.place });
    this.send('replace');
  }

  get place() {
    return { first: this.at === 0, last: this.at === this.last, playing: this.playing };
  }

  /** @param {Chunk['mode']} mode */
  send(mode) {
    if (!this.playing || (mode === 'append' && this.next > this.last)) return;
    const end = Math.min(this.next + SENT, this.last + 1);
    const frames = this.steps.slice(this.next, end).map((_, i) => this.frame(this.next + i));
    this.next = end;
    this.show({ chunk: this.chunk(mode, frames) });
  }

  /**
   * @param {Chunk['mode']} mode
   * @param {Frame[]} frames
   * @returns {Chunk}
   */
  chunk(mode, frames) {
    const { playing, heard } = this;
    const ending = playing && this.next > this.last;
    this.told += 1;
    return {
      ...{ id: this.id, mode, playing, light: true, low: ending ? 0 : LOW, frame_ms: 1000 / this.speed, ending, heard },
      ...{ furthest: this.steps[this.last], working: false, pace: null, line: null, address: null, frames },
    };
  }

  /** The page at rest. */
  rest() {
    const { said, wrong, alts, link, step } = this.recorded.frames[this.at];
    const spoken = [said || `Step ${step.toLocaleString('en')}.`, ...(wrong ?? [])].join(' ');
    const chunk = this.chunk('replace', [this.frame(this.at)]);
    this.show({ chunk, alts, said, wrong, link, spoken, explained: this.explained(), place: this.place });
  }

  /**
   * A frame as the player takes it.
   * @param {number} i
   * @returns {Frame}
   */
  frame(i) {
    const { step, fields, views } = this.recorded.frames[i];
    const made = whole({ step, fields, views }, this.recorded.tables);
    for (const [name, images] of Object.entries(this.pictures[i])) made.views[name] = { ...made.views[name], images };
    const lit = this.chosen === null ? null : this.recorded.parts[this.chosen].lit;
    const { network } = made.views;
    if (lit && network) made.views.network = { ...network, tables: { ...network.tables, ...lit } };
    return made;
  }

  /** @returns {Explained} */
  explained() {
    const { recorded, at } = this;
    const { whose, moved, step } = recorded.frames[at];
    const part = this.chosen === null ? null : recorded.parts[this.chosen];
    if (part) {
      const [, order] = part.changes.findLast(([frame]) => frame <= at) ?? [0, -1];
      const lines = this.lines(part.orders[order] ?? []);
      const words = lines.length ? `${part.kind}: ${whose}.` : `${part.kind}. It has no numbers at this step.`;
      return { name: part.name, words, lines };
    }
    if (moved) return { words: `${moved[1]} ${INVITED}`, lines: this.lines([moved[0]]) };
    return { words: step === 0 ? INVITED + BEGIN : INVITED, lines: [] };
  }

  /** @param {string[]} keys */
  lines(keys) {
    const { formulas, lines } = this.recorded;
    return keys.flatMap((key) => {
      const found = lines[key]?.[this.at];
      if (!found) return [];
      const [formula, numbers, note] = found;
      return [{ nodes: formulas[formula], numbers: numbers ? numbers.split(' ') : [], note }];
    });
  }
}
