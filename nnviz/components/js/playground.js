// A page whose engine runs in the browser itself: the worker of `engine.js` answers the player, and nothing else does.

/** @import { Report } from './types.js' */
/** @import { Message } from './outside.js' */
import { Choices } from './choices.js';
import { element } from './formula.js';
import { Outside } from './outside.js';
import { OLD, run, unpacked, unpackedBytes } from './packed.js';
import { scheme } from './surroundings.js';

/**
 * What the worker is begun with.
 * @typedef {object} Begun
 * @property {string} address of Pyodide's own script
 * @property {string[]} packages
 * @property {ArrayBuffer} sources of the engine, packed
 * @property {string | null} base the live page's address
 */

/**
 * What the worker says: how far it is, what the page is built of, an answer, or what went wrong.
 * @typedef {{ stage?: string, looks?: string, answer?: string, failed?: string }} Told
 */

/**
 * An answer: what is to be seen, and why something was not done.
 * @typedef {object} Answer
 * @property {Message & { chosen?: Record<string, string>, here?: string | null }} message
 * @property {string} refused
 */

const TIME = {
  label: 'Time',
  title: 'Samples presented. Drag to go back to any step, or on again; going on from the past starts a branch.',
};
const ABOUT =
  'Everything is computed in this browser, by Python as WebAssembly. Its last digits may differ from those of another machine.';

class Playground {
  /**
   * @param {HTMLElement} root
   * @param {Worker} worker
   */
  constructor(root, worker) {
    this.root = root;
    this.worker = worker;
    /** @type {Outside | undefined} */
    this.outside = undefined;
    /** @type {Choices | undefined} */
    this.choices = undefined;
    worker.addEventListener('message', ({ data }) => this.hear(data));
    worker.addEventListener('error', (event) => this.hear({ failed: event.message || 'its worker did not start' }));
    window.addEventListener('hashchange', () => this.link());
  }

  /** @param {Told} told */
  hear({ stage, looks, answer, failed }) {
    if (stage) this.wait(`Loading ${stage} …`);
    if (looks) this.build(JSON.parse(looks));
    if (answer) this.show(JSON.parse(answer));
    if (failed !== undefined) this.fail(failed);
  }

  /** @param {string} words */
  wait(words) {
    const line = element('p', 'outside-waits', words);
    line.setAttribute('role', 'status');
    this.root.replaceChildren(line);
  }

  /** @param {string} why */
  fail(why) {
    const words = `The engine could not be run in this browser: ${why}`;
    if (this.choices) this.choices.say(words);
    else this.wait(words);
  }

  /** @param {object} request */
  ask(request) {
    this.worker.postMessage(JSON.stringify(request));
  }

  /** Asks for the run that the page's own address names. */
  link() {
    const link = window.location.hash.slice(1);
    if (link) this.ask({ link });
  }

  /** @param {import('./choices.js').Offered & Pick<import('./types.js').Looks, 'fields' | 'labels' | 'speeds' | 'speed'>} looks */
  build(looks) {
    const { fields, labels, speeds, speed } = looks;
    const choices = new Choices(looks, (request) => this.ask(request));
    this.choices = choices;
    const captions = { network: '', boundary: '' };
    this.outside = new Outside(
      this.root,
      {
        ...{ group: 'page', vega: '', title: '', about: ABOUT, fields, labels, captions, speeds, speed },
        ...{ pace: 'a frame', time: TIME, choices: choices.element },
        buttons: ['reset', 'back', 'step_on', 'epoch', 'play'],
      },
      (_, report) => this.ask({ report: /** @type {Report} */ (report) }),
      (_, samples) => this.ask({ speed: samples }),
    );
    this.ask({ theme: scheme() ?? 'light' });
    this.link();
  }

  /** @param {Answer} answer */
  show({ message, refused }) {
    const { chosen, here } = message;
    this.choices?.say(refused);
    if (chosen) this.choices?.show(chosen);
    else if (refused) this.choices?.again();
    this.outside?.show(message);
    if (here) history.replaceState(null, '', `#${here}`);
  }
}

/** @param {HTMLElement} root */
async function begin(root) {
  /** @type {{ address: string, packages: string[], base: string | null }} */
  const told = JSON.parse(root.dataset.start ?? '{}');
  const [engine, sources] = await Promise.all([unpacked('engine'), unpackedBytes('sources'), run('vega')]);
  const script = URL.createObjectURL(new Blob([engine], { type: 'text/javascript' }));
  const playground = new Playground(root, new Worker(script, { type: 'module' }));
  const address = new URL(told.address, document.baseURI).href;
  playground.worker.postMessage({ ...told, address, sources }, [sources]);
}

export default function playground() {
  const root = /** @type {HTMLElement} */ (document.getElementById('run'));
  /** @param {string} words */
  const say = (words) => root.replaceChildren(words);
  if (OLD()) say(OLD());
  else begin(root).catch((error) => say(`This page could not be opened: ${error.message}`));
}
