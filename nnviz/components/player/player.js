// Plays frames: charts made once by Vega, then, on every animation frame, new columns for their tables.
// It knows views, tables, columns, signals and pictures made of palette bytes; what they mean is the server's affair.

const FRAME_MS = 1000 / 60;
const CALM_MS = 400; // between pictures for who asked their system for less motion
const PATIENCE_MS = 1500; // after which what was not answered is said again
const ADDRESS_MS = 1000; // between two looks at the address
// Safari allows a hundred changes of the address in 30 seconds and throws at the next: some at once, then one by one.
const ADDRESS_AT_ONCE = 10;
const ADDRESS_APART_MS = 350;

const loads = (window.__playerLoads ??= new Map());
function library(url) {
  if (!loads.has(url)) {
    loads.set(url, new Promise((done, fail) => {
      const script = document.createElement('script');
      Object.assign(script, { src: url, type: 'module', onload: done });
      script.onerror = () => { loads.delete(url); fail(new Error(`could not load ${url}`)); };
      document.head.appendChild(script);
    }));
  }
  return loads.get(url);
}

const never = () => false;

// One chart: an element, a Vega view once it is there, and the tables that it shows.
class View {
  constructor(element, player) {
    Object.assign(this, { element, player, view: null, id: null, tables: {}, signals: {}, images: {}, canvases: {}, tiles: [], held: {}, early: [], dirty: new Set(), lens: new Lens() });
    this.watch = new ResizeObserver(() => this.resize());
    this.watch.observe(element);
  }

  async show({ id, shape, spec, tables, palette, alt, picks, lens }, url) {
    if (alt) this.element.setAttribute('aria-label', alt);
    if (id === this.id) return;
    if (!spec) { this.player.wish('need', id); return; }
    this.id = id;
    this.palette = palette ? bytesOf(palette) : null;
    this.about = lens;
    if (shape !== this.shape) {
      const early = this.early.filter((part) => part.shape === shape);
      Object.assign(this, { shape, tables: {}, signals: {}, images: {}, tiles: [], early: [] });
      for (const [name, columns] of Object.entries(tables)) this.put(name, columns);
      for (const part of early) this.take(part);
    }
    try {
      // Vega measures its texts once: the page's font has to be there by then.
      await Promise.all([library(url), document.fonts.load(`13px ${spec.config.font}`)]);
      const holder = this.holder();
      const { view, finalize } = await window.vegaEmbed(holder, spec, { actions: false, renderer: 'canvas', patch: useImages });
      if (this.id !== id) { finalize(); holder.remove(); return; }
      this.finalize?.();
      this.lens.hide();
      this.element.replaceChildren(holder);
      Object.assign(this, { held: {}, holding: holder, view, finalize, fill: spec.height === 'container', width: 0 });
      for (const pick of picks ?? []) {
        view.addSignalListener(pick, (_, value) => {
          const key = value?.[pick]?.[0];
          if (key !== undefined) this.player.wish('pick', { name: pick, key });
        });
      }
      this.magnify(view);
      for (const name of Object.keys(this.tables)) this.dirty.add(name);
      this.resize();
      this.draw(true);
    } catch (error) {
      this.element.textContent = `This picture could not be drawn: ${error.message}`;
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

  put(name, columns) {
    this.tables[name] = { ...this.tables[name], ...columns };
    this.dirty.add(name);
    if (this.held[name]) for (const column of Object.keys(columns)) this.held[name].moved.add(column);
  }

  // Vega gets a table that grew whole as well: told of the new rows alone it takes several times as long.
  append(name, columns) {
    const table = (this.tables[name] ??= {});
    for (const [column, values] of Object.entries(columns)) table[column] = (table[column] ?? []).concat(values);
    this.dirty.add(name);
  }

  take(part) {
    // Frames of a new shape may overtake the chart that they are for.
    if (part.shape !== this.shape) { this.early.push(part); return; }
    const { tables, append, signals, images } = part;
    for (const [name, columns] of Object.entries(tables ?? {})) this.put(name, columns);
    for (const [name, columns] of Object.entries(append ?? {})) this.append(name, columns);
    for (const [name, image] of Object.entries(images ?? {})) { this.images[name] = image; this.dirty.add(name); }
    if (signals) { Object.assign(this.signals, signals); this.moved = true; }
  }

  // All that it was told: for the next mount of it, which may come after the frames that are for it.
  told() {
    const { shape, tables, signals, images, early } = this;
    return shape === undefined ? early : [{ shape, tables, signals, images }, ...early];
  }

  paint(name, bytes, width, start = 0, height = bytes.length / width) {
    return (this.canvases[name] = paint(bytes, start, width, height, this.palette, this.canvases[name]));
  }

  // The pictures of a table: one for all its rows, a list with one for each, or a sheet of small ones, row by row.
  pictures(name) {
    const image = this.images[name];
    if (!image) return undefined;
    if (!image.tiles) return [image].flat().map(({ bytes, width }, i) => this.paint(`${name} ${i}`, bytesOf(bytes), width));
    const sheet = bytesOf(image.bytes);
    const size = sheet.length / image.tiles;
    this.tiles = Array.from({ length: image.tiles }, (_, i) => this.paint(`${name} ${i}`, sheet, image.width, i * size, size / image.width));
    return this.tiles;
  }

  // Over what has a small picture, the tooltip is that picture large.
  magnify(view) {
    const plain = view.tooltip();
    view.tooltip((handler, event, item, value) => {
      const tile = value ? this.tiles[item?.datum?.tile] : undefined;
      if (tile) this.lens.show(tile, [...Object.entries(value), ['', this.about]], event); else this.lens.hide();
      plain.call(view, handler, event, item, tile ? null : value);
    });
  }

  rows(name) {
    const table = this.tables[name];
    const columns = Object.keys(table);
    const count = columns.length ? Math.max(...columns.map((column) => table[column].length)) : 0;
    const images = this.pictures(name);
    return Array.from({ length: count }, (_, i) => {
      const row = {};
      for (const column of columns) row[column] = table[column][i];
      if (images) row.image = images[Math.min(i, images.length - 1)];
      return row;
    });
  }

  // Rows that only take new values stay the rows they were: Vega then keeps their marks, too, instead of making all anew.
  update(name) {
    const held = this.held[name];
    const table = this.tables[name];
    const { length } = Object.values(table)[0] ?? [];
    if (!held?.rows.length || held.rows.length !== length || !held.moved.size) {
      const rows = this.rows(name);
      this.held[name] = { rows, moved: new Set() };
      this.view.data(name, rows);
      return;
    }
    const { rows, moved } = held;
    const changes = this.view.changeset();
    for (const column of moved) {
      const values = table[column];
      for (let i = 0; i < length; i += 1) rows[i][column] = values[i];
      changes.modify(never, column);
    }
    moved.clear();
    this.pictures(name);
    this.view.change(name, changes.reflow());
  }

  draw(first = false) {
    if (!this.view || !(this.dirty.size || this.moved || first)) return;
    for (const name of this.dirty) this.update(name);
    for (const [name, value] of Object.entries(this.signals)) this.view.signal(name, value);
    this.dirty.clear();
    this.moved = false;
    // Everything is painted anew: what Vega paints over in part keeps traces of before at its rims, and takes no less.
    this.view.resize();
    this.view.run();
    this.lens.draw();
  }

  resize() {
    const width = this.element.clientWidth;
    const height = this.element.clientHeight;
    if (!this.view || !width || (width === this.width && height === this.height)) return;
    Object.assign(this, { width, height });
    this.view.width(width);
    if (this.fill) this.view.height(height);
    const { holding } = this;
    this.view.runAsync().then(() => { holding.style.cssText = ''; });
  }

  close() { this.watch.disconnect(); this.lens.hide(); this.finalize?.(); }
}

// Vega-Lite reads pictures from addresses only; Vega itself also takes them ready made, and then they cannot flicker.
function useImages(spec) {
  const visit = (marks) => marks?.forEach((mark) => {
    if (mark.type === 'image' && mark.encode?.update) {
      delete mark.encode.update.url;
      mark.encode.update.image = { field: 'image' };
    }
    visit(mark.marks);
  });
  visit(spec.marks);
  return spec;
}

// Parts by name. When the page's order changes, a part's next mount may come before or after the last word to the one
// that goes: as long as there are two, both are told everything.
class Parts {
  constructor() { this.held = new Map(); }

  add(name, part) {
    const others = (this.held.get(name) ?? []).filter((other) => (other.element ?? other).isConnected);
    this.held.set(name, [...others, part]);
  }

  drop(name, part) { this.held.set(name, (this.held.get(name) ?? []).filter((other) => other !== part)); }

  get(name) {
    const parts = this.held.get(name) ?? [];
    return parts.findLast((part) => (part.element ?? part).isConnected) ?? parts.at(-1);
  }

  all(name) { return this.held.get(name) ?? []; }

  names() { return [...this.held.keys()].filter((name) => this.get(name)); }
}

// What all mounts of one page share: the queue of frames and the clock.
class Player {
  constructor() {
    Object.assign(this, { queue: [], views: new Parts(), latest: {}, fields: new Parts(), times: new Parts(), chunk: null, shown: null, nonce: 0, facts: {}, wishes: {}, due: 0, asked: 0, reported: 0, addressDue: 0, addressed: 0, allowed: ADDRESS_AT_ONCE });
    this.calm = window.matchMedia('(prefers-reduced-motion: reduce)');
    this.presses = new Presses(this);
    const tick = (now) => { this.clock = requestAnimationFrame(tick); this.tick(now); };
    this.clock = requestAnimationFrame(tick);
  }

  get time() { return this.times.get('time'); }

  // Streamlit keeps only the last report of those that come while a run is under way, so each says all that counts:
  // what is so as long as this chunk is the last, and each kind of wish the visitor had last, with its own number.
  report(send = this.send) {
    this.nonce += 1;
    this.reported = performance.now();
    send?.('report', { shown: this.shown, queued: this.queue.length, chunk: this.chunk?.id ?? null, nonce: this.nonce, wishes: this.wishes, presses: this.presses.waiting, ...this.facts });
  }

  tell(fact, send) {
    this.facts[fact] = this.chunk.id;
    this.report(send);
  }

  wish(name, value) {
    this.wishes = { ...this.wishes, [name]: { value, nonce: this.nonce + 1 } };
    this.report();
  }

  receive(chunk) {
    if (!chunk || this.knows(chunk)) return;
    const another = this.chunk && this.chunk.id.split('-')[0] !== chunk.id.split('-')[0];
    if (another) this.wishes = {};
    this.presses.answered(another ? Infinity : chunk.heard);
    Object.assign(this, { chunk, facts: {}, asked: 0 });
    if (chunk.mode !== 'append') this.queue = [];
    this.queue.push(...chunk.frames);
    if (chunk.mode === 'hold') this.tell('held');
    clearTimeout(this.pacing);
    if (chunk.pace) this.pacing = setTimeout(() => this.tell('tick'), 1000 * chunk.pace);
    if (chunk.working) this.tell('working');
    if (chunk.mode === 'replace') this.due = 0;
    if (!chunk.playing && chunk.mode === 'replace') this.time?.answered();
    this.addressDue = performance.now() + 2 * FRAME_MS; // the picture comes first
    // An answer is not kept waiting for the next animation frame, in which it could only begin to be drawn.
    if (chunk.mode === 'replace') this.tick(performance.now());
  }

  // Two mounts bring chunks, and one that was not drawn anew still holds an older one.
  knows(chunk) {
    const [run, number] = chunk.id.split('-');
    const [mine, last] = this.chunk?.id.split('-') ?? [];
    return run === mine && Number(number) <= Number(last);
  }

  tick(now) {
    if (this.queue.length) {
      const pause = this.calm.matches && this.chunk.playing ? CALM_MS : (this.chunk.playing ? this.chunk.frame_ms : FRAME_MS) * this.stretch();
      if (now >= this.due - 4) {
        const count = pause === CALM_MS ? Math.min(this.queue.length, Math.round(CALM_MS / this.chunk.frame_ms)) : 1;
        this.due = Math.max(now, this.due + pause * (now - this.due < 3 * pause));
        if (this.due === now) this.due += pause;
        for (const frame of this.queue.splice(0, count)) this.take(frame);
        for (const name of this.views.names()) for (const view of this.views.all(name)) view.draw();
        this.time?.follow();
      }
    }
    const { chunk } = this;
    if (!chunk) return;
    if (chunk.playing && this.queue.length <= chunk.low && now - this.asked > PATIENCE_MS) {
      this.asked = now;
      this.tell('want', (chunk.light && this.ask) || this.send);
    }
    if (chunk.ending && chunk.mode !== 'hold' && !this.queue.length && this.ended !== chunk.id) {
      this.ended = chunk.id;
      this.tell('done');
    }
    // What the server has not answered is said again, but for a wish for frames, which is asked anew above.
    if (Object.keys(this.facts).some((fact) => fact !== 'want') && now - this.reported > PATIENCE_MS) this.report();
    if (now >= this.addressDue) { this.addressDue = now + ADDRESS_MS; this.address(now); }
  }

  // A slow server: what there is lasts longer instead of stopping.
  stretch() {
    if (!this.chunk.playing || this.queue.length > this.chunk.low / 2) return 1;
    return this.queue.length > this.chunk.low / 4 ? 1.5 : 3;
  }

  take(frame) {
    this.shown = frame.step;
    for (const [name, part] of Object.entries(frame.views)) {
      const views = this.views.all(name);
      if (views.length) views.forEach((view) => view.take(part)); else (this.latest[name] ??= []).push(part);
    }
    this.words = { step: `step ${frame.step.toLocaleString('en')}`, ...frame.fields };
    this.say();
  }

  say() {
    for (const [name, text] of Object.entries(this.words ?? {})) {
      for (const field of this.fields.all(name)) {
        if (field.textContent !== text) field.textContent = text;
        if (name === 'step') field.dataset.step = this.shown;
      }
    }
  }

  // The address follows the step on show without a new entry in the browser's history.
  address(now) {
    if (this.shown === null || !this.chunk.address || this.queue.length > this.chunk.frames.length + 60) return;
    const url = new URL(window.location.href);
    for (const [name, value] of Object.entries({ ...this.chunk.address, step: String(this.shown) })) {
      if (value === null) url.searchParams.delete(name); else url.searchParams.set(name, value);
    }
    if (url.href === window.location.href) return;
    const allowed = Math.min(this.allowed + (now - this.addressed) / ADDRESS_APART_MS, ADDRESS_AT_ONCE);
    if (allowed < 1) { this.addressDue = now + (1 - allowed) * ADDRESS_APART_MS; return; }
    Object.assign(this, { allowed: allowed - 1, addressed: now });
    window.history.replaceState(window.history.state, '', url);
  }
}

// A slider over the steps: it follows the picture, and a drag asks for the steps that it passes, one at a time.
class Timeline {
  constructor({ label, title }, player) {
    const words = document.createElement('span');
    words.textContent = label;
    this.input = Object.assign(document.createElement('input'), { type: 'range', min: 0, max: 1, step: 1, value: 0, title });
    this.input.setAttribute('aria-label', label);
    this.element = document.createElement('label');
    this.element.className = 'player-time';
    this.element.append(words, this.input);
    this.player = player;
    this.input.addEventListener('input', () => { this.wish = Number(this.input.value); this.ask(); });
    this.input.addEventListener('change', () => { this.wish = Number(this.input.value); this.ask(); });
    this.follow();
  }

  ask() {
    if (this.wish === undefined || this.asked !== undefined) return;
    this.asked = this.wish;
    this.player.wish('seek', this.wish);
    this.overdue = setTimeout(() => this.answered(), PATIENCE_MS);
  }

  answered() {
    clearTimeout(this.overdue);
    const done = this.asked === this.wish;
    this.asked = undefined;
    if (done) this.wish = undefined;
    this.ask();
    this.follow();
  }

  follow() {
    const { chunk, shown } = this.player;
    if (this.wish !== undefined || shown === null) return;
    const last = chunk.playing ? shown : Math.max(chunk.furthest, shown);
    this.input.max = String(Math.max(last, 1));
    this.input.value = String(shown);
    this.input.disabled = last === 0;
    this.input.setAttribute('aria-valuetext', `step ${shown.toLocaleString('en')} of ${last.toLocaleString('en')}`);
  }
}

function build(root, data, player) {
  root.replaceChildren();
  root.className = 'player';
  if (data.time) {
    const time = new Timeline(data.time, player);
    root.appendChild(time.element);
    player.times.add('time', time);
  }
  if (data.fields?.length) {
    const list = document.createElement('div');
    list.className = 'player-fields';
    for (const { name, title } of data.fields) {
      const field = document.createElement('span');
      if (title) field.title = title;
      if (name === 'step') field.dataset.step = '0'; else field.dataset.field = name;
      player.fields.add(name, field);
      list.appendChild(field);
    }
    root.appendChild(list);
    player.say(); // the frame that it tells of may have come before it
  }
  const mine = {};
  for (const { name, label } of data.layout) {
    const element = document.createElement('div');
    element.dataset.view = name;
    element.setAttribute('role', 'img');
    element.setAttribute('aria-label', label);
    root.appendChild(element);
    mine[name] = new View(element, player);
    for (const part of player.latest[name] ?? player.views.get(name)?.told() ?? []) mine[name].take(part);
    delete player.latest[name];
    player.views.add(name, mine[name]);
  }
  return mine;
}

const players = (window.__players ??= new Map());
const mounts = new WeakMap();

const decoder = new TextDecoder();

function mount({ data: packed, parentElement, setStateValue }) {
  const root = parentElement.querySelector('[data-player]');
  // Mounting takes a moment, and what was put elsewhere on the page in between is mounted there.
  if (!root?.isConnected || !packed) return undefined;
  const data = packed instanceof Uint8Array ? JSON.parse(decoder.decode(packed)) : packed;
  if (!players.has(data.group)) players.set(data.group, new Player());
  const player = players.get(data.group);
  const shape = JSON.stringify([data.layout, data.fields, data.time]);
  let mounted = mounts.get(root);
  if (mounted?.shape !== shape) {
    for (const view of Object.values(mounted?.views ?? {})) view.close();
    mounted = { shape, views: build(root, data, player) };
    mounts.set(root, mounted);
  }
  if (data.chunk) { player.send = setStateValue; player.receive(data.chunk); }
  if (data.asks) player.ask = setStateValue;
  if (data.feed) player.receive(data.feed);
  for (const [name, about] of Object.entries(data.views)) mounted.views[name]?.show(about, data.vega).catch((error) => console.error(error));
  return () => {
    for (const [name, view] of Object.entries(mounted.views)) {
      player.views.drop(name, view);
      if (!player.views.get(name)) player.latest[name] = view.told();
      view.close();
    }
    mounts.delete(root);
  };
}

// Mounted once on the page, for all its parts (part.js).
export default function offer() {
  window.__mountPlayer = mount;
  for (const begin of (window.__playerWaits ?? []).splice(0)) begin();
}
