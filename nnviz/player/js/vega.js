// Vega's own JavaScript, which the server has as a file of its own, and how a chart is made with it.

/** @import { Mark, Spec, VegaSpec, VegaView } from './types.js' */

/** @typedef {{ view: VegaView, finalize: () => void }} Embedded */
/** @typedef {(holder: HTMLElement, spec: Spec, options: object) => Promise<Embedded>} Embed */

/** @type {Map<string, Promise<void>>} */
const loads = new Map();

/**
 * @param {string} url
 * @returns {Promise<void>}
 */
function library(url) {
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
 * Vega-Lite reads pictures from addresses only; Vega itself also takes them ready made, and then they cannot flicker.
 * @param {VegaSpec} spec
 */
export function useImages(spec) {
  /** @param {Mark[] | undefined} marks */
  const visit = (marks) =>
    marks?.forEach((mark) => {
      if (mark.type === 'image' && mark.encode?.update) {
        delete mark.encode.update.url;
        mark.encode.update.image = { field: 'image' };
      }
      visit(mark.marks);
    });
  visit(spec.marks);
  return spec;
}

/**
 * @param {HTMLElement} holder
 * @param {Spec} spec
 * @param {string} url of Vega
 * @returns {Promise<Embedded>}
 */
export async function embed(holder, spec, url) {
  // Vega measures its texts once: the page's font has to be there by then.
  await Promise.all([library(url), document.fonts.load(`13px ${spec.config.font}`)]);
  const { vegaEmbed } = /** @type {{ vegaEmbed: Embed }} */ (/** @type {unknown} */ (window));
  return vegaEmbed(holder, spec, { actions: false, renderer: 'canvas', patch: useImages });
}
