// A page that has a recorded run in itself, and everything that plays it: nothing is fetched, from anywhere.

/** @import { Recorded, Report } from './types.js' */
import { Outside } from './outside.js';
import { OLD, run, unpacked } from './packed.js';
import { Recording } from './recording.js';
import { scheme } from './surroundings.js';

const SPEEDS = [1, 2, 5, 10, 20, 30, 60];
const SPEED = 10;

/** The step that the page's own address names, as in page.html#step=40. */
const wanted = () => Number(/^#step=(\d{1,10})$/.exec(window.location.hash)?.[1] ?? 0);

/** @param {HTMLElement} root */
async function begin(root) {
  const [text] = await Promise.all([unpacked('recording'), run('vega')]);
  /** @type {Recorded} */
  const recorded = JSON.parse(text);
  const { title, fields, labels, captions } = recorded;
  const steps = recorded.frames.map(({ step }) => step);
  /** @type {Outside} */
  let outside;
  const recording = new Recording(recorded, (message) => outside.show(message), SPEED);
  const looks = {
    ...{ group: 'page', vega: '', title, about: root.dataset.about, fields, labels, captions },
    ...{ speeds: SPEEDS, speed: SPEED, pace: 'a second', time: { label: 'Time', title: 'The recorded steps', steps } },
    buttons: ['reset', 'back', 'step_on', 'play'],
  };
  /** @type {(name: string, value: unknown) => void} */
  // The answer comes after the press: the player is still at the report.
  const send = (_, report) => queueMicrotask(() => recording.hear(/** @type {Report} */ (report)));
  outside = new Outside(root, looks, send, (_, speed) => recording.faster(speed, outside.player.shown));
  recording.dress(scheme() ?? 'light');
  recording.begin(wanted());
  window.addEventListener('hashchange', () => recording.begin(wanted()));
}

export default function alone() {
  const root = /** @type {HTMLElement} */ (document.getElementById('run'));
  /** @param {string} words */
  const say = (words) => root.replaceChildren(words);
  if (OLD()) say(OLD());
  else begin(root).catch((error) => say(`This page could not be opened: ${error.message}`));
}
