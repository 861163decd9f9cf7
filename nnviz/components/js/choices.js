// What may be chosen where there is no Streamlit: the data, the hidden layers, η, the seed, and a run file to open.

import { element } from './formula.js';

/**
 * @typedef {object} Offered
 * @property {Record<string, string>} datasets titles by name
 * @property {Record<string, [least: number, most: number]>} bounds
 */

/** Texts of the fields: name, words, and a title. */
const FIELDS = /** @type {const} */ ([
  ['hidden', 'Hidden', 'Neurons of each hidden layer: 4, or 4-2 for two layers; 0 for none'],
  ['eta', 'η', 'Learning rate: from the next step on'],
  ['seed', 'Seed', 'Of the data, the first weights and the order'],
]);

export class Choices {
  /**
   * @param {Offered} offered
   * @param {(request: object) => void} ask
   */
  constructor({ datasets, bounds }, ask) {
    this.ask = ask;
    /** @type {Record<string, HTMLInputElement | HTMLSelectElement>} */
    this.fields = {};
    /** What is in force. @type {Record<string, string>} */
    this.chosen = {};
    this.said = element('p', 'outside-refused');
    this.said.setAttribute('role', 'status');
    this.element = element('div', 'st-key-settings outside-choices');
    const data = document.createElement('select');
    for (const [name, title] of Object.entries(datasets)) data.append(new Option(title, name));
    this.add('dataset', 'Data', 'What the network learns', data);
    for (const [name, words, title] of FIELDS) {
      const input = document.createElement('input');
      input.autocomplete = 'off';
      input.spellcheck = false;
      if (name !== 'hidden') {
        const [least, most] = bounds[name];
        Object.assign(input, { type: 'number', step: 'any', min: String(least), max: String(most) });
      }
      this.add(name, words, title, input);
    }
    this.element.append(this.file(), this.said);
  }

  /**
   * @param {string} name
   * @param {string} words
   * @param {string} title
   * @param {HTMLInputElement | HTMLSelectElement} field
   */
  add(name, words, title, field) {
    const label = element('label', `outside-choice outside-choice-${name}`);
    label.title = title;
    label.append(words, field);
    field.name = name;
    field.onchange = () => this.ask({ change: { [name]: field.value.trim() } });
    this.fields[name] = field;
    this.element.append(label);
  }

  file() {
    const label = element('label', 'outside-file', 'Open a run file…');
    const input = Object.assign(document.createElement('input'), { type: 'file', accept: '.json,application/json' });
    input.onchange = async () => {
      const [file] = input.files ?? [];
      if (!file) return;
      const bytes = new Uint8Array(await file.arrayBuffer());
      const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
      input.value = '';
      this.ask({ file: btoa(letters) });
    };
    label.append(input);
    return label;
  }

  /**
   * Shows what is in force.
   * @param {Record<string, string>} chosen
   */
  show(chosen) {
    this.chosen = chosen;
    for (const [name, field] of Object.entries(this.fields)) {
      // What is being typed stays.
      if (name in chosen && field !== document.activeElement) field.value = plain(chosen[name]);
    }
  }

  /** Shows again what is in force, where something was refused. */
  again() {
    for (const [name, field] of Object.entries(this.fields)) {
      if (name in this.chosen) field.value = plain(this.chosen[name]);
    }
  }

  /** @param {string} words why something was not done; "" takes them away */
  say(words) {
    if (this.said.textContent !== words) this.said.textContent = words;
  }
}

/**
 * A number as people write it: "1.0" is 1.
 * @param {string} text
 */
export const plain = (text) => (/^\d+\.0+$/.test(text) ? String(Number(text)) : text);
