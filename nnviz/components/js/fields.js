// Number fields accept a number as people write it. Streamlit's fields have the type "number": a browser only says that
// their text is not a number, some browsers drop a decimal comma ("0,5" becomes 05), and of "12abc" or "1e3" Streamlit
// reads the first digits. Here they become text fields. Before Streamlit reads a field, its number is rewritten as
// programs write it, or the field is emptied if it holds no allowed number; the server refuses an empty field.

/** @import { Component } from './types.js' */
import { shared } from './shared.js';
import { NUMBER_FIELD } from './streamlit.js';

/** @typedef {{ whole: boolean, least: number, most: number }} Bounds what a field allows */

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const GROUPED = /^[+-]?[1-9]\d{0,2}(,\d{3})+$/;
/** What each field held when the typing in it began. @type {WeakMap<HTMLInputElement, string>} */
const before = new WeakMap();

/**
 * The number that a text means, as a program writes it; empty for what is no number of the field's kind and range.
 * @param {string} text
 * @param {Bounds} bounds
 */
export function read(text, { whole, least, most }) {
  let plain = text.replace(/[\s\u00a0\u2009\u202f]/g, '').replace(/[\u2212\u2013]/g, '-');
  if (GROUPED.test(plain)) {
    if (!whole) return ''; // a thousand or one point nought nought nought: nobody can tell
    plain = plain.replace(/,/g, '');
  }
  if (!plain.includes('.')) plain = plain.replace(',', '.');
  const value = NUMBER.test(plain) ? Number(plain) : NaN;
  if (!Number.isFinite(value) || value < least || value > most || (whole && !Number.isInteger(value))) return '';
  return whole ? String(value) : plain;
}

/**
 * @param {HTMLInputElement} input
 * @returns {Bounds}
 */
function bounds(input) {
  const [least, most] = ['min', 'max'].map((name) => Number(input.getAttribute(name)));
  return { whole: input.placeholder.startsWith('whole'), least, most };
}

/**
 * @param {HTMLInputElement} input
 * @param {string} text
 */
function write(input, text) {
  if (input.value === text) return;
  // By the element's own setter, so that React notices that it is another text.
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, text);
  input.dispatchEvent(new Event('input', { bubbles: true }));
}

/** @param {HTMLInputElement} input */
function settle(input, instead = '') {
  write(input, read(input.value, bounds(input)) || instead);
}

/**
 * @param {Event} event
 * @returns {HTMLInputElement | null}
 */
function field({ target }) {
  return target instanceof HTMLInputElement && target.matches(NUMBER_FIELD) ? target : null;
}

/** @param {FocusEvent} event */
function enter(event) {
  const input = field(event);
  if (input?.type !== 'number') return;
  const { whole, least, most } = bounds(input);
  input.type = 'text';
  // A phone's number pad may have no minus sign.
  if (least < 0) input.inputMode = 'text';
  else input.inputMode = whole ? 'numeric' : 'decimal';
  input.setAttribute('role', 'spinbutton');
  input.setAttribute('aria-valuemin', String(least));
  input.setAttribute('aria-valuemax', String(most));
  input.select();
}

/** @param {InputEvent} event */
function type(event) {
  const input = field(event);
  if (input && !before.has(input)) before.set(input, input.value);
}

/** @param {FocusEvent} event */
function leave(event) {
  const input = field(event);
  if (!input) return;
  if (!input.disabled) settle(input);
  before.delete(input);
}

/** @param {KeyboardEvent} event */
function press(event) {
  const input = field(event);
  if (!input) return;
  if (event.key === 'Enter') settle(input);
  if (event.key === 'ArrowUp' || event.key === 'ArrowDown') settle(input, before.get(input) ?? '');
  if (event.key === 'Escape') {
    event.stopPropagation();
    write(input, before.get(input) ?? input.value);
  }
  // What these keys leave behind is in force, and a later emptied field goes on from there.
  if (['Enter', 'ArrowUp', 'ArrowDown', 'Escape'].includes(event.key)) before.delete(input);
}

/** @param {Component<object>} _about */
export default function mount(_about) {
  const page = shared();
  if (page.numbers) return;
  page.numbers = true;
  // At the window and on the way down: before React, which listens further in.
  window.addEventListener('focusin', enter, true);
  window.addEventListener('beforeinput', type, true);
  window.addEventListener('focusout', leave, true);
  window.addEventListener('keydown', press, true);
}
