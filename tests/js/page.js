// As much of a browser as the modules need that are tested without one.

/** A canvas that keeps what was put on it. */
class Canvas {
  width = 0;
  height = 0;
  /** @type {Uint8ClampedArray | null} */
  data = null;

  getContext() {
    return {
      createImageData: (/** @type {number} */ width, /** @type {number} */ height) => ({
        data: new Uint8ClampedArray(4 * width * height),
      }),
      putImageData: (/** @type {{ data: Uint8ClampedArray }} */ picture) => {
        this.data = picture.data;
      },
    };
  }
}

const PAGE = 'http://page.test/?seed=3';

export function page(href = PAGE) {
  const location = { href };
  const changes = /** @type {string[]} */ ([]);
  const history = {
    state: { mine: true },
    replaceState: (/** @type {unknown} */ _state, /** @type {string} */ _title, /** @type {string} */ url) => {
      location.href = url;
      changes.push(url);
    },
  };
  const globals = { window: { location, history }, document: { createElement: () => new Canvas() } };
  Object.assign(globalThis, globals);
  return { location, changes };
}

/**
 * A chunk with what a test does not care about.
 * @param {Partial<import('../../nnviz/components/js/types.js').Chunk>} parts
 * @returns {import('../../nnviz/components/js/types.js').Chunk}
 */
export const chunk = (parts = {}) => ({
  id: 'run-1',
  mode: 'append',
  playing: true,
  light: true,
  low: 40,
  frame_ms: 20,
  ending: false,
  furthest: 0,
  heard: 0,
  working: false,
  pace: null,
  line: null,
  address: {},
  frames: [],
  ...parts,
});

/** @param {number} step */
export const frame = (step) => ({ step, fields: {}, views: {} });

/**
 * @param {number} count
 * @param {number} first
 */
export const frames = (count, first = 1) => Array.from({ length: count }, (_, i) => frame(first + i));
