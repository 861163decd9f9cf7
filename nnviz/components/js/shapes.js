// Paths of the shapes that the charts have for the classes, in a square from -1 to 1.

/**
 * @param {CanvasPath} path
 * @param {[number, number][]} corners
 */
function polygon(path, corners) {
  for (const [i, [x, y]] of corners.entries()) {
    if (i) path.lineTo(x, y);
    else path.moveTo(x, y);
  }
  path.closePath();
}

/**
 * @param {[number, number][]} corners
 * @returns {(path: CanvasPath) => void}
 */
const of = (corners) => (path) => polygon(path, corners);

const ARM = 0.35;

/** @type {Record<string, (path: CanvasPath) => void>} */
const SHAPES = {
  circle: (path) => path.arc(0, 0, 0.9, 0, 2 * Math.PI),
  square: (path) => path.rect(-0.8, -0.8, 1.6, 1.6),
  'triangle-up': of([
    [0, -1],
    [0.95, 0.75],
    [-0.95, 0.75],
  ]),
  'triangle-down': of([
    [0, 1],
    [0.95, -0.75],
    [-0.95, -0.75],
  ]),
  'triangle-right': of([
    [1, 0],
    [-0.75, 0.95],
    [-0.75, -0.95],
  ]),
  'triangle-left': of([
    [-1, 0],
    [0.75, 0.95],
    [0.75, -0.95],
  ]),
  diamond: of([
    [0, -1.1],
    [0.9, 0],
    [0, 1.1],
    [-0.9, 0],
  ]),
  cross: of([
    [-ARM, -1],
    [ARM, -1],
    [ARM, -ARM],
    [1, -ARM],
    [1, ARM],
    [ARM, ARM],
    [ARM, 1],
    [-ARM, 1],
    [-ARM, ARM],
    [-1, ARM],
    [-1, -ARM],
    [-ARM, -ARM],
  ]),
};

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 * @param {string} colour
 * @param {string} shape
 */
export function mark(context, x, y, radius, colour, shape) {
  context.save();
  context.translate(x, y);
  context.scale(radius, radius);
  context.beginPath();
  (SHAPES[shape] ?? SHAPES.circle)(context);
  context.restore();
  context.fillStyle = colour;
  context.fill();
}
