// Pictures made of palette bytes, one or a sheet of small ones.

/** @import { Picture, Tile } from './types.js' */

/**
 * @param {string} text base64
 * @returns {Uint8Array}
 */
export const bytesOf = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

/**
 * The RGBA bytes of palette bytes.
 * @param {Uint8Array} indices
 * @param {number} start
 * @param {Uint8Array} palette RGB rows
 * @param {Uint8ClampedArray} pixels takes them
 */
export function colour(indices, start, palette, pixels) {
  for (let i = start, at = 0; at < pixels.length; i += 1, at += 4) {
    const row = 3 * indices[i];
    pixels[at] = palette[row];
    pixels[at + 1] = palette[row + 1];
    pixels[at + 2] = palette[row + 2];
    pixels[at + 3] = 255;
  }
}

/**
 * Paints bytes from one place on; on a canvas that there is already, so that whoever draws it draws the new picture.
 * @param {Uint8Array} indices
 * @param {number} start
 * @param {number} width
 * @param {number} height
 * @param {Uint8Array} palette
 * @param {Tile} [canvas]
 * @returns {Tile}
 */
export function paint(indices, start, width, height, palette, canvas = document.createElement('canvas')) {
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const picture = context.createImageData(width, height);
  colour(indices, start, palette, picture.data);
  context.putImageData(picture, 0, 0);
  canvas.complete = true; // as Vega asks of an image that it is given
  return canvas;
}

/** The pictures of one view's tables, painted in its palette. */
export class Pictures {
  constructor() {
    /** @type {Uint8Array} */
    this.palette = new Uint8Array();
    /** @type {Record<string, Picture | Picture[]>} */
    this.told = {};
    /** @type {Record<string, Tile>} */
    this.canvases = {};
    /** @type {Tile[]} */
    this.tiles = [];
  }

  clear() {
    this.told = {};
    this.tiles = [];
  }

  /**
   * The pictures of a table: one for all its rows, a list with one for each, or a sheet of small ones.
   * @param {string} name
   * @returns {Tile[] | undefined}
   */
  of(name) {
    const picture = this.told[name];
    if (!picture) return undefined;
    if (Array.isArray(picture) || !picture.tiles) {
      return [picture].flat().map(({ bytes, width }, i) => this.#paint(`${name} ${i}`, bytesOf(bytes), width));
    }
    const sheet = bytesOf(picture.bytes);
    const { tiles, width } = picture;
    const size = sheet.length / tiles;
    this.tiles = Array.from({ length: tiles }, (_, i) =>
      this.#paint(`${name} ${i}`, sheet, width, i * size, size / width),
    );
    return this.tiles;
  }

  /**
   * @param {string} name
   * @param {Uint8Array} bytes
   * @param {number} width
   */
  #paint(name, bytes, width, start = 0, height = bytes.length / width) {
    const canvas = paint(bytes, start, width, height, this.palette, this.canvases[name]);
    this.canvases[name] = canvas;
    return canvas;
  }
}
