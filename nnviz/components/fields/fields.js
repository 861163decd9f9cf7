// Number fields take a number as people write it. Streamlit's own are of the type "number": of those a browser tells
// no more than that a text is none, some drop a decimal comma ("0,5" becomes 05), and of "12abc" or "1e3" Streamlit
// reads the first digits. Here they become texts, and before Streamlit reads one it is written as a program writes it,
// or emptied if it is no number that the field allows; what is empty the server refuses, with words.

const FIELD = '[data-testid="stNumberInputField"]';
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const GROUPED = /^[+-]?[1-9]\d{0,2}(,\d{3})+$/;
const put = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
const before = new WeakMap(); // what each field held when it got the focus

// The number that a text means, as a program writes it; empty for what is no number of the field's kind and range.
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

function bounds(input) {
  const [least, most] = ['min', 'max'].map((name) => Number(input.getAttribute(name)));
  return { whole: input.placeholder.startsWith('whole'), least, most };
}

function write(input, text) {
  if (input.value === text) return;
  // By the element's own setter, so that React notices that it is another text.
  put.call(input, text);
  input.dispatchEvent(new Event('input', { bubbles: true }));
}

function settle(input, instead = '') {
  write(input, read(input.value, bounds(input)) || instead);
}

function enter({ target }) {
  if (!target.matches?.(FIELD)) return;
  before.set(target, target.value);
  if (target.type !== 'number') return;
  const { whole, least, most } = bounds(target);
  target.type = 'text';
  // A phone's pad of digits may have no minus.
  target.inputMode = least < 0 ? 'text' : whole ? 'numeric' : 'decimal';
  target.setAttribute('role', 'spinbutton');
  target.setAttribute('aria-valuemin', least);
  target.setAttribute('aria-valuemax', most);
  target.select();
}

function leave({ target }) { if (target.matches?.(FIELD) && !target.disabled) settle(target); }

function press(event) {
  const { target, key } = event;
  if (!target.matches?.(FIELD)) return;
  if (key === 'Enter') settle(target);
  if (key === 'ArrowUp' || key === 'ArrowDown') settle(target, before.get(target) ?? '');
  if (key === 'Escape') { event.stopPropagation(); write(target, before.get(target) ?? target.value); }
}

export default function mount() {
  if (window.__numberFields) return;
  window.__numberFields = true;
  // At the window and on the way down: before React, which listens further in.
  window.addEventListener('focusin', enter, true);
  window.addEventListener('focusout', leave, true);
  window.addEventListener('keydown', press, true);
}
