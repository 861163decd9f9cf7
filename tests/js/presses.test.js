// Presses wait until they are heard; those of another run are not to be done.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clicked, unheard } from '../../nnviz/components/js/presses.js';
import { Reports } from '../../nnviz/components/js/reports.js';
import { chunk } from './page.js';

const press = (/** @type {number} */ nonce) => ({ name: 'step_on', nonce });

test('what was heard up to a number waits no more', () => {
  assert.deepEqual(unheard([press(3), press(4), press(7)], 4), [press(7)]);
  assert.deepEqual(unheard([press(3)], Infinity), []);
});

test('a chunk says which presses were heard, and a chunk of another run that none is to be done', () => {
  const reports = new Reports(() => ({ shown: 0, queued: 0, line: null, holds: [] }));
  reports.begin(chunk({ id: 'run-1' }));
  reports.presses = [press(1), press(2)];
  reports.begin(chunk({ id: 'run-2', heard: 1 }));
  assert.deepEqual(reports.presses, [press(2)]);
  reports.begin(chunk({ id: 'other-1', heard: 0 }));
  assert.deepEqual(reports.presses, []);
});

test('a click means what is written on the button', () => {
  assert.equal(clicked('play', 'PauseP'), 'pause');
  assert.equal(clicked('play', 'PlayP'), 'play');
  assert.equal(clicked('step_on', 'StepS'), 'step_on');
});
