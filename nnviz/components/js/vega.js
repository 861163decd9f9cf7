// Vega's own JavaScript, which the server has as a file of its own and other pages have in themselves, and how a chart is
// made with it.

/** @import { Embedded, Mark, Row, Spec, Vegas, VegaSpec } from './types.js' */

/** @typedef {{ width: number, height: number | null }} Size of a chart; null where its own specification says it */

/**
 * What a chart shows from its first moment on.
 * @typedef {object} Filling
 * @property {Size} size
 * @property {Record<string, Row[]>} rows
 * @property {Record<string, unknown>} signals
 */

/** @type {Map<string, Promise<void>>} */
const loads = new Map();

/**
 * @param {string} url empty in a page that has Vega in itself
 * @returns {Promise<void>}
 */
export function library(url) {
  if (!url) return Promise.resolve();
  let load = loads.get(url);
  if (!load) {
    load = new Promise((done, fail) => {
      const script = document.createElement('script');
      Object.assign(script, { src: url, type: 'module', onload: () => done() });
      script.onerror = () => {
        loads.delete(url);
        fail(new Error(`could not load ${url}`));
      };
      document.head.appendChild(script);
    });
    loads.set(url, load);
  }
  return load;
}

/**
 * What Vega's JavaScript puts into the page, once it is there with the font: Vega measures its texts once.
 * @param {string} url
 * @param {string} font
 */
async function vegas(url, font) {
  await Promise.all([library(url), document.fonts.load(`13px ${font}`)]);
  return /** @type {Vegas} */ (/** @type {unknown} */ (window));
}

// Marks of this opacity are there to be pointed at alone. Of less than none Vega paints nothing, but it finds them as wide
// as they are, which it does not with those of none.
const UNSEEN = 0.001;
const UNPAINTED = -1;

/**
 * What Vega can and Vega-Lite cannot say. Pictures are taken ready made, not from addresses, and cannot flicker then. And
 * marks without words are not pointed at (the number on a neuron would hide the neuron), others are not painted.
 * @param {VegaSpec} spec
 */
export function prepare(spec) {
  /** @param {Mark[] | undefined} marks */
  const visit = (marks) => {
    for (const mark of marks ?? []) {
      const update = mark.encode?.update ?? {};
      if (mark.type === 'image') {
        delete update.url;
        update.image = { field: 'image' };
      }
      const opacity = /** @type {{ value?: number } | undefined} */ (update.opacity);
      if (opacity?.value === UNSEEN) update.opacity = { value: UNPAINTED };
      if (mark.type !== 'group' && !update.tooltip) mark.interactive = false;
      visit(mark.marks);
    }
  };
  visit(spec.marks);
  return spec;
}

/**
 * Puts sizes, rows and parameters into a compiled chart. Vega would measure its element itself, at times of its own, and
 * of tables that are empty at first it would find no ends.
 * @param {VegaSpec} spec
 * @param {Filling} filling
 */
export function fill(spec, { size, rows, signals }) {
  /** @type {Record<string, unknown>} */
  const told = { ...signals, ...size };
  for (const signal of spec.signals ?? []) {
    const value = told[signal.name] ?? null;
    if (value === null) continue;
    delete signal.init;
    if (signal.name in size) delete signal.on;
    signal.value = value;
  }
  for (const table of spec.data ?? []) {
    if (rows[table.name]) table.values = rows[table.name];
  }
  return spec;
}

/** One chart, compiled once and made as often as what is around it changes. */
export class Chart {
  /**
   * @param {Spec} spec
   * @param {string} url of Vega
   */
  constructor(spec, url) {
    this.spec = spec;
    this.url = url;
    /** Whether its height is its element's. */
    this.fills = spec.height === 'container';
    /** @type {VegaSpec | null} */
    this.compiled = null;
  }

  /**
   * @param {HTMLElement} holder
   * @param {() => Filling} filling called when it is made, which is not before Vega is there
   * @returns {Promise<Embedded>}
   */
  async make(holder, filling) {
    const { vegaEmbed } = await vegas(this.url, this.spec.config.font);
    const [spec, mode] = this.compiled ? [this.compiled, 'vega'] : [this.spec, 'vega-lite'];
    /** @param {VegaSpec} compiled */
    const patch = (compiled) => {
      this.compiled ??= prepare(compiled);
      return fill(this.compiled, filling());
    };
    const made = await vegaEmbed(holder, spec, { mode, actions: false, renderer: 'canvas', patch });
    for (const table of this.compiled?.data ?? []) delete table.values;
    return made;
  }
}
