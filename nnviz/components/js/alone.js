// A page that has a recorded run in itself, and everything that plays it: nothing is fetched, from anywhere.

/** @import { Recorded, Report } from './types.js' */
import { Outside } from './outside.js';
import { Recording } from './recording.js';
import { scheme } from './surroundings.js';

const SPEEDS = [1, 2, 5, 10, 20, 30, 60];
const SPEED = 10;
const OLD = 'This page needs a browser of 2023 or later: this one cannot unpack what is in it (DecompressionStream).';

/**
 * The text of what the page holds packed, by gzip and in base64.
 * @param {string} id of the element that holds it
 */
async function unpacked(id) {
  const packed = atob(document.getElementById(id)?.textContent?.trim() ?? '');
  const bytes = Uint8Array.from(packed, (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}

/** @param {string} text */
function run(text) {
  const script = document.createElement('script');
  script.textContent = text;
  document.head.append(script);
}

/** The step that the page's own address names, as in page.html#step=40. */
const wanted = () => Number(/^#step=(\d{1,10})$/.exec(window.location.hash)?.[1] ?? 0);

/** @param {HTMLElement} root */
async function begin(root) {
  const [vega, text] = await Promise.all([unpacked('vega'), unpacked('recording')]);
  run(vega);
  /** @type {Recorded} */
  const recorded = JSON.parse(text);
  const { title, fields, labels, captions } = recorded;
  const steps = recorded.frames.map(({ step }) => step);
  /** @type {Outside} */
  let outside;
  const recording = new Recording(recorded, (message) => outside.show(message), SPEED);
  const looks = {
    ...{ group: 'page', vega: '', title, about: root.dataset.about, fields, labels, captions },
    ...{ speeds: SPEEDS, speed: SPEED, time: { label: 'Time', title: 'The recorded steps', steps } },
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
  if (typeof DecompressionStream === 'undefined') say(OLD);
  else begin(root).catch((error) => say(`This page could not be opened: ${error.message}`));
}
