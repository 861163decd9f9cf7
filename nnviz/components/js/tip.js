// The tooltip of the element under the pointer: numbers of the frame on show, and an enlarged view of a small picture.

/** @import { Follow, Item, Place, Tile, VegaView } from './types.js' */
/** @import { Tables } from './tables.js' */
import { Lens } from './lens.js';

const WORDS = '#vg-tooltip-element';
const RIM = 4; // pixels between words and the window's edge

/**
 * Where words lie that are beside a mouse, and not cut by the window's edge; a finger hides what is beside it, so that for
 * one they lie in the corner of the picture that is farthest from it.
 * @param {{ left: number, top: number, width: number, height: number }} words as they lie
 * @param {{ left: number, top: number, right: number, bottom: number }} picture
 * @param {Place | null} finger
 * @param {{ width: number, height: number }} window
 * @returns {Place}
 */
export function placed(words, picture, finger, window) {
  let [left, top] = [words.left, words.top];
  if (finger) {
    const [x, y] = finger;
    left = x > (picture.left + picture.right) / 2 ? picture.left : picture.right - words.width;
    top = y > (picture.top + picture.bottom) / 2 ? picture.top : picture.bottom - words.height;
  }
  /** @type {(at: number, size: number, room: number) => number} */
  const within = (at, size, room) => Math.max(RIM, Math.min(at, room - size - RIM));
  return [within(left, words.width, window.width), within(top, words.height, window.height)];
}

/**
 * A tooltip's text without unknown values.
 * @param {unknown} value
 */
export function known(value) {
  if (value === null || typeof value !== 'object') return value;
  const words = Object.entries(value).filter(([, text]) => text !== '' && text !== null && text !== undefined);
  return words.length ? Object.fromEntries(words) : null;
}

export class Tip {
  /**
   * @param {Tables} tables
   * @param {() => Tile[]} tiles the small pictures
   * @param {Element} element of the picture
   */
  constructor(tables, tiles, element) {
    this.tables = tables;
    this.tiles = tiles;
    this.element = element;
    this.lens = new Lens(element);
    /** Words under a picture in the lens. @type {string | undefined} */
    this.about = undefined;
    /** @type {Follow[]} */
    this.follows = [];
    /** What is pointed at, if there are words about it. @type {Item | null} */
    this.item = null;
    /** @type {(() => void) | undefined} */
    this.drop = undefined;
  }

  /** @param {VegaView} view */
  serve(view) {
    this.hide();
    const plain = view.tooltip();
    view.tooltip((handler, event, item, value) => {
      this.item = value ? item : null;
      if (value && item && this.refresh(view)) view.run();
      const words = known(this.item ? this.item.tooltip : null);
      const tile = words ? this.tiles()[Number(item?.datum?.tile)] : undefined;
      if (tile) this.lens.show(tile, [...Object.entries(/** @type {object} */ (words)), ['', this.about]], event);
      else this.lens.hide();
      plain.call(view, handler, event, item, tile ? null : words);
      if (words && !tile) this.place(event);
    });
    this.drop = () => {
      const nowhere = new MouseEvent('pointerout');
      plain.call(view, null, nowhere, null, null);
    };
  }

  /**
   * Puts Vega's words where they are seen whole.
   * @param {MouseEvent} event
   */
  place(event) {
    const { clientX, clientY } = event;
    const touched = 'pointerType' in event && event.pointerType === 'touch';
    const words = /** @type {HTMLElement | null} */ (document.querySelector(WORDS));
    if (!words) return;
    const finger = /** @type {Place | null} */ (touched ? [clientX, clientY] : null);
    const window = { width: document.documentElement.clientWidth, height: document.documentElement.clientHeight };
    const [left, top] = placed(words.getBoundingClientRect(), this.element.getBoundingClientRect(), finger, window);
    Object.assign(words.style, { left: `${left}px`, top: `${top}px` });
  }

  /**
   * Gives the row under the pointer the columns that it follows; returns whether any were missing.
   * @param {VegaView} view
   */
  refresh(view) {
    const datum = this.item?.datum;
    if (!datum) return false;
    let any = false;
    for (const follow of this.follows) {
      const lack = this.tables.lacks(follow, datum);
      if (!lack) continue;
      const changes = view.changeset();
      for (const [column, value] of lack.values) changes.modify(lack.row, column, value);
      view.change(follow.table, changes);
      any = true;
    }
    return any;
  }

  hide() {
    if (this.item) this.drop?.();
    this.item = null;
    this.lens.hide();
  }
}
