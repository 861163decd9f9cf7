// @ts-check
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Pointer } from '../../nnviz/components/js/pointer.js';

const { setTimeout, clearTimeout } = globalThis;
/** The timer of a finger that stays. @type {(() => void) | null} */
let held;

beforeEach(() => {
  held = null;
  Object.assign(globalThis, {
    window: new EventTarget(),
    document: new EventTarget(),
    PointerEvent: Event,
    setTimeout: (/** @type {() => void} */ end) => {
      held = end;
    },
    clearTimeout: () => {
      held = null;
    },
  });
});

afterEach(() => {
  Object.assign(globalThis, { setTimeout, clearTimeout });
});

/**
 * Whether a finger that was there for so long has chosen something.
 * @param {{ milliseconds: number, late?: boolean }} touch `late`: the page hears of its end after its timer
 */
function chooses({ milliseconds, late = false }) {
  const canvas = new EventTarget();
  let chosen = false;
  canvas.addEventListener('pointerdown', () => {
    chosen = true;
  });
  const box = { x: 0, y: 0 };
  const element = Object.assign(new EventTarget(), { querySelector: () => canvas, getBoundingClientRect: () => box });
  const pointer = new Pointer(/** @type {any} */ (element), () => true);
  /** @param {number} timeStamp */
  const event = (timeStamp) =>
    /** @type {any} */ ({ pointerType: 'touch', clientX: 5, clientY: 5, timeStamp, stopPropagation() {} });
  pointer.down(event(1000));
  if (milliseconds >= 450 || late) held?.();
  pointer.lift(event(1000 + milliseconds));
  pointer.click(event(1000 + milliseconds));
  return chosen;
}

test('a tap chooses and a long press does not', () => {
  assert.equal(chooses({ milliseconds: 60 }), true);
  assert.equal(chooses({ milliseconds: 700 }), false);
});

test('a tap chooses though the page was busy and hears of its end late', () => {
  assert.equal(chooses({ milliseconds: 60, late: true }), true);
});
