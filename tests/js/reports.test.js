import assert from 'node:assert/strict';
import { test } from 'node:test';
import { known, PATIENCE_MS, Reports } from '../../nnviz/components/js/reports.js';
import { chunk } from './page.js';

function begun() {
  const reports = new Reports(() => ({ shown: 5, queued: 2, line: null, holds: [] }));
  /** @type {any[]} */
  const said = [];
  reports.send = (_, report) => said.push(report);
  reports.begin(chunk({ id: 'run-1' }));
  return { reports, said };
}

test('each report says all that counts, with a number that grows', () => {
  const { reports, said } = begun();
  reports.tell('held');
  reports.wish('pick', 'w:0:1:2');
  reports.wish('seek', 7);
  assert.deepEqual(said.at(-1), {
    shown: 5,
    queued: 2,
    line: null,
    holds: [],
    chunk: 'run-1',
    nonce: 3,
    presses: [],
    held: 'run-1',
    wishes: { pick: { value: 'w:0:1:2', nonce: 2 }, seek: { value: 7, nonce: 3 } },
  });
});

test('a wish keeps the number under which it was said first, and a new one of its kind takes its place', () => {
  const { reports, said } = begun();
  reports.wish('seek', 7);
  reports.report();
  assert.equal(said.at(-1).wishes.seek.nonce, 1);
  reports.wish('seek', 8);
  assert.deepEqual(said.at(-1).wishes, { seek: { value: 8, nonce: 3 } });
});

test('facts are of their chunk, wishes of their run', () => {
  const { reports, said } = begun();
  reports.tell('held');
  reports.wish('seek', 7);
  reports.begin(chunk({ id: 'run-2' }));
  reports.report();
  assert.equal('held' in said.at(-1), false);
  assert.equal(said.at(-1).wishes.seek.value, 7);
  reports.begin(chunk({ id: 'other-1' }));
  reports.report();
  assert.deepEqual(said.at(-1).wishes, {});
});

test('what is not answered is said again, but not at once and not a wish for frames', () => {
  const { reports, said } = begun();
  reports.tell('want');
  reports.again(reports.reported + 10 * PATIENCE_MS);
  assert.equal(said.length, 1);
  reports.tell('held');
  reports.again(reports.reported + PATIENCE_MS / 2);
  assert.equal(said.length, 2);
  reports.again(reports.reported + PATIENCE_MS + 1);
  assert.equal(said.length, 3);
  assert.equal(said.at(-1).held, 'run-1');
  // Each time it takes twice as long, up to twelve seconds, until an answer comes.
  for (const patience of [2, 4, 8, 8, 8]) {
    /** @type {number} */
    const before = said.length;
    reports.again(reports.reported + patience * PATIENCE_MS);
    assert.equal(said.length, before);
    reports.again(reports.reported + patience * PATIENCE_MS + 1);
    assert.equal(said.length, before + 1);
  }
  reports.begin(chunk({ id: 'run-2' }));
  reports.tell('held');
  reports.again(reports.reported + PATIENCE_MS + 1);
  assert.equal(said.at(-1).held, 'run-2');
});

test('two mounts do not speak at one moment, and a press that had to wait is heard', async () => {
  const { reports, said } = begun();
  /** @type {any[]} */
  const batches = [];
  /** @type {Set<string>} */
  let batch = new Set();
  /** As Streamlit gathers what is said, until a timer that the first word sets. @param {string} who */
  const gather = (who) => {
    if (!batch.size) {
      setTimeout(() => {
        batches.push([...batch]);
        batch = new Set();
      }, 0);
    }
    batch.add(who);
  };
  const asks = (/** @type {string} */ _, /** @type {any} */ report) => said.push(report) && gather('feed');
  reports.send = (_, report) => said.push(report) && gather('workbench');
  reports.tell('want', asks);
  reports.presses = [{ name: 'play', nonce: reports.nonce + 1 }];
  reports.report();
  reports.wish('seek', 7);
  assert.equal(said.length, 1);
  for (let turns = 0; turns < 50 && batches.length < 2; turns += 1) {
    await new Promise((done) => {
      setTimeout(done, 1);
    });
  }
  assert.deepEqual(batches, [['feed'], ['workbench']]);
  assert.equal(said.length, 2);
  assert.deepEqual(said[1].presses, [{ name: 'play', nonce: 2 }]);
  assert.equal(said[1].wishes.seek.value, 7);
  assert.ok(said[1].nonce >= 3);
});

test('a chunk is known by its run and its number', () => {
  assert.equal(known(undefined, 'a-1'), false);
  assert.equal(known('a-9', 'a-10'), false);
  assert.equal(known('a-10', 'a-9'), true);
  assert.equal(known('a-10', 'a-10'), true);
  assert.equal(known('a-10', 'b-1'), false);
});
