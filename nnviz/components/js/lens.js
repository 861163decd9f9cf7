// A lens that shows one of the small pictures large.

/** @import { Tile } from './types.js' */

const SIDE = 190;
const AWAY = 18; // pixels from the pointer
const COLOURS = ['--st-background-color', '--st-text-color'];

/** A small picture large, beside the pointer, with the words of its tooltip; it stays true while the picture moves. */
export class Lens {
  /** @param {Element} around whose colours it takes: the page may have others */
  constructor(around) {
    this.around = around;
    /** @type {Tile | null} */
    this.tile = null;
    this.element = document.createElement('div');
    this.element.className = 'player-lens';
    this.canvas = Object.assign(document.createElement('canvas'), { width: 2 * SIDE, height: 2 * SIDE });
    this.words = document.createElement('div');
    this.element.append(this.canvas, this.words);
  }

  /**
   * @param {Tile} tile
   * @param {[string, unknown][]} words names and what stands behind them
   * @param {MouseEvent} event
   */
  show(tile, words, event) {
    this.tile = tile;
    this.words.replaceChildren(
      ...words
        .filter(([, text]) => text)
        .map(([name, text]) => {
          const line = document.createElement('div');
          const label = document.createElement('b');
          label.textContent = name ? `${name} ` : '';
          line.append(label, String(text));
          return line;
        }),
    );
    const style = getComputedStyle(this.around);
    for (const name of COLOURS) this.element.style.setProperty(name, style.getPropertyValue(name));
    if (!this.element.isConnected) document.body.appendChild(this.element);
    this.draw();
    const { width, height } = this.element.getBoundingClientRect();
    const right = event.clientX + AWAY;
    const x = right + width < window.innerWidth ? right : Math.max(4, event.clientX - AWAY - width);
    const y = Math.min(Math.max(4, event.clientY - height / 2), window.innerHeight - height - 4);
    Object.assign(this.element.style, { left: `${x}px`, top: `${Math.max(4, y)}px` });
  }

  draw() {
    if (!this.tile) return;
    const context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext('2d'));
    context.imageSmoothingQuality = 'high';
    context.drawImage(this.tile, 0, 0, this.canvas.width, this.canvas.height);
  }

  hide() {
    this.tile = null;
    this.element.remove();
  }
}
