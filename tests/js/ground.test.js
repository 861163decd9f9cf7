// Several players on one page: each hears what happens on its own ground alone, and nothing after it was closed.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Ground } from '../../nnviz/components/js/ground.js';
import { playerOf, retire } from '../../nnviz/components/js/mounts.js';
import { Parts } from '../../nnviz/components/js/parts.js';
import { chunk, frame } from './page.js';

/** As much of an element as is asked of one. */
class FakeElement {
  /**
   * @param {string} key of its button
   * @param {FakeElement} [root] that it is in
   */
  constructor(key = '', root = undefined) {
    this.key = key;
    this.root = root;
    this.disabled = false;
    this.textContent = '';
    /** @type {FakeElement[]} */
    this.buttons = [];
  }

  /** @param {string} selector */
  closest(selector) {
    const mine = selector === '.st-key-transport button' || selector === `.st-key-${this.key}`;
    return this.key && mine ? this : null;
  }

  /** @param {string} selector */
  querySelectorAll(selector) {
    return this.buttons.filter(({ key }) => selector.includes(`.st-key-${key} `));
  }

  /** @returns {FakeElement[]} */
  get path() {
    return this.root ? [this, this.root] : [this];
  }
}

/** @type {any} */
let scope;
/** @type {(() => void)[]} */
let frames;

beforeEach(() => {
  scope = new EventTarget();
  frames = [];
  const media = Object.assign(new EventTarget(), { matches: false });
  Object.assign(scope, { matchMedia: () => media, devicePixelRatio: 1 });
  const body = new EventTarget();
  const page = Object.assign(new EventTarget(), { body, querySelector: () => null });
  const rest = {
    Element: FakeElement,
    HTMLElement: FakeElement,
    MouseEvent: Event,
    requestAnimationFrame: frames.push.bind(frames),
  };
  Object.assign(globalThis, { window: scope, document: page, ...rest });
});

/** A root with a Step and a Play button. */
function root() {
  const made = new FakeElement();
  made.buttons = ['step_on', 'play'].map((key) => new FakeElement(key, made));
  return made;
}

/**
 * A player with parts in elements of the page, at rest, and what it reports.
 * @param {string} group
 * @param {FakeElement[] | null} roots
 */
function begun(group, roots) {
  /** @type {any[]} */
  const reports = [];
  const elements = roots && new Set(/** @type {HTMLElement[]} */ (/** @type {unknown} */ (roots)));
  const player = playerOf(group, new Ground(elements));
  player.reports.send = (_, report) => reports.push(report);
  player.receive(chunk({ id: `${group}-1`, mode: 'replace', playing: false, frames: [frame(0)] }));
  return { player, reports, names: () => player.reports.presses.map(({ name }) => name) };
}

/**
 * @param {string} type
 * @param {FakeElement} target
 * @param {object} [more]
 */
function happens(type, target, more = {}) {
  const event = new Event(type, { cancelable: true });
  const still = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, isComposing: false, repeat: false };
  Object.assign(event, still, { composedPath: () => target.path }, more);
  scope.dispatchEvent(event);
  return event;
}

test('a key presses the button of the player in which it was pressed, and of no other', () => {
  const [one, other, outer] = [root(), root(), new FakeElement()];
  const [first, second] = [begun('one', [one]), begun('other', [other])];
  happens('keydown', other.buttons[1], { key: 's' });
  happens('keydown', one, { key: 'p' });
  assert.equal(happens('keydown', outer, { key: 's' }).defaultPrevented, false);
  assert.deepEqual([first.names(), second.names()], [['play'], ['step_on']]);
});

test('a key anywhere presses the button of a player that has the page', () => {
  const page = root();
  Object.assign(globalThis.document, { querySelector: (/** @type {string} */ what) => page.querySelectorAll(what)[0] });
  const { names } = begun('page', null);
  happens('keydown', new FakeElement(), { key: 's' });
  happens('click', page.buttons[1]);
  assert.deepEqual(names(), ['step_on', 'play']);
  page.buttons[0].disabled = true;
  happens('keydown', new FakeElement(), { key: 's' });
  assert.deepEqual(names(), ['step_on', 'play']);
});

test('a click presses the button in whichever view of a run it is', () => {
  const [one, copy, other] = [root(), root(), root()];
  const [first, second] = [begun('one', [one, copy]), begun('other', [other])];
  for (const button of [copy.buttons[0], one.buttons[0], other.buttons[0]]) happens('click', button);
  assert.deepEqual([first.names(), second.names()], [['step_on', 'step_on'], ['step_on']]);
});

test('what a hand does beside a player leaves what it foresees', () => {
  const [one, other] = [root(), root()];
  const [first, second] = [begun('one', [one]), begun('other', [other])];
  happens('pointerdown', other);
  assert.deepEqual([first.player.ahead.touched, typeof second.player.ahead.touched], [null, 'number']);
});

test('a player that was closed hears nothing, stops its clock and makes way for another one', () => {
  const one = root();
  const { player, names, reports } = begun('one', [one]);
  const told = reports.length;
  player.reports.tell('done');
  retire('one');
  happens('keydown', one, { key: 's' });
  happens('click', one.buttons[0]);
  const before = frames.length;
  for (const tick of frames.splice(0)) tick();
  assert.deepEqual([names(), frames.length, before > 0, reports.length], [[], 0, true, told + 1]);
  assert.notEqual(begun('one', [one]).player, player);
});

test('parts that are off the page for a while stay where that is said', () => {
  const away = { element: { isConnected: false } };
  const here = { element: { isConnected: true } };
  for (const [kept, count] of /** @type {const} */ ([
    [undefined, 1],
    [() => true, 2],
  ])) {
    /** @type {Parts<any>} */
    const parts = new Parts(kept);
    parts.add('view', away);
    parts.add('view', here);
    assert.equal(parts.all('view').length, count);
  }
});
