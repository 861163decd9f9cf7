// What the static playground says in its own words.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plain } from '../../nnviz/components/js/choices.js';
import { inALine } from '../../nnviz/components/js/engine.js';

test('an error of Python is said by the line that names it', () => {
  const error = new Error('Traceback (most recent call last):\n  File "x.py"\nImportError: no numpy\nSee elsewhere.');
  assert.equal(inALine(error), 'ImportError: no numpy');
  assert.equal(inALine(new TypeError('Failed to fetch')), 'Failed to fetch');
  assert.equal(inALine('gone'), 'gone');
});

test('a number stands as people write it', () => {
  assert.deepEqual(['1.0', '0.25', '10.00', '4-2', '1e-05'].map(plain), ['1', '0.25', '10', '4-2', '1e-05']);
});
