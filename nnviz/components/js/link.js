// A button that puts the page's address, brought up to date by the player and without what it means anyway, on the
// clipboard, and says so.

/** @import { Component } from './types.js' */
import { shared } from './shared.js';

/** @typedef {{ implied: Record<string, string> }} Link */

/**
 * Returns an address without the parameters that it means without naming them.
 * @param {string} address
 * @param {Record<string, string>} implied
 */
export function shortened(address, implied) {
  const url = new URL(address);
  // The parameters stay as they are written: a colon or a comma that is coded anew would make the link longer.
  const told = url.search
    .slice(1)
    .split('&')
    .filter((part) => {
      const [[name, value] = ['', '']] = new URLSearchParams(part);
      return name !== '' && implied[name] !== value;
    });
  url.search = told.join('&');
  return url.href;
}

/** @type {WeakMap<Element, Record<string, string>>} */
const latest = new WeakMap();

/** @param {Component<Link>} about */
export default function mount({ data, parentElement }) {
  const root = parentElement.querySelector('[data-link]');
  if (!root) return;
  latest.set(root, data.implied);
  if (root.childElementCount) return;
  root.className = 'link';
  const button = Object.assign(document.createElement('button'), { type: 'button', textContent: 'Copy link' });
  const said = document.createElement('span');
  said.setAttribute('role', 'status');
  const field = Object.assign(document.createElement('input'), { type: 'text', readOnly: true, hidden: true });
  field.setAttribute('aria-label', 'Link to this page as it is');
  root.append(button, said, field);

  /** @param {string} text */
  const copied = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Without https, or inside another page, there is no clipboard; the older way asks for no leave.
      field.hidden = false;
      field.focus();
      field.select();
      try {
        return document.execCommand('copy');
      } catch {
        return false;
      }
    }
  };

  button.addEventListener('click', async () => {
    shared().players.get('page')?.address();
    const text = shortened(window.location.href, latest.get(root) ?? {});
    field.value = text;
    field.hidden = true;
    const done = await copied(text);
    if (done) field.hidden = true;
    said.textContent = done
      ? `Copied: a link of ${text.length.toLocaleString('en')} characters.`
      : 'Selected: press Ctrl+C or ⌘C to copy it.';
  });
}
