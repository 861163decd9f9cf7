// @ts-check
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Clock, REST_MS } from '../../nnviz/components/js/clock.js';

const { setTimeout, clearTimeout } = globalThis;
/** @type {((now: number) => void)[]} */
let frames;
/** The one timer that runs, and after how long it ends. @type {[() => void, number] | null} */
let timer;

beforeEach(() => {
  frames = [];
  timer = null;
  Object.assign(globalThis, {
    requestAnimationFrame: frames.push.bind(frames),
    setTimeout: (/** @type {() => void} */ end, /** @type {number} */ after) => {
      assert.equal(timer, null);
      timer = [end, after];
    },
    clearTimeout: () => {
      timer = null;
    },
  });
});

afterEach(() => {
  Object.assign(globalThis, { setTimeout, clearTimeout });
});

/** Lets the timer end; says how long it ran. */
function over() {
  const [end, after] = timer ?? assert.fail('no timer');
  timer = null;
  end();
  return after;
}

/** Draws an animation frame; says how many had been asked for. */
function drawn() {
  const due = frames.splice(0);
  for (const frame of due) frame(0);
  return due.length;
}

test('while something moves it looks at each animation frame, and at rest some times a second', () => {
  let pause = 0;
  let looks = 0;
  const look = () => {
    looks += 1;
    return pause;
  };
  const clock = new Clock(look, new AbortController().signal);
  assert.deepEqual([drawn(), drawn(), looks], [1, 1, 2]);
  pause = Infinity;
  assert.deepEqual([drawn(), drawn(), looks], [1, 0, 3]);
  assert.deepEqual([over(), drawn(), looks], [REST_MS, 1, 4]);
  pause = 50;
  over();
  assert.deepEqual([drawn(), over(), drawn(), looks], [1, 50, 1, 6]);
  // Awake it asks for one animation frame, however often it is woken.
  clock.wake();
  clock.wake();
  assert.deepEqual([timer, drawn(), looks], [null, 1, 7]);
});

test('a look that fails is not the last one', () => {
  let looks = 0;
  new Clock(() => {
    looks += 1;
    throw new Error('a chart that cannot be drawn');
  }, new AbortController().signal);
  assert.throws(drawn);
  assert.throws(drawn);
  assert.equal(looks, 2);
});

test('a clock that was stopped looks no more, from whichever state', () => {
  for (const pause of [0, Infinity]) {
    const gone = new AbortController();
    let looks = 0;
    const look = () => {
      looks += 1;
      return pause;
    };
    const clock = new Clock(look, gone.signal);
    drawn();
    gone.abort();
    clock.wake();
    assert.deepEqual([timer, drawn(), looks], [null, pause ? 0 : 1, 1]);
  }
});
