// A number as people write it becomes one as a program writes it, or nothing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { read } from '../../nnviz/components/js/fields.js';

const real = { whole: false, least: -10, most: 10 };
const whole = { whole: true, least: 0, most: 100000 };

test('decimal commas, typographic signs and powers are read', () => {
  assert.deepEqual(
    ['0,5', '.5', '−2', '–2', '1e-3', ' 3 ', '0.50', '+4'].map((text) => read(text, real)),
    ['0.5', '.5', '-2', '-2', '1e-3', '3', '0.50', '+4'],
  );
  assert.equal(read('10,000', whole), '10000');
  assert.equal(read('1e3', whole), '1000');
});

test('what is no number, not whole, out of range or could mean two things is none', () => {
  for (const text of [
    '',
    'x',
    '1e400',
    'nan',
    'inf',
    'Infinity',
    '12abc',
    '1.2.3',
    '-',
    '1,000',
    '1,000,5',
    '11',
    '--1',
  ]) {
    for (const kind of [real, whole]) {
      if (kind === real || !['1,000', '11'].includes(text)) assert.equal(read(text, kind), '', text);
    }
  }
  for (const text of ['1.5', '-1', '100001', '0,5']) assert.equal(read(text, whole), '', text);
});
