import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CALM_MS, Queue } from '../../nnviz/components/js/queue.js';
import { chunk, frames } from './page.js';

/**
 * The steps that are shown on a display of so many frames a second.
 * @param {Queue} queue
 * @param {import('../../nnviz/components/js/types.js').Chunk} about
 * @param {number} milliseconds
 */
function play(queue, about, milliseconds, hertz = 60, begin = 1000) {
  const shown = [];
  for (let now = begin; now < begin + milliseconds; now += 1000 / hertz) {
    shown.push(...queue.next(now, about).map(({ step }) => step));
  }
  return shown;
}

test('every frame is shown once, in order, at the chunk’s own pace', () => {
  const queue = new Queue(() => false);
  const about = chunk({ frame_ms: 1000 / 30, frames: frames(100), low: 0 });
  queue.put(about);
  const shown = play(queue, about, 1000);
  assert.deepEqual(
    shown,
    shown.map((_, i) => i + 1),
  );
  assert.ok(Math.abs(shown.length - 30) <= 2, `${shown.length}`);
});

test('a display that is faster than the pace shows no more frames for it', () => {
  const queue = new Queue(() => false);
  const about = chunk({ frame_ms: 1000 / 60, frames: frames(300), low: 0 });
  queue.put(about);
  assert.ok(Math.abs(play(queue, about, 1000, 144).length - 60) <= 3);
});

test('after a pause of the display it does not hurry through what waited', () => {
  const queue = new Queue(() => false);
  const about = chunk({ frames: frames(200), low: 0 });
  queue.put(about);
  queue.next(1000, about);
  assert.equal(queue.next(60_000, about).length, 1);
  assert.equal(queue.next(60_001, about).length, 0);
});

test('what there is lasts longer when little is left while it plays', () => {
  const queue = new Queue(() => false);
  const about = chunk({ low: 40 });
  for (const [left, stretch] of [
    [41, 1],
    [21, 1],
    [20, 1.5],
    [11, 1.5],
    [10, 3],
    [1, 3],
  ]) {
    queue.frames = frames(left);
    assert.equal(queue.stretch(about), stretch, `${left}`);
    assert.equal(queue.stretch(chunk({ playing: false })), 1);
  }
});

test('who asked for less motion sees few pictures, and the same steps go by', () => {
  const queue = new Queue(() => true);
  const about = chunk({ frame_ms: 20, frames: frames(200), low: 0 });
  queue.put(about);
  const sizes = [];
  for (let now = 1000; now < 3000; now += 1000 / 60) {
    const { length } = queue.next(now, about);
    if (length) sizes.push(length);
  }
  assert.equal(sizes[0], CALM_MS / 20);
  assert.ok(sizes.length >= 4 && sizes.length <= 6);
});

test('an answer comes at once and takes the place of what waited; holding empties the queue', () => {
  const queue = new Queue(() => false);
  queue.put(chunk({ frames: frames(50) }));
  queue.next(1000, chunk());
  const answer = chunk({ mode: 'replace', playing: false, frames: frames(1, 7) });
  queue.put(answer);
  assert.deepEqual(queue.next(1001, answer), frames(1, 7));
  queue.put(chunk({ frames: frames(5) }));
  queue.put(chunk({ mode: 'hold' }));
  assert.equal(queue.length, 0);
});
