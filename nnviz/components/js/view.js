// One picture: an element, a Vega view once it is there, and the tables that it shows.

/** @import { About, Row, VegaView, ViewPart } from './types.js' */
/** @import { Size } from './vega.js' */
import { bytesOf, Pictures } from './pictures.js';
import { Pointer } from './pointer.js';
import { Tables } from './tables.js';
import { Tip } from './tip.js';
import { Chart } from './vega.js';

const APART_MS = 100; // between two charts while the element's size changes from frame to frame

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
    /** @type {Chart | null} */
    this.chart = null;
    /** @type {string[]} */
    this.picks = [];
    this.store = new Tables();
    this.pictures = new Pictures();
    this.tip = new Tip(this.store, () => this.pictures.tiles, element);
    this.pointer = new Pointer(element, () => this.tip.item !== null);
    /** @type {Record<string, unknown>} */
    this.signals = {};
    this.moved = false;
    /** Frames of a new shape may overtake the chart that they are for. @type {ViewPart[]} */
    this.early = [];
    /** @type {(() => void) | undefined} */
    this.finalize = undefined;
    /** Number of the chart that is being made, or was last. */
    this.turn = 0;
    /** What the chart was made for: its element's size, and pixels of the screen for one of the page. */
    this.fit = '';
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.waiting = undefined;
    /** The element's size when it was measured last: to measure it makes the browser lay out the page at once. */
    this.box = { width: 0, height: 0 };
    this.watch = new ResizeObserver(() => this.measured());
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
  async show({ id, shape, spec, tables, palette, alt, picks, lens, follows }, url) {
    if (alt) this.element.setAttribute('aria-label', alt);
    if (id === this.id) return;
    if (!spec) {
      this.wish('need', id);
      return;
    }
    this.id = id;
    this.pictures.palette = palette ? bytesOf(palette) : new Uint8Array();
    if (shape !== this.shape) {
      const early = this.early.filter((part) => part.shape === shape);
      Object.assign(this, { shape, signals: {}, early: [] });
      this.pictures.clear();
      this.store.clear();
      for (const [name, columns] of Object.entries(tables ?? {})) this.store.put(name, columns);
      for (const part of early) this.take(part);
    }
    this.chart = new Chart(spec, url);
    this.picks = picks ?? [];
    this.tip.about = lens;
    this.tip.follows = follows ?? [];
    await this.make();
  }

  // The chart

  measure() {
    const { clientWidth: width, clientHeight: height } = this.element;
    this.box = { width, height };
  }

  /** The element's size, or that of the screen's pixels, may have changed. */
  measured() {
    this.measure();
    this.fitted();
  }

  /** Makes the chart again if what it was made for is no more so; some times a second at most. */
  fitted() {
    if (!this.chart || this.waiting !== undefined || this.fit === this.surroundings()) return;
    const again = () => {
      this.waiting = undefined;
      if (this.fit !== this.surroundings()) this.make().catch((error) => console.error(error));
    };
    this.waiting = setTimeout(again, this.view ? APART_MS : 0);
  }

  surroundings() {
    const { width, height } = this.box;
    return `${width} ${this.chart?.fills ? height : ''} ${window.devicePixelRatio}`;
  }

  /** Makes the chart for what is around it now, just as when the page is opened, beside the old one: nothing flashes. */
  async make() {
    const { chart, element } = this;
    if (!this.box.width) this.measure();
    if (!chart || !this.box.width) return; // out of sight; when it comes into sight its size changes
    this.turn += 1;
    const { turn } = this;
    this.fit = this.surroundings();
    const holder = document.createElement('div');
    holder.style.cssText = 'width:100%;height:100%;position:absolute;visibility:hidden';
    element.appendChild(holder);
    /** @type {Record<string, Row[]>} */
    const rows = {};
    let count = 0;
    const filling = () => {
      for (const name of Object.keys(this.store.columns)) rows[name] = this.store.made(name, this.pictures.of(name));
      ({ count } = this.store);
      this.fit = this.surroundings();
      return { size: this.size(chart), rows, signals: this.signals };
    };
    try {
      const { view, finalize } = await chart.make(holder, filling);
      await this.pointer.free();
      if (turn !== this.turn) {
        finalize();
        holder.remove();
        return;
      }
      this.tip.hide();
      this.finalize?.();
      Object.assign(this, { view, finalize });
      for (const pick of this.picks) {
        view.addSignalListener(pick, (_, value) => {
          const key = value?.[pick]?.[0];
          if (key !== undefined) this.wish('pick', { name: pick, key });
        });
      }
      this.tip.serve(view);
      this.moved = true; // to be served by others empties Vega's canvas
      this.store.hold(rows, count);
      holder.style.cssText = '';
      element.replaceChildren(holder);
      this.draw();
      this.pointer.look();
      this.fitted();
    } catch (error) {
      if (turn === this.turn) {
        element.textContent = `This picture could not be drawn: ${/** @type {Error} */ (error).message}`;
      }
      throw error;
    }
  }

  /**
   * @param {Chart} chart
   * @returns {Size}
   */
  size({ fills }) {
    const { width, height } = this.box;
    return { width, height: fills ? height : null };
  }

  // The frames

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
      this.store.touch(name);
    }
    if (signals) {
      Object.assign(this.signals, signals);
      this.moved = true;
    }
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

  draw() {
    const { view, store } = this;
    if (!view || !(store.dirty.size || this.moved)) return;
    for (const name of store.dirty) this.update(view, name);
    for (const [name, value] of Object.entries(this.signals)) view.signal(name, value);
    store.dirty.clear();
    this.moved = false;
    this.tip.refresh(view);
    // Everything is painted anew: what Vega paints over in part keeps traces of before at its rims, and takes no less.
    view.resize();
    view.run();
    this.tip.lens.draw();
    this.pointer.look();
  }

  /** All messages that it got, for its next mount, which may come after the frames that are for it. */
  told() {
    const { shape, tables, signals, early } = this;
    const images = this.pictures.told;
    return shape === undefined ? early : [{ shape, tables, signals, images }, ...early];
  }

  close() {
    this.turn += 1;
    clearTimeout(this.waiting);
    this.watch.disconnect();
    this.pointer.close();
    this.tip.hide();
    this.finalize?.();
  }
}
