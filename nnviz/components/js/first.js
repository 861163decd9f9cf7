// Whether the pictures of a page that opens are there: the server keeps back what would be drawn before them.

export class First {
  constructor() {
    /** @type {Set<string>} */
    this.drawn = new Set();
    /** @type {string[]} */
    this.names = [];
    /** @type {(() => void) | null} */
    this.tell = null;
    this.told = false;
  }

  /**
   * Says it, once, when all pictures of these names have been drawn, or cannot be.
   * @param {string[]} names
   * @param {() => void} tell
   */
  wait(names, tell) {
    Object.assign(this, { names, tell });
    this.look();
  }

  /** @param {string} name */
  drew(name) {
    this.drawn.add(name);
    this.look();
  }

  look() {
    const { tell } = this;
    if (!tell || this.told || !this.names.every((name) => this.drawn.has(name))) return;
    this.told = true;
    setTimeout(tell, 0); // the browser may paint first
  }
}
