// What a press leads to is shown only where it is certain, and the server's word counts.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ahead, joined, SETTLED_MS, whole } from '../../nnviz/components/js/ahead.js';
import { chunk, frame, frames } from './page.js';

/**
 * What was reported and not heard.
 * @param {string} names first letters of buttons
 */
function reports(names, first = 1, wishes = {}) {
  const keys = /** @type {Record<string, string>} */ ({ s: 'step_on', b: 'back', e: 'epoch', p: 'play' });
  return { presses: [...names].map((name, i) => ({ name: keys[name], nonce: first + i })), wishes };
}

/** @param {number} step */
const answer = (step, parts = {}) =>
  chunk({ mode: 'replace', playing: false, line: 'a-1', frames: [frame(step)], ...parts });

const packet = (parts = {}) => ({
  line: 'a-1',
  steps: [3, 4, 5, 6, 7],
  epoch: 20,
  tables: {},
  frames: [...frames(5, 3), frame(20)],
  ...parts,
});

function begun(rests = () => true) {
  const ahead = new Ahead(rests);
  ahead.hear(answer(5));
  ahead.take(packet());
  return ahead;
}

test('presses lead on from where the server stood, one after the other', () => {
  const ahead = begun();
  for (const [names, step] of /** @type {[string, number][]} */ ([
    ['s', 6],
    ['ss', 7],
    ['ssb', 6],
    ['bb', 3],
    ['se', 20],
  ])) {
    assert.equal(ahead.press(reports(names), 0)?.step, step, names);
  }
});

test('what is not there, or is no such press, is left to the server, and all that comes after it', () => {
  for (const names of ['sss', 'eb', 'p', 'bbb']) {
    const ahead = begun();
    assert.equal(ahead.press(reports(names), 0), null, names);
    assert.equal(ahead.press(reports(`${names}s`), 0), null, names);
  }
  const ahead = begun();
  assert.equal(ahead.press(reports('p'), 0), null);
  ahead.hear(answer(5, { heard: 1 }));
  assert.equal(ahead.press(reports('s', 2), 0)?.step, 6);
});

test('a wish that the server has not heard leads elsewhere', () => {
  const ahead = begun();
  const wishes = { seek: { value: 9, nonce: 1 } };
  assert.equal(ahead.press(reports('s', 2, wishes), 0), null);
  ahead.hear(answer(6, { heard: 2 }));
  assert.equal(ahead.press(reports('s', 3, wishes), 0)?.step, 7);
});

test('another line makes void what was there, and frames of another line are not taken', () => {
  const ahead = begun();
  ahead.hear(answer(5, { line: 'a-2' }));
  assert.deepEqual(ahead.holds, [5]);
  assert.equal(ahead.press(reports('s'), 0), null);
  ahead.take(packet());
  assert.deepEqual(ahead.holds, [5]);
  ahead.take(packet({ line: 'a-3' }));
  ahead.hear(answer(5, { line: 'a-3', heard: 1 }));
  assert.equal(ahead.press(reports('s', 2), 0)?.step, 6);
});

test('while it plays, or where the server names no line, nothing is foreseen', () => {
  for (const parts of [{ line: null }, { mode: 'append' }, { mode: 'hold', frames: [] }]) {
    const ahead = begun();
    ahead.hear(answer(5, parts));
    assert.equal(ahead.press(reports('s'), 0), null);
    assert.equal(ahead.due(chunk(), reports('')), null);
  }
});

test('after a hand did something else, nothing is foreseen until the server has answered that', () => {
  let rests = false;
  const ahead = begun(() => rests);
  ahead.touch(1000);
  assert.equal(ahead.press(reports('s'), 1000 + 2 * SETTLED_MS), null);
  // The answer to that press comes after the answer to what was done before it.
  ahead.hear(answer(6, { heard: 1 }));
  assert.equal(ahead.press(reports('s', 2), 1000 + 2 * SETTLED_MS)?.step, 7);
  ahead.touch(5000);
  rests = true;
  assert.equal(ahead.sure(5000 + SETTLED_MS / 2), false);
  assert.equal(ahead.sure(5000 + 2 * SETTLED_MS), true);
});

test('what was done after a press is not answered with that press', () => {
  const ahead = begun(() => false);
  ahead.touch(1000);
  assert.equal(ahead.press(reports('s'), 1100), null);
  ahead.touch(1200);
  ahead.hear(answer(6, { heard: 1 }));
  assert.equal(ahead.press(reports('s', 2), 9000), null);
});

test('an answer to an earlier press does not take the picture back, and another answer does', () => {
  const ahead = begun();
  ahead.press(reports('ss'), 0);
  const first = answer(6, { heard: 1 });
  ahead.hear(first);
  assert.equal(ahead.due(first, reports('s', 2))?.step, 7);
  const other = answer(40, { heard: 2 });
  ahead.hear(other);
  assert.equal(ahead.due(other, reports(''))?.step, 40);
});

test('presses that wait behind one that is not foreseen do not count for the picture', () => {
  const ahead = begun();
  ahead.press(reports('s'), 0);
  ahead.press(reports('sp'), 0);
  ahead.press(reports('sps'), 0);
  const first = answer(6, { heard: 1 });
  ahead.hear(first);
  assert.equal(ahead.due(first, reports('ps', 2))?.step, 6);
});

test('a table that begins another one is cut from it', () => {
  const part = { shape: 'x', tables: { now: { step: [2] } } };
  const about = { step: 2, fields: {}, views: { loss: { ...part, first: { history: ['history 1', 2] } } } };
  const long = { step: [0, 1, 2], E: [null, 0.5, 0.25] };
  const found = whole(/** @type {any} */ (about), { 'history 1': long });
  const history = { step: [0, 1], E: [null, 0.5] };
  assert.deepEqual(found.views, { loss: { shape: 'x', tables: { now: { step: [2] }, history } } });
  assert.deepEqual(long.step, [0, 1, 2]);
});

test('stretches of steps that meet are one, and of others the later counts', () => {
  assert.deepEqual(joined([8, 9, 10], [9, 10, 11]), [8, 9, 10, 11]);
  assert.deepEqual(joined([9, 10], [7, 8, 9]), [7, 8, 9, 10]);
  assert.deepEqual(joined([1, 2], [140, 141]), [140, 141]);
});

test('of many frames the latest stay', () => {
  const ahead = begun();
  ahead.take(packet({ frames: frames(100, 100) }));
  assert.equal(ahead.holds.length, 64);
  assert.equal(Math.max(...ahead.holds), 199);
});
