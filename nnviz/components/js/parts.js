// Parts of the page by name.

/** @typedef {Element | { element: Element }} Part */

/** @param {Part} part */
const connected = (part) => ('element' in part ? part.element : part).isConnected;

/**
 * When the page's order changes, a part's new mount may appear before or after the old one has gone. As long as there
 * are two mounts, both get every message.
 * @template {Part} T
 */
export class Parts {
  /** @param {(part: T) => boolean} kept whether a part stays when another of its name comes */
  constructor(kept = connected) {
    this.kept = kept;
    /** @type {Map<string, T[]>} */
    this.held = new Map();
  }

  /**
   * @param {string} name
   * @param {T} part
   */
  add(name, part) {
    this.held.set(name, [...this.all(name).filter(this.kept), part]);
  }

  /**
   * @param {string} name
   * @param {T} part
   */
  drop(name, part) {
    this.held.set(
      name,
      this.all(name).filter((other) => other !== part),
    );
  }

  /** @param {string} name */
  get(name) {
    const parts = this.all(name);
    return parts.findLast(connected) ?? parts.at(-1);
  }

  /** @param {string} name */
  all(name) {
    return this.held.get(name) ?? [];
  }

  /** Every part, whatever its name. */
  each() {
    return [...this.held.values()].flat();
  }
}
