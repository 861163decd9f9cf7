import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Parts } from '../../nnviz/components/js/parts.js';
import { NEAR } from '../../nnviz/components/js/pointer.js';
import { shade } from '../../nnviz/components/js/surroundings.js';
import { known } from '../../nnviz/components/js/tip.js';
import { fill, prepare } from '../../nnviz/components/js/vega.js';

test('a compiled chart takes its size, its parameters and its rows, and measures nothing itself', () => {
  const spec = {
    signals: [
      { name: 'width', init: 'containerSize()[0]', on: [{}] },
      { name: 'height', init: 'containerSize()[1]', on: [{}] },
      { name: 'xmax', value: 100, on: [] },
      { name: 'unit', value: {} },
    ],
    data: [{ name: 'edges' }, { name: 'data_0' }],
  };
  const rows = { edges: [{ w: 1 }] };
  fill(spec, { size: { width: 390, height: null }, rows, signals: { xmax: 500 } });
  assert.deepEqual(spec.signals, [
    { name: 'width', value: 390 },
    { name: 'height', init: 'containerSize()[1]', on: [{}] },
    { name: 'xmax', value: 500, on: [] },
    { name: 'unit', value: {} },
  ]);
  assert.deepEqual(spec.data, [{ name: 'edges', values: rows.edges }, { name: 'data_0' }]);
  fill(spec, { size: { width: 500, height: 400 }, rows: {}, signals: {} });
  assert.deepEqual(
    spec.signals.slice(0, 2).map(({ value }) => value),
    [500, 400],
  );
});

test('pictures are taken ready made, however deep their marks lie', () => {
  const image = () => ({
    type: 'image',
    encode: { update: { url: { field: 'image' }, x: { value: 1 }, tooltip: {} } },
  });
  const spec = { marks: [image(), { type: 'group', marks: [image(), { type: 'rule' }] }] };
  prepare(spec);
  const update = { x: { value: 1 }, tooltip: {}, image: { field: 'image' } };
  assert.deepEqual(spec.marks[0], { type: 'image', encode: { update } });
  assert.deepEqual(/** @type {any} */ (spec.marks[1]).marks[0], { type: 'image', encode: { update } });
});

test('only marks that have words are pointed at', () => {
  /** @type {any[]} */
  const marks = [
    { type: 'text', encode: { update: {} } },
    { type: 'symbol', encode: { update: { tooltip: { signal: '{}' } } } },
    { type: 'group', marks: [{ type: 'rule' }] },
  ];
  prepare({ marks });
  assert.deepEqual(
    [...marks, marks[2].marks[0]].map(({ interactive }) => interactive),
    [false, undefined, undefined, false],
  );
});

test('marks that are there to be pointed at alone are not painted', () => {
  const band = (/** @type {number} */ value) => ({
    type: 'rule',
    encode: { update: { opacity: { value }, tooltip: {} } },
  });
  const marks = [band(0.001), band(0.85)];
  prepare({ marks });
  assert.deepEqual(
    marks.map(({ encode }) => encode.update.opacity.value),
    [-1, 0.85],
  );
});

test('words that are not known are left out', () => {
  assert.deepEqual(known({ weight: 'w₁₁', value: '0.1', 'gradient ∂E/∂w': '' }), { weight: 'w₁₁', value: '0.1' });
  assert.equal(known({ value: '' }), null);
  assert.equal(known(null), null);
  assert.equal(known('plain'), 'plain');
});

test('a finger means what is nearest: first the place itself, then rings around it', () => {
  const away = NEAR.map(([x, y]) => Math.round(Math.hypot(x, y)));
  assert.equal(away[0], 0);
  assert.deepEqual(
    away,
    away.toSorted((a, b) => a - b),
  );
  assert.ok(away.every((distance) => distance <= 14));
});

test('of two mounts of one part both are told, and the one on the page counts', () => {
  const parts = new Parts();
  const part = (/** @type {boolean} */ isConnected) => /** @type {any} */ ({ element: { isConnected } });
  const [first, second, third] = [part(true), part(true), part(false)];
  for (const one of [first, second]) parts.add('view', one);
  assert.deepEqual(parts.all('view'), [first, second]);
  assert.equal(parts.get('view'), second);
  first.element.isConnected = false;
  parts.add('view', third);
  assert.deepEqual(parts.all('view'), [second, third]);
  assert.equal(parts.get('view'), second);
  parts.drop('view', second);
  assert.equal(parts.get('view'), third);
  assert.deepEqual(parts.each(), [third]);
  assert.equal(parts.get('none'), undefined);
});

test('a background is light or dark', () => {
  assert.deepEqual(['#ffffff', ' #0E1117', '#808080', '#7f7f7f', 'red', ''].map(shade), [
    'light',
    'dark',
    'light',
    'dark',
    null,
    null,
  ]);
});
