// A playground in a notebook, by the contract of anywidget. The notebook's kernel answers the player's reports; what it
// says comes as messages of the widget. However often a notebook shows one widget, it has one player.

/** @import { Looks, Report, Widget } from './types.js' */
/** @import { Message } from './outside.js' */
import { Ground } from './ground.js';
import { rootIn, watchHost } from './host.js';
import { playerOf, retire } from './mounts.js';
import { Outside } from './outside.js';
import { shared } from './shared.js';

const WAITS = 'This playground waits for Python. If it stays so, run its cell again.';
const SILENT = 'Python does not answer: it is busy with a cell, or its kernel was restarted. Then run this cell again.';
const SILENT_MS = 5000;
const OLD = 'This playground needs a browser of 2023 or later (DecompressionStream).';

/**
 * @param {DataView} packed by gzip
 * @returns {Promise<string>}
 */
async function unpacked(packed) {
  const bytes = new Uint8Array(packed.buffer, packed.byteOffset, packed.byteLength).slice();
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
}

const decoder = new TextDecoder();

/** One widget in this page: all its pictures, and the talk with Python. */
export class Desk {
  /**
   * @param {Widget} model
   * @param {() => void} gone called when it is closed
   */
  constructor(model, gone = () => {}) {
    this.model = model;
    this.gone = gone;
    this.group = model.get('_name');
    /** Of this window, unlike any other: a notebook may be open in several. */
    this.window = Math.random().toString(36).slice(2);
    /** Each root with what is in it, once Python has said what that is. @type {Map<HTMLElement, Outside | null>} */
    this.roots = new Map();
    /** @type {Set<HTMLElement>} */
    this.elements = new Set();
    this.ground = new Ground(this.elements);
    playerOf(this.group, this.ground); // hears keys before they are kept from the notebook
    /** @type {Looks | null} */
    this.looks = null;
    /** What is shown once Vega is there. @type {Message[]} */
    this.early = [];
    /** Number of the last report from here that Python heard. */
    this.heard = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.silence = undefined;
    this.hear = (/** @type {any} */ content, /** @type {DataView[] | undefined} */ buffers) => {
      this.take(content, buffers ?? []).catch((error) => console.error(error));
    };
    model.on('msg:custom', this.hear);
  }

  /**
   * Puts the playground into an element; returns what takes it out again.
   * @param {HTMLElement} root
   */
  join(root) {
    this.roots.set(root, null);
    this.elements.add(root);
    if (typeof DecompressionStream === 'undefined') root.replaceChildren(OLD);
    else root.replaceChildren(WAITS);
    const leave = watchHost(root, (scheme) => {
      const other = root.dataset.scheme !== scheme;
      root.dataset.scheme = scheme;
      if (other) this.roots.get(root)?.player.look();
    });
    this.send('begin', { scheme: root.dataset.scheme });
    return () => {
      leave();
      this.roots.get(root)?.close();
      this.roots.delete(root);
      this.elements.delete(root);
    };
  }

  /**
   * @param {string} kind
   * @param {object} [more]
   */
  send(kind, more = {}) {
    this.model.send({ kind, window: this.window, ...more });
  }

  /** @param {Report} report */
  report(report) {
    this.send('report', { report });
    if (report.presses.length) this.silence ??= setTimeout(() => this.complain(), SILENT_MS);
  }

  complain() {
    for (const outside of this.roots.values()) outside?.say(SILENT, null);
  }

  /**
   * @param {{ kind: string, vega?: string, words?: string }} content
   * @param {DataView[]} buffers
   */
  async take({ kind, vega, words }, [buffer]) {
    clearTimeout(this.silence);
    this.silence = undefined;
    if (kind === 'vega' && vega) {
      const { vegas } = shared();
      const text = await unpacked(buffer);
      vegas[vega] ??= URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
      this.build();
    } else if (kind === 'failed') {
      for (const root of this.roots.keys()) root.replaceChildren(words ?? '');
    } else if (kind === 'told') {
      /** @type {{ window: string, looks?: Looks, message: Message }} */
      const { window, looks, message } = JSON.parse(decoder.decode(buffer));
      if (window === this.window) this.heard = message.chunk?.heard ?? this.heard;
      // Presses that another window made are none of this one's.
      else if (message.chunk) message.chunk.heard = this.heard;
      if (looks) this.dress(looks);
      this.show(message);
    }
  }

  /** @param {Looks} looks with the name of Vega's file for its address */
  dress(looks) {
    const other = JSON.stringify(looks) !== JSON.stringify(this.looks);
    if (other) {
      for (const [root, outside] of this.roots) {
        outside?.close();
        this.roots.set(root, null);
      }
    }
    this.looks = looks;
    if (shared().vegas[looks.vega]) this.build();
    else this.send('vega');
  }

  build() {
    const { looks } = this;
    const vega = looks && shared().vegas[looks.vega];
    if (!looks || !vega) return;
    for (const [root, outside] of this.roots) {
      if (outside) continue;
      const send = (/** @type {string} */ _, /** @type {unknown} */ report) =>
        this.report(/** @type {Report} */ (report));
      const choose = (/** @type {string} */ name, /** @type {number} */ value) => this.send('choose', { name, value });
      this.roots.set(root, new Outside(root, { ...looks, group: this.group, vega }, send, choose, this.ground));
    }
    for (const message of this.early.splice(0)) this.show(message);
  }

  /** @param {Message} message */
  show(message) {
    const outsides = [...this.roots.values()].filter((outside) => outside !== null);
    if (!outsides.length) {
      this.early.push(message);
      return;
    }
    for (const outside of outsides) outside.show(message);
  }

  close() {
    clearTimeout(this.silence);
    this.model.off('msg:custom', this.hear);
    for (const outside of this.roots.values()) outside?.close();
    this.roots.clear();
    this.elements.clear();
    retire(this.group);
    this.gone();
  }
}

/** @type {Map<string, Desk>} */
const desks = new Map();

/** @param {Widget} model */
function deskOf(model) {
  const name = model.get('_name');
  const desk = desks.get(name) ?? new Desk(model, () => desks.delete(name));
  desks.set(name, desk);
  return desk;
}

export default function notebook() {
  return {
    initialize: (/** @type {{ model: Widget }} */ { model }) => {
      const desk = deskOf(model);
      return () => desk.close();
    },
    render: (/** @type {{ model: Widget, el: HTMLElement }} */ { model, el }) => {
      const root = rootIn(el, model.get('_title'));
      return deskOf(model).join(root);
    },
  };
}
