// Formulas as the page's own elements: subscripts, fractions and roots, with a colour for each part's role.

/** @import { Node } from './types.js' */

const HOLE = '\ufffc';
/** @type {Record<string, string>} */
const ELEMENTS = { i: 'i', sub: 'sub', sup: 'sup' };
/** Between the parts of a fraction, for who hears it and for who copies it. */
const OVER = '/';

/**
 * An element with a class and text.
 * @param {string} tag
 * @param {string} [name]
 * @param {string} [text]
 */
export function element(tag, name = '', text = '') {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text) made.textContent = text;
  return made;
}

/**
 * @param {Node[]} nodes
 * @param {string[]} numbers for their holes, in order
 * @returns {HTMLElement}
 */
export function formula(nodes, numbers) {
  const left = [...numbers];
  const made = element('span', 'formula');
  for (const node of nodes) made.append(part(node, left));
  return made;
}

/**
 * @param {Node} node
 * @param {string[]} numbers
 * @returns {HTMLElement | string}
 */
function part(node, numbers) {
  if (typeof node === 'string') return filled(node, numbers);
  const [tag, ...inside] = node;
  const made = element(ELEMENTS[tag] ?? 'span', tag in ELEMENTS ? '' : `formula-${tag}`);
  inside.forEach((each, i) => {
    if (tag === 'frac' && i) made.append(element('span', 'formula-slash', OVER));
    made.append(part(each, numbers));
  });
  return made;
}

/**
 * @param {string} text
 * @param {string[]} numbers
 */
const filled = (text, numbers) => text.replaceAll(HOLE, () => numbers.shift() ?? '');
