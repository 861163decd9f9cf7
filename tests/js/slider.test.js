// A slider over values that are not evenly spaced.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearest } from '../../nnviz/components/js/slider.js';

test('the nearest mark is by shares, not by differences', () => {
  const marks = [0.001, 0.1, 1, 10];
  for (const [value, place] of [
    [0.1, 1],
    [0.009, 0],
    [0.011, 1],
    [4, 3],
    [1e9, 3],
    [1e-9, 0],
  ]) {
    assert.equal(nearest(marks, value), place);
  }
});
