import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Tables } from '../../nnviz/components/js/tables.js';

function edges() {
  const tables = new Tables();
  tables.put('edges', { edge: ['a', 'b'], w: [1, 2] });
  return tables;
}

test('rows that take new values stay the rows they were', () => {
  const tables = edges();
  assert.equal(tables.update('edges'), null);
  const rows = tables.rows('edges');
  assert.deepEqual(rows, [
    { edge: 'a', w: 1 },
    { edge: 'b', w: 2 },
  ]);
  tables.put('edges', { w: [3, 4] });
  assert.deepEqual(tables.update('edges'), ['w']);
  assert.equal(tables.held.edges.rows, rows);
  assert.deepEqual(
    rows.map(({ w }) => w),
    [3, 4],
  );
  assert.equal(tables.update('edges'), null); // nothing moved since
});

test('a table of another length, or one that grew, has its rows made anew', () => {
  const tables = edges();
  tables.rows('edges');
  tables.put('edges', { edge: ['a'], w: [1] });
  assert.equal(tables.update('edges'), null);
  tables.rows('edges');
  tables.append('edges', { edge: ['c'], w: [9] });
  assert.equal(tables.update('edges'), null);
  assert.deepEqual(tables.rows('edges').at(-1), { edge: 'c', w: 9 });
  tables.append('new', { x: [1] });
  assert.deepEqual(tables.rows('new'), [{ x: 1 }]);
});

test('a table without columns has no rows, and one picture serves all rows', () => {
  const tables = new Tables();
  tables.put('empty', {});
  tables.put('field', { x: [1, 2, 3] });
  const pictures = /** @type {any[]} */ ([{ one: true }, { two: true }]);
  assert.deepEqual(tables.rows('empty'), []);
  assert.deepEqual(
    tables.rows('field', pictures).map(({ image }) => image),
    [pictures[0], pictures[1], pictures[1]],
  );
});

test('a chart that was made meanwhile keeps its rows only if nothing came in between', () => {
  const tables = edges();
  const rows = { edges: tables.made('edges') };
  tables.hold(rows, tables.count);
  assert.equal(tables.dirty.size, 0);
  assert.equal(tables.held.edges.rows, rows.edges);
  const { count } = tables;
  const late = { edges: tables.made('edges') };
  tables.touch('edges'); // a picture
  tables.hold(late, count);
  assert.deepEqual([...tables.dirty], ['edges']);
  assert.deepEqual(tables.held, {});
});

test('a row that is pointed at takes what it follows, if that is newer than its own', () => {
  const follow = { table: 'hits', from: 'edges', key: 'edge', columns: ['w'] };
  const tables = edges();
  tables.put('hits', { edge: ['a', 'b'], w: [1, 2], gradient: [0.5, 0.6] });
  const rows = tables.rows('hits');
  assert.equal(tables.lacks(follow, { edge: 'b' }), null);
  tables.put('edges', { w: [5, 6] });
  assert.deepEqual(tables.lacks(follow, { edge: 'b' }), { row: rows[1], values: [['w', 6]] });
  rows[1].w = 6;
  assert.equal(tables.lacks(follow, { edge: 'b' }), null);
  assert.equal(tables.lacks(follow, { edge: 'c' }), null);
  assert.equal(tables.lacks(follow, { neuron: 'n' }), null);
  tables.put('hits', { w: [5, 6.5] });
  assert.equal(tables.lacks(follow, { edge: 'b' }), null);
});
