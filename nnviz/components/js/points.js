// A plane to draw samples in: clicks and strokes are drawn at once, and reported to the server when a stroke ends.
// Between two strokes the server may put other points in their place; it then gives them another token.

/** @import { Component, Place, PlaneData, Point, Send } from './types.js' */
import { Plane } from './plane.js';
import { mark } from './shapes.js';

const HIT = 9; // pixels from a point within which a click means it
const TOUCH_HIT = 16;
const STRIDE = 10; // pixels from one point of a stroke to the next, without a brush
const MOVED = 5; // pixels from which on a click is a stroke
const UNDOS = 100;

/** @typedef {{ id: number, before: Point[], from: Place, last: Place, moved: boolean, hit: number }} Stroke */

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {Partial<Record<string, unknown>>} properties
 * @param {(string | Node)[]} children
 */
function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

class Drawing {
  /** @param {HTMLElement} root */
  constructor(root) {
    /** @type {Point[]} */
    this.points = [];
    /** @type {Point[][]} */
    this.undos = [];
    /** @type {number | 'erase'} */
    this.tool = 0;
    this.nonce = 0;
    this.looks = '';
    /** @type {Stroke | null} */
    this.stroke = null;
    /** @type {Send | undefined} */
    this.send = undefined;
    root.className = 'points';
    this.tools = element('div', { className: 'points-tools' });
    this.tools.setAttribute('role', 'group');
    this.tools.setAttribute('aria-label', 'What a click adds');
    this.size = this.slider('Brush size', 0, 30, 0, (value) => (value ? `${value} %` : 'point'));
    this.count = this.slider('Points a click', 1, 20, 5, String);
    this.undoing = element('button', { type: 'button', textContent: 'Undo', onclick: () => this.undo() });
    this.clearing = element('button', { type: 'button', textContent: 'Clear', onclick: () => this.clear() });
    const sliders = [this.size.label, this.count.label];
    const brush = element('div', { className: 'points-brush' }, ...sliders, this.undoing, this.clearing);
    this.canvas = element('canvas', { className: 'points-plane' });
    this.canvas.setAttribute('role', 'img');
    this.plane = new Plane(this.canvas);
    this.said = element('div', { className: 'points-said' });
    this.said.setAttribute('role', 'status');
    root.append(this.tools, brush, this.canvas, this.said);
    this.canvas.addEventListener('pointerdown', (event) => this.begin(event));
    this.canvas.addEventListener('pointermove', (event) => this.move(event));
    this.canvas.addEventListener('pointerup', (event) => this.finish(event));
    this.canvas.addEventListener('pointercancel', (event) => this.cancel(event));
    this.canvas.addEventListener('pointerleave', () => {
      if (!this.stroke) this.draw();
    });
    this.watch = new ResizeObserver(() => this.draw());
    this.watch.observe(this.canvas);
  }

  /**
   * @param {string} name
   * @param {number} min
   * @param {number} max
   * @param {number} value
   * @param {(value: number) => string} say
   */
  slider(name, min, max, value, say) {
    const words = element('span', { className: 'points-value', textContent: say(value) });
    const range = { type: 'range', min: String(min), max: String(max), value: String(value) };
    const input = element('input', range);
    input.setAttribute('aria-label', name);
    input.addEventListener('input', () => {
      words.textContent = say(Number(input.value));
      this.tune();
    });
    return { input, label: element('label', {}, `${name} `, words, input) };
  }

  // What the server says

  /**
   * @param {PlaneData} data
   * @param {Send} send
   */
  update(data, send) {
    this.send = send;
    const fresh = data.token !== this.plane.data?.token;
    this.plane.data = data;
    if (fresh) {
      this.points = [...data.points];
      this.undos = [];
      this.stroke = null;
      if (this.tool !== 'erase' && this.tool >= data.classes.length) this.tool = 0;
    }
    const looks = JSON.stringify([data.classes, data.colours]);
    if (looks !== this.looks) {
      this.looks = looks;
      this.build(data);
    }
    this.tune();
    this.draw();
  }

  /** @param {PlaneData} data */
  build(data) {
    const buttons = data.classes.map(({ name, colour, shape }, label) => {
      const sign = element('canvas', { width: 28, height: 28 });
      mark(/** @type {CanvasRenderingContext2D} */ (sign.getContext('2d')), 14, 14, 10, colour, shape);
      return this.toolButton(label, sign, name);
    });
    this.tools.replaceChildren(...buttons, this.toolButton('erase', '✕', 'Erase'));
  }

  /**
   * @param {number | 'erase'} tool
   * @param {string | Node} sign
   * @param {string} name
   */
  toolButton(tool, sign, name) {
    const choose = () => {
      this.tool = tool;
      this.tune();
    };
    const button = element('button', { type: 'button', onclick: choose }, sign, ` ${name}`);
    button.dataset.tool = String(tool);
    button.setAttribute('aria-label', tool === 'erase' ? 'Erase' : `Class ${name}`);
    return button;
  }

  tune() {
    for (const button of this.tools.querySelectorAll('button')) {
      button.setAttribute('aria-pressed', String(button.dataset.tool === String(this.tool)));
    }
    this.count.label.hidden = this.brush === 0 || this.tool === 'erase';
    this.undoing.disabled = !this.undos.length;
    this.clearing.disabled = !this.points.length;
    const { length } = this.points;
    const { most } = this.plane.told;
    this.said.textContent =
      length < most
        ? `${length} point${length === 1 ? '' : 's'} of at most ${most}`
        : `${most} points, which is the most. Take some away to add others.`;
    this.canvas.setAttribute('aria-label', `Plane with ${length} points`);
  }

  tell() {
    this.nonce += 1;
    this.send?.('drawn', { token: this.plane.told.token, nonce: this.nonce, points: this.points });
    this.tune();
  }

  /** The brush's width as a part of the plane's; 0 for none. */
  get brush() {
    return Number(this.size.input.value) / 100;
  }

  get reach() {
    return (this.brush * this.plane.box.width) / 2;
  }

  // Strokes

  /**
   * @param {MouseEvent} event
   * @returns {Place}
   */
  at(event) {
    const bounds = this.canvas.getBoundingClientRect();
    return [event.clientX - bounds.x, event.clientY - bounds.y];
  }

  /** @param {PointerEvent} event */
  begin(event) {
    if (event.button || !this.plane.data) return;
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    const at = this.at(event);
    const hit = this.near(at, event.pointerType === 'touch' ? TOUCH_HIT : HIT);
    this.stroke = { id: event.pointerId, before: [...this.points], from: at, last: at, moved: false, hit };
    // A click on a point takes it away, but a stroke may begin on one: which it is shows when it moves or ends.
    if (this.tool === 'erase') this.erase(at);
    else if (this.brush || hit === -1) this.add(at);
    this.draw(at);
  }

  /** @param {PointerEvent} event */
  move(event) {
    const { stroke } = this;
    if (stroke?.id === event.pointerId) {
      for (const step of event.getCoalescedEvents?.() ?? [event]) this.on(stroke, this.at(step));
    }
    this.draw(this.at(event));
  }

  /**
   * @param {Stroke} stroke
   * @param {Place} at
   */
  on(stroke, at) {
    if (Math.hypot(at[0] - stroke.from[0], at[1] - stroke.from[1]) > MOVED) stroke.moved = true;
    if (!stroke.moved) return;
    if (this.tool === 'erase') {
      this.erase(at, stroke.last);
      stroke.last = at;
      return;
    }
    const stride = Math.max(STRIDE, this.brush * this.plane.box.width);
    let [x, y] = stroke.last;
    let left = Math.hypot(at[0] - x, at[1] - y);
    while (left >= stride) {
      x += ((at[0] - x) * stride) / left;
      y += ((at[1] - y) * stride) / left;
      this.add([x, y]);
      left = Math.hypot(at[0] - x, at[1] - y);
    }
    stroke.last = [x, y];
  }

  /** @param {PointerEvent} event */
  finish(event) {
    const { stroke } = this;
    if (stroke?.id !== event.pointerId) return;
    this.stroke = null;
    if (!stroke.moved && stroke.hit >= 0 && !this.brush && this.tool !== 'erase') this.points.splice(stroke.hit, 1);
    this.end(stroke.before);
    this.draw(event.pointerType === 'touch' ? undefined : this.at(event));
  }

  /** @param {PointerEvent} event */
  cancel(event) {
    if (this.stroke?.id !== event.pointerId) return;
    this.points = this.stroke.before; // the system took the gesture: it was none
    this.stroke = null;
    this.draw();
  }

  /** @param {Point[]} before */
  end(before) {
    if (before.length === this.points.length && before.every((point, i) => point === this.points[i])) return;
    this.undos = [...this.undos.slice(1 - UNDOS), before];
    this.tell();
  }

  /**
   * The nearest point within reach, -1 for none.
   * @param {Place} at
   * @param {number} reach
   */
  near([x, y], reach) {
    let best = -1;
    let least = reach;
    for (const [i, point] of this.points.entries()) {
      const [px, py] = this.plane.place(point);
      const away = Math.hypot(px - x, py - y);
      if (away <= least) {
        best = i;
        least = away;
      }
    }
    return best;
  }

  /** @param {Place} at */
  add([x, y]) {
    const { brush, plane, reach, tool } = this;
    if (tool === 'erase') return;
    const count = brush ? Number(this.count.input.value) : 1;
    const { most } = plane.told;
    // Evenly over the disc; what falls beside the plane is drawn again, so that nothing piles up on its rim.
    for (let tries = 0, added = 0; added < count && tries < 8 * count && this.points.length < most; tries += 1) {
      const angle = 2 * Math.PI * Math.random();
      const away = reach * Math.sqrt(Math.random());
      /** @type {Place} */
      const spot = [x + away * Math.cos(angle), y + away * Math.sin(angle)];
      if (brush && !plane.holds(spot)) continue;
      this.points.push([...plane.value(spot), tool]);
      added += 1;
    }
    this.tune();
  }

  /**
   * All along the way: a fast hand is seen at few places of it.
   * @param {Place} at
   * @param {Place} from
   */
  erase([x, y], [fromX, fromY] = [x, y]) {
    const reach = Math.max(this.reach, HIT);
    const [dx, dy] = [x - fromX, y - fromY];
    const long = dx * dx + dy * dy || 1;
    this.points = this.points.filter((point) => {
      const [px, py] = this.plane.place(point);
      const part = Math.min(Math.max(((px - fromX) * dx + (py - fromY) * dy) / long, 0), 1);
      return Math.hypot(px - fromX - part * dx, py - fromY - part * dy) > reach;
    });
    this.tune();
  }

  undo() {
    const before = this.undos.pop();
    if (!before) return;
    this.points = before;
    this.tell();
    this.draw();
  }

  clear() {
    const before = this.points;
    this.points = [];
    this.end(before);
    this.draw();
  }

  /** @param {Place} [pointer] */
  draw(pointer) {
    const round = pointer && (this.brush || this.tool === 'erase');
    this.plane.draw(this.points, round ? { at: pointer, radius: Math.max(this.reach, HIT) } : null);
  }
}

/** @type {WeakMap<Element, Drawing>} */
const drawings = new WeakMap();

/** @param {Component<PlaneData | null>} about */
export default function mount({ data, parentElement, setStateValue }) {
  const root = /** @type {HTMLElement | null} */ (parentElement.querySelector('[data-points]'));
  if (!root || !data) return undefined;
  const drawing = drawings.get(root) ?? new Drawing(root);
  drawings.set(root, drawing);
  drawing.update(data, setStateValue);
  return () => drawing.watch.disconnect();
}
