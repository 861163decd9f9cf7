// What a screen reader says of the page: the server's words on what is at rest, and that it plays. Who presses in haste
// hears the last of them alone.

const CALM_MS = 500;

export class Voice {
  constructor() {
    this.element = document.createElement('div');
    this.element.className = 'player-voice';
    this.element.setAttribute('role', 'status');
    this.words = '';
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.waiting = undefined;
  }

  /** @param {string} words */
  say(words) {
    if (words === this.words) return;
    this.words = words;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => {
      this.element.textContent = words;
    }, CALM_MS);
  }

  close() {
    clearTimeout(this.waiting);
  }
}
