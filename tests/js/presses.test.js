// Presses wait until they are heard; those of another run are not to be done.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clicked, Presses, unheard } from '../../nnviz/components/js/presses.js';
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

function pressed() {
  /** @type {any} */ (globalThis).window = { addEventListener: () => {} };
  const reports = new Reports(() => ({ shown: 0, queued: 0, line: null, holds: [] }));
  /** @type {string[][]} */
  const said = [];
  reports.send = (_, report) =>
    said.push(/** @type {any} */ (report).presses.map((/** @type {any} */ one) => one.name));
  const ground = /** @type {any} */ ({ target: () => null });
  const presses = new Presses(reports, () => {}, ground, new AbortController().signal);
  const event = /** @type {any} */ ({ preventDefault: () => {}, stopImmediatePropagation: () => {} });
  const press = (/** @type {string} */ name) => presses.take(name, event);
  return { reports, said, press, click: () => presses.click(event) };
}

test('"Pause" is said once, and no more where all stands still already', () => {
  const { reports, said, press } = pressed();
  reports.begin(chunk({ id: 'run-1', playing: true }));
  press('pause');
  press('pause');
  assert.deepEqual(said, [['pause']]);
  // The server holds the pictures and then says where they stand; the button comes after that.
  reports.begin(chunk({ id: 'run-2', mode: 'hold', playing: false, heard: 1 }));
  press('pause');
  assert.equal(said.length, 2);
  reports.begin(chunk({ id: 'run-3', mode: 'replace', playing: false, heard: 2 }));
  press('pause');
  assert.equal(said.length, 2);
  press('step_on');
  assert.deepEqual(said.at(-1), ['step_on']);
  press('pause');
  assert.deepEqual(said.at(-1), ['step_on', 'pause']);
});

test('"Stop" is said once of each long run', () => {
  const { reports, said, press, click } = pressed();
  // The button may be there before the run is.
  reports.begin(chunk({ id: 'run-1', mode: 'replace', playing: false }));
  press('stop_run');
  press('stop_run');
  assert.deepEqual(said, [['stop_run']]);
  reports.begin(chunk({ id: 'run-2', mode: 'replace', playing: false, heard: 1 }));
  press('stop_run');
  assert.equal(said.length, 1);
  click();
  press('stop_run');
  assert.deepEqual(said.at(-1), ['stop_run']);
  assert.equal(said.length, 2);
});

test('"Pause" is said of a walk in slow motion and of a long run', () => {
  for (const more of [{ pace: 1.5 }, { working: true }]) {
    const { reports, said, press } = pressed();
    reports.begin(chunk({ id: 'run-1', mode: 'replace', playing: false, ...more }));
    press('pause');
    assert.deepEqual(said, [['pause']]);
  }
});
