// One chart: an element, a Vega view once it is there, and the tables that it shows.

/** @import { About, Item, VegaView, ViewPart } from './types.js' */
import { Lens } from './lens.js';
import { bytesOf, Pictures } from './pictures.js';
import { Tables } from './tables.js';
import { embed } from './vega.js';

const never = () => false;

export class View {
  /**
   * @param {HTMLElement} element
   * @param {(name: string, value: unknown) => void} wish
   */
  constructor(element, wish) {
    this.element = element;
    this.wish = wish;
    /** @type {VegaView | null} */
    this.view = null;
    /** @type {string | null} */
    this.id = null;
    /** @type {string | undefined} */
    this.shape = undefined;
    /** @type {string | undefined} */
    this.about = undefined;
    this.store = new Tables();
    this.pictures = new Pictures();
    /** @type {Record<string, unknown>} */
    this.signals = {};
    this.moved = false;
    /** Frames of a new shape may overtake the chart that they are for. @type {ViewPart[]} */
    this.early = [];
    this.lens = new Lens();
    /** @type {(() => void) | undefined} */
    this.finalize = undefined;
    this.holding = element;
    this.fill = false;
    this.width = 0;
    this.height = 0;
    this.watch = new ResizeObserver(() => this.resize());
    this.watch.observe(element);
  }

  get tables() {
    return this.store.columns;
  }

  get tiles() {
    return this.pictures.tiles;
  }

  /**
   * @param {About} about
   * @param {string} url of Vega
   */
  async show({ id, shape, spec, tables, palette, alt, picks, lens }, url) {
    if (alt) this.element.setAttribute('aria-label', alt);
    if (id === this.id) return;
    if (!spec) {
      this.wish('need', id);
      return;
    }
    this.id = id;
    this.pictures.palette = palette ? bytesOf(palette) : new Uint8Array();
    this.about = lens;
    if (shape !== this.shape) {
      const early = this.early.filter((part) => part.shape === shape);
      Object.assign(this, { shape, signals: {}, early: [] });
      this.pictures.clear();
      this.store.clear();
      for (const [name, columns] of Object.entries(tables ?? {})) this.store.put(name, columns);
      for (const part of early) this.take(part);
    }
    try {
      const holder = this.holder();
      const { view, finalize } = await embed(holder, spec, url);
      if (this.id !== id) {
        finalize();
        holder.remove();
        return;
      }
      this.finalize?.();
      this.lens.hide();
      this.element.replaceChildren(holder);
      Object.assign(this, { holding: holder, view, finalize, fill: spec.height === 'container', width: 0 });
      for (const pick of picks ?? []) {
        view.addSignalListener(pick, (_, value) => {
          const key = value?.[pick]?.[0];
          if (key !== undefined) this.wish('pick', { name: pick, key });
        });
      }
      this.magnify(view);
      this.store.renew();
      this.resize();
      this.draw(true);
    } catch (error) {
      this.element.textContent = `This picture could not be drawn: ${/** @type {Error} */ (error).message}`;
      throw error;
    }
  }

  holder() {
    // Embedded beside the old chart and then put in its place, so that a change of theme or shape does not flash.
    const holder = document.createElement('div');
    holder.style.cssText = 'width:100%;height:100%;position:absolute;visibility:hidden';
    this.element.appendChild(holder);
    return holder;
  }

  /** @param {ViewPart} part */
  take(part) {
    if (part.shape !== this.shape) {
      this.early.push(part);
      return;
    }
    const { tables, append, signals, images } = part;
    for (const [name, columns] of Object.entries(tables ?? {})) this.store.put(name, columns);
    for (const [name, columns] of Object.entries(append ?? {})) this.store.append(name, columns);
    for (const [name, image] of Object.entries(images ?? {})) {
      this.pictures.told[name] = image;
      this.store.dirty.add(name);
    }
    if (signals) {
      Object.assign(this.signals, signals);
      this.moved = true;
    }
  }

  /**
   * Over what has a small picture, the tooltip is that picture large.
   * @param {VegaView} view
   */
  magnify(view) {
    const plain = view.tooltip();
    view.tooltip((handler, event, item, value) => {
      const tile = value ? this.tiles[Number(item?.datum?.tile)] : undefined;
      if (tile) this.lens.show(tile, [...Object.entries(/** @type {Item} */ (value)), ['', this.about]], event);
      else this.lens.hide();
      plain.call(view, handler, event, item, tile ? null : value);
    });
  }

  /**
   * @param {VegaView} view
   * @param {string} name
   */
  update(view, name) {
    const moved = this.store.update(name);
    const pictures = this.pictures.of(name);
    if (!moved) {
      view.data(name, this.store.rows(name, pictures));
      return;
    }
    const changes = view.changeset();
    for (const column of moved) changes.modify(never, column);
    view.change(name, changes.reflow());
  }

  draw(first = false) {
    const { view, store } = this;
    if (!view || !(store.dirty.size || this.moved || first)) return;
    for (const name of store.dirty) this.update(view, name);
    for (const [name, value] of Object.entries(this.signals)) view.signal(name, value);
    store.dirty.clear();
    this.moved = false;
    // Everything is painted anew: what Vega paints over in part keeps traces of before at its rims, and takes no less.
    view.resize();
    view.run();
    this.lens.draw();
  }

  resize() {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!this.view || !width || (width === this.width && height === this.height)) return;
    Object.assign(this, { width, height });
    this.view.width(width);
    if (this.fill) this.view.height(height);
    const { holding } = this;
    this.view.runAsync().then(() => {
      holding.style.cssText = '';
    });
  }

  close() {
    this.watch.disconnect();
    this.lens.hide();
    this.finalize?.();
  }
}
