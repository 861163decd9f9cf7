// What all mounts of one group share, which on the live page are all of them: the queue of frames and the clock.
// It knows views, tables, columns, signals and pictures made of palette bytes; what they mean is the server's affair.

/** @import { Chunk, Frame, Scheme, Send, ViewPart } from './types.js' */
/** @import { Timeline } from './timeline.js' */
/** @import { View } from './view.js' */
import { Address } from './address.js';
import { Ahead } from './ahead.js';
import { Clock } from './clock.js';
import { First } from './first.js';
import { Ground } from './ground.js';
import { Parts } from './parts.js';
import { Presses, watchHands } from './presses.js';
import { FRAME_MS, Queue } from './queue.js';
import { known, PATIENCE_MS, Reports } from './reports.js';
import { scheme, watch } from './surroundings.js';

const TRIES = 3; // to get charts in the page's own colours

const always = () => true;

export class Player {
  /** @param {Ground} ground where on the page its parts are */
  constructor(ground = new Ground()) {
    this.ground = ground;
    this.gone = new AbortController();
    const { signal } = this.gone;
    const calm = window.matchMedia('(prefers-reduced-motion: reduce)');
    this.queue = new Queue(() => calm.matches);
    this.ahead = new Ahead();
    this.reports = new Reports(() => {
      const { line, holds } = this.ahead;
      return { shown: this.shown, queued: this.queue.length, line, holds };
    });
    this.presses = new Presses(this.reports, (name) => this.pressed(name), ground, signal);
    watchHands(() => this.ahead.touch(performance.now()), ground, signal); // after the presses, which take their keys away
    this.addresses = new Address();
    this.first = new First();
    // In an element of a page parts come off the page while one scrolls, and on again; who takes them away says so.
    const kept = ground.elements ? always : undefined;
    /** @type {Parts<View>} */
    this.views = new Parts(kept);
    /** @type {Parts<HTMLElement>} */
    this.fields = new Parts(kept);
    /** @type {Parts<Timeline>} */
    this.times = new Parts(kept);
    /** What came for views that are not there yet. @type {Record<string, ViewPart[]>} */
    this.latest = {};
    /** @type {Chunk | null} */
    this.chunk = null;
    /** @type {number | null} */
    this.shown = null;
    /** The frame on show. @type {Frame | null} */
    this.frame = null;
    /** When a frame was drawn last. */
    this.drawn = 0;
    /** @type {Record<string, string>} */
    this.words = {};
    /** How more frames are asked for. @type {Send | undefined} */
    this.ask = undefined;
    /** When they were asked for last. */
    this.asked = 0;
    /** Id of the last chunk whose end was told. @type {string | null} */
    this.ended = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.pacing = undefined;
    /** What the charts are made for. @type {Scheme | null} */
    this.theme = null;
    this.tries = 0;
    this.tried = 0;
    this.zoom = window.devicePixelRatio;
    watch(() => this.look(), signal);
    this.clock = new Clock((now) => this.strike(now), signal);
  }

  /**
   * The clock's: it may rest until the address is due, while there is no frame to come.
   * @param {number} now
   */
  strike(now) {
    this.tick(now);
    if (!this.chunk) return Infinity;
    return this.queue.length || this.chunk.playing ? 0 : this.addresses.due - now;
  }

  /** Stops the clock, and listens to nothing any more. */
  close() {
    this.gone.abort();
    clearTimeout(this.pacing);
    this.reports.close();
    for (const time of this.times.each()) time.close();
  }

  /** @param {Chunk | null} chunk */
  receive(chunk) {
    if (!chunk || known(this.chunk?.id, chunk.id)) return;
    const { reports } = this;
    reports.begin(chunk);
    this.ahead.hear(chunk);
    this.chunk = chunk;
    this.asked = 0;
    this.queue.put({ ...chunk, frames: this.due(chunk) });
    if (chunk.mode === 'hold') reports.tell('held');
    clearTimeout(this.pacing);
    if (chunk.pace) this.pacing = setTimeout(() => reports.tell('tick'), 1000 * chunk.pace);
    if (chunk.working) reports.tell('working');
    if (!chunk.playing && chunk.mode === 'replace') {
      for (const time of this.times.each()) time.answered();
    }
    this.addresses.due = performance.now() + 2 * FRAME_MS; // the picture comes first
    this.clock.wake();
    // An answer is not kept waiting for the next animation frame, in which it could only begin to be drawn.
    if (chunk.mode === 'replace') this.tick(performance.now());
  }

  /**
   * The frames of a chunk that are to be shown. The browser may be ahead of the server, or have the picture already.
   * @param {Chunk} chunk
   */
  due(chunk) {
    const frame = this.ahead.due(chunk, this.reports);
    if (!frame) return chunk.frames;
    const waiting = this.queue.frames.at(-1);
    const last = waiting ?? this.frame;
    if (last?.step !== frame.step || JSON.stringify(last) !== JSON.stringify(frame)) return [frame];
    return waiting ? [waiting] : [];
  }

  /**
   * Shows what a press leads to, if that is known.
   * @param {string} name
   */
  pressed(name) {
    const now = performance.now();
    const frame = this.chunk && this.ahead.press(this.reports, now);
    if (!this.chunk || !frame) return;
    // On with the run drops what came after, and back does not.
    if (name !== 'back') this.chunk = { ...this.chunk, furthest: frame.step };
    this.queue.put({ ...this.chunk, mode: 'replace', frames: [frame] });
    this.clock.wake();
    // In haste a picture is drawn for the last of the presses before an animation frame.
    if (now - this.drawn > 2 * FRAME_MS) this.tick(now);
  }

  /** @param {number} now */
  tick(now) {
    const { chunk, queue, reports } = this;
    if (!chunk) return;
    const frames = queue.next(now, chunk);
    if (frames.length) this.show(frames);
    if (chunk.playing && queue.length <= chunk.low && now - this.asked > PATIENCE_MS) {
      this.asked = now;
      reports.tell('want', (chunk.light && this.ask) || reports.send);
    }
    if (chunk.ending && chunk.mode !== 'hold' && !queue.length && this.ended !== chunk.id) {
      this.ended = chunk.id;
      reports.tell('done');
    }
    reports.again(now);
    if (this.zoom !== window.devicePixelRatio) this.fit();
    if (this.tries < TRIES && now - this.tried > PATIENCE_MS) this.dress(now);
    if (now >= this.addresses.due) this.address(now);
  }

  /** The page's colours may have changed. */
  look() {
    this.tries = 0;
    this.tried = 0;
    this.fit();
  }

  /** Makes charts anew that were made for other surroundings. */
  fit() {
    this.zoom = window.devicePixelRatio;
    for (const view of this.views.each()) view.measured();
  }

  /**
   * Asks for charts in the page's colours, if they are in others.
   * @param {number} now
   */
  dress(now) {
    this.tried = now;
    const [part] = this.ground.all('[data-player]');
    const found = scheme(part ?? null);
    if (!found || !this.theme || found === this.theme) {
      this.tries = TRIES;
      return;
    }
    this.tries += 1;
    this.reports.wish('theme', found);
  }

  /** @param {Frame[]} frames */
  show(frames) {
    for (const frame of frames) this.take(frame);
    for (const view of this.views.each()) view.draw();
    this.drawn = performance.now();
    this.follow();
  }

  /** @param {Frame} frame */
  take(frame) {
    this.shown = frame.step;
    this.frame = frame;
    for (const [name, part] of Object.entries(frame.views)) {
      const views = this.views.all(name);
      if (!views.length) this.latest[name] = [...(this.latest[name] ?? []), part];
      for (const view of views) view.take(part);
    }
    this.words = { step: `step ${frame.step.toLocaleString('en')}`, ...frame.fields };
    this.say();
  }

  /** The counters. */
  say() {
    for (const [name, text] of Object.entries(this.words)) {
      for (const field of this.fields.all(name)) {
        if (field.textContent !== text) field.textContent = text;
        if (name === 'step') field.dataset.step = String(this.shown);
      }
    }
  }

  /** The time slider. */
  follow() {
    for (const time of this.times.each()) time.follow();
  }

  address(now = performance.now()) {
    if (this.chunk) this.addresses.follow(this.chunk, this.shown, this.queue.length, now);
  }
}
