import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ADDRESS_MS, Address, addressed } from '../../nnviz/components/js/address.js';
import { chunk, page } from './page.js';

test('parameters are set, taken away and left alone', () => {
  const before = 'http://page.test/?seed=3&old=1&embed=true';
  assert.equal(addressed(before, { seed: '4', old: null, step: '9' }), 'http://page.test/?seed=4&embed=true&step=9');
});

test('the address follows the step on show, and nothing is changed that is so already', () => {
  const { location, changes } = page();
  const address = new Address();
  address.follow(chunk(), 9, 0, 1000);
  assert.equal(location.href, 'http://page.test/?seed=3&step=9');
  address.follow(chunk(), 9, 0, 2000);
  assert.equal(changes.length, 1);
  assert.equal(address.due, 2000 + ADDRESS_MS);
});

test('it stands still where it would not hold the run, or the page is far behind', () => {
  const { changes } = page();
  const address = new Address();
  address.follow(chunk({ address: null }), 9, 0, 1000);
  address.follow(chunk(), null, 0, 1000);
  address.follow(chunk(), 9, 61, 1000);
  assert.equal(changes.length, 0);
});

test('no browser’s limit is reached: a hundred changes in thirty seconds', () => {
  const { changes } = page();
  const address = new Address();
  for (let now = 0; now < 30_000; now += 20) {
    if (now >= address.due || now % 100 === 0) address.follow(chunk(), now, 0, now);
  }
  assert.ok(changes.length > 50 && changes.length < 100, `${changes.length}`);
});

test('asked without a time, as the button for the link does, it keeps its count', () => {
  const { location } = page();
  const address = new Address();
  address.follow(chunk(), 1, 0);
  assert.ok(Number.isFinite(address.allowed));
  address.follow(chunk(), 2, 0);
  assert.match(location.href, /step=2$/);
});
