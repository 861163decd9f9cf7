// The page comes back by itself when its React tree is gone: an error in it takes everything off the page and leaves it
// blank. This watches from outside of that tree, and opens the page again at its address, which holds the run.

import { shared } from './shared.js';
import { APP, HEALTH, UNDRAWN, UNREAD } from './streamlit.js';

const REVIVED = 'nnviz-revived'; // when, and with what words, in the storage of this tab
const MOST_TIMES = 3; // in a row, within
const IN_A_ROW_MS = 90000;
const SURE_MS = 250; // after which what is gone is gone
const LOOK_MS = 1000;
const READ_MS = 12000;
const LOOK =
  'position:fixed;z-index:1000001;left:50%;bottom:1.5rem;transform:translateX(-50%);width:max-content;' +
  'max-width:min(40rem,calc(100vw - 4rem));padding:0.8rem 1rem;border-radius:0.5rem;font:15px/1.4 "Source Sans",' +
  'sans-serif;background:#31333f;color:#fff;box-shadow:0 2px 12px rgb(0 0 0 / 40%)';

/** @typedef {{ times?: number[], words?: string }} Kept */

export class Revival {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.dying = false;
    /** Without a storage it could not count, and would open a page that breaks at once for ever. */
    this.counts = true;
    /** @type {HTMLElement | undefined} */
    this.said = undefined;
    this.welcome();
    new MutationObserver(() => this.look()).observe(root, { childList: true });
    setInterval(() => this.look(), LOOK_MS);
  }

  /** React took all away, or Streamlit says that it could not read what the server said or draw a part of the page. */
  broken() {
    if (!this.root.childElementCount || !document.querySelector(APP)) return true;
    const dialogs = [...document.querySelectorAll('[role=dialog]')];
    if (dialogs.some((dialog) => dialog.textContent?.includes(UNREAD))) return true;
    return Boolean(document.querySelector(UNDRAWN));
  }

  look() {
    if (this.dying || !this.broken()) return;
    this.dying = true;
    setTimeout(() => {
      if (!this.broken()) this.dying = false;
      else this.revive().catch((error) => console.error(error));
    }, SURE_MS);
  }

  async revive() {
    const player = shared().players.get('page');
    try {
      player?.address(performance.now());
    } catch (error) {
      console.error(error);
    }
    const times = [...this.times(), Date.now()];
    if (times.length > MOST_TIMES) {
      const again = Object.assign(document.createElement('button'), { textContent: 'Open it again' });
      again.addEventListener('click', () => window.location.reload());
      const words =
        `The page broke down ${MOST_TIMES} times in a row, so it does not open again by itself. ` +
        'Your run is in the address. ';
      this.say(words, 'alert').append(again);
      return;
    }
    const whole = player?.chunk?.address !== null;
    const words = whole
      ? 'Something broke in the page, so it was opened again. This is your run, from its address.'
      : 'Something broke in the page, so it was opened again. Your run had more of its own than an address holds: ' +
        'here is what the address held last.';
    this.keep({ times, words });
    const wait = 'Something broke in the page. It opens again as soon as the server answers.';
    const waiting = setTimeout(() => this.say(wait, 'status'), LOOK_MS);
    await served();
    clearTimeout(waiting);
    window.location.reload();
  }

  times() {
    return (this.kept().times ?? []).filter((time) => Date.now() - time < IN_A_ROW_MS);
  }

  /** @returns {Kept} */
  kept() {
    try {
      return JSON.parse(sessionStorage.getItem(REVIVED) ?? '') ?? {};
    } catch {
      return {};
    }
  }

  /** @param {Kept} what */
  keep(what) {
    try {
      if (this.counts) sessionStorage.setItem(REVIVED, JSON.stringify(what));
    } catch {
      this.counts = false;
    }
  }

  welcome() {
    const { words } = this.kept();
    if (!words) return;
    this.keep({ times: this.times() });
    const said = this.say(words, 'status');
    setTimeout(() => said.remove(), READ_MS);
  }

  /**
   * @param {string} words
   * @param {'status' | 'alert'} role
   */
  say(words, role) {
    this.said?.remove();
    const said = document.createElement('div');
    this.said = said;
    said.setAttribute('role', role);
    said.dataset.revival = '';
    said.textContent = words;
    said.style.cssText = LOOK;
    document.body.append(said);
    return said;
  }
}

async function served() {
  for (;;) {
    try {
      const answer = await fetch(new URL(HEALTH, document.baseURI), { cache: 'no-store' });
      if (answer.ok) return;
    } catch {
      // The server is not there yet.
    }
    await new Promise((done) => {
      setTimeout(done, LOOK_MS);
    });
  }
}

/** Begins to watch, once for the page. */
export function attend() {
  const root = document.getElementById('root');
  const page = shared();
  if (root) page.revival ??= new Revival(root);
}
