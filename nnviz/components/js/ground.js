// Where on a page the parts of one player are: all of the page is theirs, or elements of it, beside which others have
// their own.

/** What an event happened at, in a part of the page with a tree of its own, too.
 * @param {Event} event
 */
const origin = (event) => event.composedPath()[0] ?? event.target;

export class Ground {
  /** @param {Set<HTMLElement> | null} elements null for the whole page */
  constructor(elements = null) {
    this.elements = elements;
  }

  /**
   * The element that an event happened at, if that is on this ground.
   * @param {Event} event
   * @returns {Element | null}
   */
  target(event) {
    const at = origin(event);
    if (!(at instanceof Element)) return null;
    return !this.elements || this.around(event) ? at : null;
  }

  /**
   * Whether an event is this ground's affair; on a page that is all its own, what happens at no element is, too.
   * @param {Event} event
   */
  concerns(event) {
    return !this.elements || this.target(event) !== null;
  }

  /** @param {Event} event */
  around(event) {
    const path = event.composedPath();
    return [...(this.elements ?? [])].find((element) => path.includes(element));
  }

  /**
   * The elements that a selector means: of a page the first one.
   * @param {string} selector
   * @returns {Element[]}
   */
  all(selector) {
    if (this.elements) return [...this.elements].flatMap((element) => [...element.querySelectorAll(selector)]);
    const found = document.querySelector(selector);
    return found ? [found] : [];
  }
}
