import assert from 'node:assert/strict';
import test from 'node:test';
import { shortened } from '../../nnviz/components/js/link.js';

const implied = { dataset: 'circle', eta: '1.0', step: '0', hidden: '4' };

test('what an address means anyway is left out', () => {
  const long = 'https://a.b/x/?dataset=circle&eta=1.0&hidden=4&step=0';
  assert.equal(shortened(long, implied), 'https://a.b/x/');
  assert.equal(shortened(`${long}&seed=3`, implied), 'https://a.b/x/?seed=3');
});

test('another value, another name and what is coded stay as they are', () => {
  const asked = 'https://a.b/?dataset=xor4&eta=0.5&step=12&history=eta:1.0@5,eta:2.0@7&own=a%2Bb%26c&hide=';
  assert.equal(shortened(asked, implied), asked);
});

test('a link without parameters, and a place in the page, stay', () => {
  assert.equal(shortened('https://a.b/', implied), 'https://a.b/');
  assert.equal(shortened('https://a.b/?step=0#top', implied), 'https://a.b/#top');
});
