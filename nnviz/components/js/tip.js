// The tooltip of the element under the pointer: numbers of the frame on show, and an enlarged view of a small picture.

/** @import { Follow, Item, Tile, VegaView } from './types.js' */
/** @import { Tables } from './tables.js' */
import { Lens } from './lens.js';

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
    });
    this.drop = () => {
      const nowhere = new MouseEvent('pointerout');
      plain.call(view, null, nowhere, null, null);
    };
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
