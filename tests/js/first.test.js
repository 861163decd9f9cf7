// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { First } from '../../nnviz/components/js/first.js';

const soon = () => new Promise((done) => setTimeout(done, 5));

/** @param {First} first @param {string[]} names */
const waiting = (first, names) => {
  /** @type {string[]} */
  const said = [];
  first.wait(names, () => said.push('drawn'));
  return said;
};

test('it is said once, after the last of them and not before', async () => {
  const first = new First();
  first.drew('loss');
  const said = waiting(first, ['network', 'loss']);
  await soon();
  assert.equal(said.length, 0);
  first.drew('network');
  await soon();
  assert.deepEqual(said, ['drawn']);
  first.drew('network');
  first.wait(['network', 'loss'], () => said.push('again'));
  await soon();
  assert.deepEqual(said, ['drawn']);
});

test('pictures that are drawn before they are waited for count, others do not keep it waiting', async () => {
  const first = new First();
  for (const name of ['network', 'loss', 'boundary']) first.drew(name);
  const said = waiting(first, ['network', 'loss']);
  await soon();
  assert.deepEqual(said, ['drawn']);
});

test('a page without pictures waits for none', async () => {
  const said = waiting(new First(), []);
  await soon();
  assert.deepEqual(said, ['drawn']);
});
