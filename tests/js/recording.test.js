import assert from 'node:assert/strict';
import { test } from 'node:test';
import { picturesOf, Recording } from '../../nnviz/components/js/recording.js';

/** @import { Message } from '../../nnviz/components/js/outside.js' */
/** @import { Recorded, Report } from '../../nnviz/components/js/types.js' */

const STEPS = [0, 1, 2, 5, 9];

/** @returns {Recorded} */
const recorded = () => ({
  title: 'A run',
  fields: [],
  labels: { network: 'N', loss: 'L' },
  captions: {},
  charts: { light: { network: { id: 'l' } }, dark: { network: { id: 'd' } } },
  frames: STEPS.map((step) => ({
    step,
    fields: { E: `E ${step}` },
    views: {
      network: { shape: 'n', tables: { lit: { x: [] } } },
      loss: { shape: 'l', first: { history: ['h', step + 1] } },
    },
    alts: { network: `at ${step}` },
    said: step ? `Step ${step}.` : '',
    wrong: null,
    whose: `step ${step}`,
    moved: step ? ['w', `At ${step}`] : null,
    link: `http://host/?step=${step}`,
  })),
  tables: { h: { step: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] } },
  pictures: {},
  formulas: [['w = ', '\ufffc']],
  lines: { w: STEPS.map((step) => (step === 2 ? null : [0, String(step)])), mean: STEPS.map(() => [0, '7', 'a note']) },
  parts: {
    edge: {
      name: 'w₁',
      kind: 'a weight',
      lit: { lit: { x: [3] } },
      orders: [['w'], ['mean', 'w']],
      changes: [
        [0, 0],
        [3, 1],
      ],
    },
  },
});

/** A recording, what it showed last, and a way to report. */
function played() {
  /** @type {Message} */
  const now = {};
  /** @type {Message[]} */
  const all = [];
  const recording = new Recording(
    recorded(),
    (message) => {
      all.push(message);
      Object.assign(now, message);
    },
    10,
  );
  recording.begin(0);
  let nonce = 0;
  /** @type {(parts: object) => void} */
  const report = (parts) => {
    nonce += 1;
    /** @type {Report} */
    const whole = { shown: 0, queued: 0, chunk: null, nonce, line: null, holds: [], wishes: {}, presses: [], ...parts };
    recording.hear(whole);
  };
  /** @type {(name: string, shown?: number) => void} */
  const press = (name, shown = 0) => report({ shown, presses: [{ name, nonce: nonce + 1 }] });
  /** @type {(name: string, value: unknown) => void} */
  const wish = (name, value) => report({ wishes: { [name]: { value, nonce: nonce + 1 } } });
  const steps = () => (now.chunk?.frames ?? []).map(({ step }) => step);
  return { recording, now, all, report, press, wish, steps };
}

test('presses go from one recorded step to the next, and no further than the ends', () => {
  const { now, press, steps } = played();
  assert.deepEqual(steps(), [0]);
  assert.deepEqual(now.place, { first: true, last: false, playing: false });
  for (const step of [1, 2, 5, 9, 9]) {
    press('step_on');
    assert.deepEqual(steps(), [step]);
    assert.equal(now.said, `Step ${step}.`);
    assert.equal(now.link, `http://host/?step=${step}`);
  }
  assert.equal(now.place?.last, true);
  press('back');
  assert.deepEqual(steps(), [5]);
  press('reset');
  press('back');
  assert.deepEqual(steps(), [0]);
});

test('a report that is repeated is heard once', () => {
  const { report, steps } = played();
  const presses = [{ name: 'step_on', nonce: 1 }];
  report({ presses });
  report({ presses });
  assert.deepEqual(steps(), [1]);
});

test('the slider finds the recorded step, or the one before it', () => {
  const { recording, now, press, wish, steps } = played();
  wish('seek', 9);
  assert.deepEqual(steps(), [9]);
  recording.begin(4);
  assert.deepEqual(steps(), [2]);
  recording.begin(1e9);
  assert.deepEqual(steps(), [9]);
  press('play');
  wish('seek', 1);
  assert.deepEqual([steps(), now.chunk?.playing], [[1], false]);
});

test('play goes on from here to the end, and begins anew from there', () => {
  const { recording, now, report, press, steps } = played();
  press('step_on');
  press('play', 1);
  assert.deepEqual(steps(), [2, 5, 9]);
  assert.deepEqual(
    [now.chunk?.playing, now.chunk?.ending, now.chunk?.frame_ms, now.place?.playing],
    [true, true, 100, true],
  );
  report({ shown: 5, done: 'recording-1' }); // of a chunk long ago
  assert.equal(now.place?.playing, true);
  report({ shown: 9, done: recording.id });
  assert.deepEqual([steps(), now.place], [[9], { first: false, last: true, playing: false }]);
  press('play', 9);
  assert.deepEqual(steps(), STEPS);
});

test('pause stays at the step on show, and a new speed goes on from there', () => {
  const { recording, now, press, steps } = played();
  press('play');
  recording.faster(50, 2);
  assert.deepEqual([steps(), now.chunk?.frame_ms], [[2, 5, 9], 20]);
  press('pause', 5);
  assert.deepEqual([steps(), now.chunk?.playing], [[5], false]);
  press('play', 5);
  press('step_on', 9);
  assert.deepEqual(steps(), [9]);
});

test('the loss history of a frame is the beginning of the longest one', () => {
  const { now, press } = played();
  press('step_on');
  press('step_on');
  assert.deepEqual(now.chunk?.frames[0].views.loss.tables, { history: { step: [0, 1, 2] } });
});

test('what is chosen is lit and explained at every step, with the lines that hold there', () => {
  const { now, press, wish } = played();
  assert.equal(now.explained?.lines.length, 0);
  wish('pick', { name: 'edge', key: 'another' });
  assert.equal(now.explained?.name, undefined);
  wish('pick', { name: 'edge', key: 'edge' });
  assert.deepEqual(now.chunk?.frames[0].views.network.tables, { lit: { x: [3] } });
  assert.equal(now.explained?.words, 'a weight: step 0.');
  assert.deepEqual(now.explained?.lines, [{ nodes: ['w = ', '\ufffc'], numbers: ['0'], note: undefined }]);
  press('step_on');
  press('step_on');
  assert.match(now.explained?.words ?? '', /no numbers at this step/);
  press('step_on');
  assert.deepEqual(
    now.explained?.lines.map(({ numbers, note }) => [numbers, note]),
    [
      [['7'], 'a note'],
      [['5'], undefined],
    ],
  );
});

test('charts in the other colours are told when they are wished for', () => {
  const { now, wish } = played();
  wish('theme', 'dark');
  assert.deepEqual([now.theme, now.views], ['dark', { network: { id: 'd' } }]);
});

test('pictures are put together again from their differences', () => {
  const letters = (/** @type {number[]} */ ...bytes) => String.fromCharCode(...bytes);
  const run = recorded();
  run.frames = run.frames.slice(0, 2);
  const one = { several: false, shapes: [{ width: 2, size: 2 }], bytes: letters(250, 3, 10, 255) };
  const two = {
    several: true,
    shapes: [
      { width: 1, size: 1 },
      { width: 1, size: 1 },
    ],
    bytes: letters(1, 2, 0, 1),
  };
  run.pictures = { boundary: { field: one }, network: { pixels: two } };
  const [, second] = picturesOf(run);
  assert.deepEqual(second.boundary.field, { width: 2, bytes: btoa(letters(4, 2)) });
  assert.deepEqual(second.network.pixels, [
    { width: 1, bytes: btoa(letters(1)) },
    { width: 1, bytes: btoa(letters(3)) },
  ]);
});
