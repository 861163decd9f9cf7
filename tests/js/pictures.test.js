import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesOf, colour, Pictures } from '../../nnviz/components/js/pictures.js';
import { page } from './page.js';

const PALETTE = new Uint8Array([255, 0, 0, 0, 255, 0, 0, 0, 255]);
/** @param {number[]} bytes */
const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
const RED = [255, 0, 0, 255];
const GREEN = [0, 255, 0, 255];
const BLUE = [0, 0, 255, 255];

function pictures() {
  page();
  const made = new Pictures();
  made.palette = PALETTE;
  return made;
}

/** @param {any} tile */
const pixels = (tile) => [...tile.data];

test('bytes come back from their text', () => {
  assert.deepEqual([...bytesOf(base64([0, 127, 128, 255]))], [0, 127, 128, 255]);
});

test('each byte is a row of the palette, opaque', () => {
  const pixels = new Uint8ClampedArray(8);
  colour(new Uint8Array([0, 0, 2, 1]), 2, PALETTE, pixels);
  assert.deepEqual([...pixels], [...BLUE, ...GREEN]);
});

test('a picture is painted onto the same canvas again, so that whoever shows it shows the new one', () => {
  const all = pictures();
  all.told.field = { bytes: base64([0, 1, 2, 0]), width: 2 };
  const [first] = all.of('field') ?? [];
  assert.deepEqual([first.width, first.height, first.complete], [2, 2, true]);
  assert.deepEqual(pixels(first), [...RED, ...GREEN, ...BLUE, ...RED]);
  all.told.field = { bytes: base64([2, 2, 2, 2]), width: 2 };
  assert.equal(all.of('field')?.[0], first);
  assert.deepEqual(pixels(first).slice(0, 4), BLUE);
  all.palette = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8, 9]); // another theme
  all.of('field');
  assert.deepEqual(pixels(first).slice(0, 4), [7, 8, 9, 255]);
});

test('a sheet is cut into its small pictures, a list gives one a row', () => {
  const all = pictures();
  all.told.maps = { bytes: base64([0, 0, 1, 1, 2, 2]), width: 1, tiles: 3 };
  const tiles = all.of('maps') ?? [];
  assert.deepEqual(tiles.map(pixels), [
    [...RED, ...RED],
    [...GREEN, ...GREEN],
    [...BLUE, ...BLUE],
  ]);
  assert.equal(all.tiles, tiles);
  all.told.sample = [
    { bytes: base64([0]), width: 1 },
    { bytes: base64([2]), width: 1 },
  ];
  assert.deepEqual((all.of('sample') ?? []).map(pixels), [RED, BLUE]);
  assert.equal(all.of('nothing'), undefined);
});
