import assert from 'node:assert/strict';
import { test } from 'node:test';
import { span } from '../../nnviz/components/js/timeline.js';

test('the slider ends where the loss curve does, and is not full at every step', () => {
  assert.deepEqual(
    [0, 1, 100, 101, 200, 201, 999, 1000, 12_345].map(span),
    [100, 100, 100, 200, 200, 500, 1000, 1000, 20_000],
  );
});
