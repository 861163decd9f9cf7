// Where the words about what is pointed at lie.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placed } from '../../nnviz/components/js/tip.js';

const WINDOW = { width: 360, height: 640 };
const PICTURE = { left: 10, top: 50, right: 340, bottom: 400 };
const at = (/** @type {number} */ left, /** @type {number} */ top) => ({ left, top, width: 200, height: 90 });

test('words beside a mouse are moved into the window at each of its edges', () => {
  assert.deepEqual(placed(at(100, 100), PICTURE, null, WINDOW), [100, 100]);
  assert.deepEqual(placed(at(-60, 100), PICTURE, null, WINDOW), [4, 100]);
  assert.deepEqual(placed(at(300, 620), PICTURE, null, WINDOW), [156, 546]);
  assert.deepEqual(placed(at(100, -20), PICTURE, null, WINDOW), [100, 4]);
});

test('for a finger they lie in the corner of the picture that is farthest from it', () => {
  assert.deepEqual(placed(at(100, 100), PICTURE, [60, 300], WINDOW), [140, 50]);
  assert.deepEqual(placed(at(100, 100), PICTURE, [300, 100], WINDOW), [10, 310]);
});
