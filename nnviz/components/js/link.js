// A button that puts the page's address, brought up to date by the player, on the clipboard, and says so.

/** @import { Component } from './types.js' */
import { shared } from './shared.js';

/** @param {Component<object>} about */
export default function mount({ parentElement }) {
  const root = parentElement.querySelector('[data-link]');
  if (!root || root.childElementCount) return;
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
    const text = window.location.href;
    field.value = text;
    field.hidden = true;
    const done = await copied(text);
    if (done) field.hidden = true;
    said.textContent = done
      ? `Copied: a link of ${text.length.toLocaleString('en')} characters.`
      : 'Selected: press Ctrl+C or ⌘C to copy it.';
  });
}
