// What all components of a page share. Each comes as a script of its own, so it hangs on the window, under one name.

/** @import { Shared } from './types.js' */

/** @returns {Shared} */
export function shared() {
  const page = /** @type {{ nnviz?: Shared }} */ (/** @type {unknown} */ (window));
  page.nnviz ??= { players: new Map(), mount: null, waits: [], vegas: {} };
  return page.nnviz;
}
