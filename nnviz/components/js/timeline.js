// A slider over the steps: it follows the picture, and a drag asks for the steps that it passes, one at a time.

/** @import { Player } from './player.js' */
import { PATIENCE_MS } from './reports.js';

/**
 * The slider's end: 1, 2 or 5 times a power of ten, as that of the loss curve, so that it is not full at every step.
 * @param {number} step
 */
export function span(step) {
  if (step <= 100) return 100;
  const power = 10 ** Math.floor(Math.log10(step));
  return power * /** @type {number} */ ([1, 2, 5, 10].find((factor) => factor * power >= step));
}

export class Timeline {
  /**
   * @param {{ label: string, title: string, steps?: number[] }} about with `steps`, there are no others
   * @param {Pick<Player, 'chunk' | 'shown' | 'reports'>} player
   */
  constructor({ label, title, steps }, player) {
    const words = document.createElement('span');
    words.textContent = label;
    const range = { type: 'range', min: '0', max: '1', step: '1', value: '0', title };
    this.input = Object.assign(document.createElement('input'), range);
    this.input.setAttribute('aria-label', label);
    this.element = document.createElement('label');
    this.element.className = 'player-time';
    this.element.append(words, this.input);
    this.player = player;
    /** The steps that there are, if not all of them. @type {number[] | undefined} */
    this.steps = steps;
    /** The latest step that the run has been at. */
    this.last = 0;
    /** Where the visitor wants to be. @type {number | undefined} */
    this.wish = undefined;
    /** What the server was asked for and has not answered. @type {number | undefined} */
    this.asked = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.overdue = undefined;
    for (const name of ['input', 'change']) this.input.addEventListener(name, () => this.want());
    this.follow();
  }

  close() {
    clearTimeout(this.overdue);
  }

  want() {
    const at = Number(this.input.value);
    this.wish = this.steps ? this.steps[at] : Math.min(at, this.last);
    this.ask();
  }

  ask() {
    if (this.wish === undefined || this.asked !== undefined) return;
    this.asked = this.wish;
    this.player.reports.wish('seek', this.wish);
    this.overdue = setTimeout(() => this.answered(), PATIENCE_MS);
  }

  answered() {
    clearTimeout(this.overdue);
    if (this.asked === this.wish) this.wish = undefined;
    this.asked = undefined;
    this.ask();
    this.follow();
  }

  follow() {
    const { chunk, shown } = this.player;
    if (this.wish !== undefined || shown === null || !chunk) return;
    const { steps } = this;
    const last = chunk.playing && !steps ? shown : Math.max(chunk.furthest, shown);
    this.last = last;
    this.input.max = String(steps ? steps.length - 1 : span(last));
    this.input.value = String(steps ? steps.indexOf(shown) : shown);
    this.input.disabled = steps ? steps.length < 2 : last === 0;
    this.input.setAttribute('aria-valuetext', `step ${shown.toLocaleString('en')} of ${last.toLocaleString('en')}`);
  }
}
