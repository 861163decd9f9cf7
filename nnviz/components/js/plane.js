// The plane that samples are drawn into: where a point lies on the canvas, and the picture of it.

/** @import { Place, PlaneData, Point } from './types.js' */
import { mark } from './shapes.js';

const PAD = { left: 46, right: 10, top: 10, bottom: 38 };
const RADIUS = 5.5;

export class Plane {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    /** @type {PlaneData | null} */
    this.data = null;
  }

  get box() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    return { left: PAD.left, top: PAD.top, width: width - PAD.left - PAD.right, height: height - PAD.top - PAD.bottom };
  }

  /** @returns {PlaneData} */
  get told() {
    if (!this.data) throw new Error('the plane has no data yet');
    return this.data;
  }

  // From the data's own units to pixels and back

  /**
   * @param {[number, number] | Point} point
   * @returns {Place}
   */
  place([x, y]) {
    const { box, told } = this;
    const [across, up] = [told.x.range, told.y.range];
    return [
      box.left + ((x - across[0]) / (across[1] - across[0])) * box.width,
      box.top + (1 - (y - up[0]) / (up[1] - up[0])) * box.height,
    ];
  }

  /**
   * The values at a place, or at the nearest one inside the plane.
   * @param {Place} place
   * @returns {[number, number]}
   */
  value([x, y]) {
    const { box, told } = this;
    /** @type {(axis: PlaneData['x'], part: number) => number} */
    const along = ({ range: [low, high], decimals }, part) => {
      const inside = Math.min(Math.max(part, 0), 1);
      return Number((low + inside * (high - low)).toFixed(decimals)) + 0;
    };
    return [along(told.x, (x - box.left) / box.width), along(told.y, 1 - (y - box.top) / box.height)];
  }

  /** @param {Place} place */
  holds([x, y]) {
    const { left, top, width, height } = this.box;
    return x >= left && x <= left + width && y >= top && y <= top + height;
  }

  // The picture

  /**
   * @param {Point[]} points
   * @param {{ at: Place, radius: number } | null} brush
   */
  draw(points, brush) {
    const { canvas, data } = this;
    const { clientWidth: width, clientHeight: height } = canvas;
    if (!width || !data) return;
    const scale = window.devicePixelRatio || 1;
    const [across, up] = [Math.round(width * scale), Math.round(height * scale)];
    if (canvas.width !== across || canvas.height !== up) Object.assign(canvas, { width: across, height: up });
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    this.#axes(context, data, height);
    for (const point of points) {
      const [x, y] = this.place(point);
      const { colour, shape } = data.classes[point[2]];
      mark(context, x, y, RADIUS, colour, shape);
      context.strokeStyle = data.colours.background;
      context.lineWidth = 1;
      context.stroke();
    }
    if (brush) {
      context.beginPath();
      context.arc(...brush.at, brush.radius, 0, 2 * Math.PI);
      context.strokeStyle = data.colours.muted;
      context.lineWidth = 1.5;
      context.stroke();
    }
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {PlaneData} data
   * @param {number} height
   */
  #axes(context, { x: across, y: up, colours }, height) {
    const { box } = this;
    context.fillStyle = colours.neutral;
    context.fillRect(box.left, box.top, box.width, box.height);
    context.strokeStyle = colours.grid;
    context.lineWidth = 1;
    context.strokeRect(box.left, box.top, box.width, box.height);
    context.fillStyle = colours.muted;
    context.font = `12px ${colours.font}`;
    context.textAlign = 'center';
    context.textBaseline = 'top';
    for (const tick of across.ticks) {
      const [x, y] = this.place([tick, up.range[0]]);
      context.fillText(String(tick), x, y + 6);
    }
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    for (const tick of up.ticks) {
      const [x, y] = this.place([across.range[0], tick]);
      context.fillText(String(tick), x - 6, y);
    }
    context.fillStyle = colours.text;
    context.font = `13px ${colours.font}`;
    context.textAlign = 'center';
    context.textBaseline = 'bottom';
    context.fillText(across.name, box.left + box.width / 2, height);
    context.save();
    context.translate(12, box.top + box.height / 2);
    context.rotate(-Math.PI / 2);
    context.textBaseline = 'middle';
    context.fillText(up.name, 0, 0);
    context.restore();
  }
}
