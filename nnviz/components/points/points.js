// A plane to draw samples in: clicks and strokes are drawn here at once, and told to the server when a stroke ends.
// Between two strokes the server may put other points in their place; it then gives them another token.

const HIT = 9; // pixels from a point within which a click means it
const TOUCH_HIT = 16;
const STRIDE = 10; // pixels from one point of a stroke to the next, without a brush
const MOVED = 5; // pixels from which on a click is a stroke
const UNDOS = 100;
const PAD = { left: 46, right: 10, top: 10, bottom: 38 };

// Paths of the shapes that the charts have for the classes, in a square from -1 to 1.
const SHAPES = {
  circle: (p) => p.arc(0, 0, 0.9, 0, 2 * Math.PI),
  square: (p) => p.rect(-0.8, -0.8, 1.6, 1.6),
  'triangle-up': (p) => polygon(p, [[0, -1], [0.95, 0.75], [-0.95, 0.75]]),
  'triangle-down': (p) => polygon(p, [[0, 1], [0.95, -0.75], [-0.95, -0.75]]),
  'triangle-right': (p) => polygon(p, [[1, 0], [-0.75, 0.95], [-0.75, -0.95]]),
  'triangle-left': (p) => polygon(p, [[-1, 0], [0.75, 0.95], [0.75, -0.95]]),
  diamond: (p) => polygon(p, [[0, -1.1], [0.9, 0], [0, 1.1], [-0.9, 0]]),
  cross: (p) => polygon(p, [[-0.35, -1], [0.35, -1], [0.35, -0.35], [1, -0.35], [1, 0.35], [0.35, 0.35], [0.35, 1],
    [-0.35, 1], [-0.35, 0.35], [-1, 0.35], [-1, -0.35], [-0.35, -0.35]]),
};

function polygon(path, corners) {
  corners.forEach(([x, y], i) => (i ? path.lineTo(x, y) : path.moveTo(x, y)));
  path.closePath();
}

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

class Drawing {
  constructor(root) {
    Object.assign(this, { root, points: [], undos: [], tool: 0, nonce: 0, stroke: null });
    root.className = 'points';
    this.tools = element('div', { className: 'points-tools' });
    this.tools.setAttribute('role', 'group');
    this.tools.setAttribute('aria-label', 'What a click adds');
    this.size = this.slider('Brush size', 0, 30, 0, (value) => (value ? `${value} %` : 'point'));
    this.count = this.slider('Points a click', 1, 20, 5, String);
    this.undoing = element('button', { type: 'button', textContent: 'Undo', onclick: () => this.undo() });
    this.clearing = element('button', { type: 'button', textContent: 'Clear', onclick: () => this.clear() });
    const brush = element('div', { className: 'points-brush' }, this.size.label, this.count.label, this.undoing, this.clearing);
    this.canvas = element('canvas', { className: 'points-plane' });
    this.canvas.setAttribute('role', 'img');
    this.said = element('div', { className: 'points-said' });
    this.said.setAttribute('role', 'status');
    root.append(this.tools, brush, this.canvas, this.said);
    for (const name of ['pointerdown', 'pointermove', 'pointerup', 'pointercancel', 'pointerleave']) {
      this.canvas.addEventListener(name, (event) => this[name](event));
    }
    this.watch = new ResizeObserver(() => this.draw());
    this.watch.observe(this.canvas);
  }

  slider(name, min, max, value, say) {
    const words = element('span', { className: 'points-value', textContent: say(value) });
    const input = element('input', { type: 'range', min, max, value });
    input.setAttribute('aria-label', name);
    input.addEventListener('input', () => { words.textContent = say(Number(input.value)); this.tune(); });
    return { input, label: element('label', {}, `${name} `, words, input) };
  }

  // What the server says

  update(data, send) {
    this.send = send;
    const fresh = data.token !== this.data?.token;
    this.data = data;
    if (fresh) {
      Object.assign(this, { points: data.points.map((point) => [...point]), undos: [], stroke: null });
      if (this.tool >= data.classes.length) this.tool = 0;
    }
    const looks = JSON.stringify([data.classes, data.colours]);
    if (looks !== this.looks) { this.looks = looks; this.build(); }
    this.tune();
    this.draw();
  }

  build() {
    const buttons = this.data.classes.map(({ name, colour, shape }, label) => {
      const mark = element('canvas', { width: 28, height: 28 });
      this.mark(mark.getContext('2d'), 14, 14, 10, colour, shape);
      return this.toolButton(label, mark, name);
    });
    this.tools.replaceChildren(...buttons, this.toolButton('erase', '✕', 'Erase'));
  }

  toolButton(tool, mark, name) {
    const button = element('button', { type: 'button', onclick: () => { this.tool = tool; this.tune(); } }, mark, ` ${name}`);
    button.dataset.tool = tool;
    button.setAttribute('aria-label', tool === 'erase' ? 'Erase' : `Class ${name}`);
    return button;
  }

  tune() {
    for (const button of this.tools.children) button.setAttribute('aria-pressed', String(button.dataset.tool === String(this.tool)));
    this.count.label.hidden = this.brush === 0 || this.tool === 'erase';
    this.undoing.disabled = !this.undos.length;
    this.clearing.disabled = !this.points.length;
    const { length } = this.points;
    const { most } = this.data;
    this.said.textContent = length < most ? `${length} point${length === 1 ? '' : 's'} of at most ${most}`
      : `${most} points: a link holds no more. Take some away to add others.`;
    this.canvas.setAttribute('aria-label', `Plane with ${length} points`);
  }

  tell() {
    this.nonce += 1;
    this.send('drawn', { token: this.data.token, nonce: this.nonce, points: this.points });
    this.tune();
  }

  // From pixels to the data's own units and back

  get brush() { return Number(this.size.input.value) / 100; }

  get box() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    return { left: PAD.left, top: PAD.top, width: width - PAD.left - PAD.right, height: height - PAD.top - PAD.bottom };
  }

  place([x, y]) {
    const { box, data: { x: across, y: up } } = this;
    return [
      box.left + ((x - across.range[0]) / (across.range[1] - across.range[0])) * box.width,
      box.top + (1 - (y - up.range[0]) / (up.range[1] - up.range[0])) * box.height,
    ];
  }

  value(x, y) {
    const { box, data } = this;
    const part = [(x - box.left) / box.width, 1 - (y - box.top) / box.height];
    return [data.x, data.y].map(({ range: [low, high], decimals }, axis) => {
      const inside = Math.min(Math.max(part[axis], 0), 1);
      return Number((low + inside * (high - low)).toFixed(decimals)) + 0;
    });
  }

  // Strokes

  at(event) {
    const bounds = this.canvas.getBoundingClientRect();
    return [event.clientX - bounds.x, event.clientY - bounds.y];
  }

  pointerdown(event) {
    if (event.button || !this.data) return;
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    const at = this.at(event);
    const reach = event.pointerType === 'touch' ? TOUCH_HIT : HIT;
    this.stroke = { id: event.pointerId, before: this.points.slice(), from: at, last: at, moved: false, hit: this.near(at, reach) };
    // A click on a point takes it away, but a stroke may begin on one: which it is shows when it moves or ends.
    if (this.tool === 'erase') this.erase(at);
    else if (this.brush || this.stroke.hit === -1) this.add(at);
    this.draw(at);
  }

  pointermove(event) {
    const at = this.at(event);
    const { stroke } = this;
    if (stroke?.id === event.pointerId) {
      for (const step of event.getCoalescedEvents?.() ?? [event]) this.on(this.at(step));
    }
    this.draw(at);
  }

  on(at) {
    const { stroke } = this;
    if (Math.hypot(at[0] - stroke.from[0], at[1] - stroke.from[1]) > MOVED) stroke.moved = true;
    if (!stroke.moved) return;
    if (this.tool === 'erase') { this.erase(at, stroke.last); stroke.last = at; return; }
    const stride = Math.max(STRIDE, this.brush * this.box.width);
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

  pointerup(event) {
    const { stroke } = this;
    if (stroke?.id !== event.pointerId) return;
    this.stroke = null;
    if (!stroke.moved && stroke.hit >= 0 && !this.brush && this.tool !== 'erase') this.points.splice(stroke.hit, 1);
    this.end(stroke.before);
    this.draw(event.pointerType === 'touch' ? undefined : this.at(event));
  }

  pointercancel(event) {
    if (this.stroke?.id !== event.pointerId) return;
    this.points = this.stroke.before; // the system took the gesture: it was none
    this.stroke = null;
    this.draw();
  }

  pointerleave() { if (!this.stroke) this.draw(); }

  end(before) {
    if (before.length === this.points.length && before.every((point, i) => point === this.points[i])) return;
    this.undos = [...this.undos.slice(1 - UNDOS), before];
    this.tell();
  }

  near([x, y], reach) {
    let best = -1;
    let least = reach;
    this.points.forEach((point, i) => {
      const [px, py] = this.place(point);
      const away = Math.hypot(px - x, py - y);
      if (away <= least) { best = i; least = away; }
    });
    return best;
  }

  add([x, y]) {
    const { box, brush } = this;
    const count = brush ? Number(this.count.input.value) : 1;
    const within = ([px, py]) => px >= box.left && px <= box.left + box.width && py >= box.top && py <= box.top + box.height;
    // Evenly over the disc; what falls beside the plane is drawn again, so that nothing piles up on its rim.
    for (let tries = 0, added = 0; added < count && tries < 8 * count && this.points.length < this.data.most; tries += 1) {
      const angle = 2 * Math.PI * Math.random();
      const away = (brush * box.width * Math.sqrt(Math.random())) / 2;
      const spot = [x + away * Math.cos(angle), y + away * Math.sin(angle)];
      if (brush && !within(spot)) continue;
      this.points.push([...this.value(...spot), this.tool]);
      added += 1;
    }
    this.tune();
  }

  // All along the way: a fast hand is seen at few places of it.
  erase([x, y], [fromX, fromY] = [x, y]) {
    const reach = Math.max((this.brush * this.box.width) / 2, HIT);
    const [dx, dy] = [x - fromX, y - fromY];
    const long = dx * dx + dy * dy || 1;
    this.points = this.points.filter((point) => {
      const [px, py] = this.place(point);
      const part = Math.min(Math.max(((px - fromX) * dx + (py - fromY) * dy) / long, 0), 1);
      return Math.hypot(px - fromX - part * dx, py - fromY - part * dy) > reach;
    });
    this.tune();
  }

  undo() {
    if (!this.undos.length) return;
    this.points = this.undos.pop();
    this.tell();
    this.draw();
  }

  clear() {
    const before = this.points;
    this.points = [];
    this.end(before);
    this.draw();
  }

  // The picture

  mark(context, x, y, radius, colour, shape) {
    context.save();
    context.translate(x, y);
    context.scale(radius, radius);
    context.beginPath();
    (SHAPES[shape] ?? SHAPES.circle)(context);
    context.restore();
    context.fillStyle = colour;
    context.fill();
  }

  draw(pointer) {
    const { canvas, data } = this;
    const { clientWidth: width, clientHeight: height } = canvas;
    if (!width || !data) return;
    const scale = window.devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
      Object.assign(canvas, { width: Math.round(width * scale), height: Math.round(height * scale) });
    }
    const context = canvas.getContext('2d');
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    this.axes(context, width, height);
    for (const point of this.points) {
      const [x, y] = this.place(point);
      const { colour, shape } = data.classes[point[2]];
      this.mark(context, x, y, 5.5, colour, shape);
      context.strokeStyle = data.colours.background;
      context.lineWidth = 1;
      context.stroke();
    }
    if (pointer && (this.brush || this.tool === 'erase')) {
      context.beginPath();
      context.arc(...pointer, Math.max((this.brush * this.box.width) / 2, HIT), 0, 2 * Math.PI);
      context.strokeStyle = data.colours.muted;
      context.lineWidth = 1.5;
      context.stroke();
    }
  }

  axes(context, width, height) {
    const { box, data: { x: across, y: up, colours } } = this;
    context.fillStyle = colours.neutral;
    context.fillRect(box.left, box.top, box.width, box.height);
    context.strokeStyle = colours.grid;
    context.lineWidth = 1;
    context.strokeRect(box.left, box.top, box.width, box.height);
    context.fillStyle = colours.muted;
    context.font = `12px ${colours.font}`;
    for (const [axis, horizontal] of [[across, true], [up, false]]) {
      for (const tick of axis.ticks) {
        const [x, y] = this.place(horizontal ? [tick, up.range[0]] : [across.range[0], tick]);
        context.textAlign = horizontal ? 'center' : 'right';
        context.textBaseline = horizontal ? 'top' : 'middle';
        context.fillText(String(tick), horizontal ? x : x - 6, horizontal ? y + 6 : y);
      }
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

const drawings = new WeakMap();

export default function mount({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector('[data-points]');
  if (!root || !data) return undefined;
  if (!drawings.has(root)) drawings.set(root, new Drawing(root));
  drawings.get(root).update(data, setStateValue);
  return () => { drawings.get(root)?.watch.disconnect(); };
}
