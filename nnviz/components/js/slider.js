// A slider over values that are not evenly spaced, such as learning rates.

/** @import { Choice } from './types.js' */
import { element } from './formula.js';

/**
 * The place of the value that is nearest to one: by its share of it, since the values span powers of ten.
 * @param {number[]} values all above 0
 * @param {number} value above 0
 */
export function nearest(values, value) {
  const away = values.map((each) => Math.abs(Math.log(each / value)));
  return away.indexOf(Math.min(...away));
}

export class Slider {
  /**
   * @param {Choice} about
   * @param {(name: string, value: number) => void} choose is told of a new value once the hand lets go of it
   */
  constructor({ name, label, title, values, unit }, choose) {
    this.name = name;
    this.values = values;
    this.unit = unit;
    const range = { type: 'range', min: '0', max: String(values.length - 1), step: '1', title };
    this.input = Object.assign(document.createElement('input'), range);
    this.input.setAttribute('aria-label', label);
    this.text = element('output');
    this.element = element('label', `outside-slider outside-slider-${name}`, label);
    this.element.append(this.input, this.text);
    /** Whether a hand is at it: then it is not moved from elsewhere. */
    this.held = false;
    this.input.addEventListener('input', () => {
      this.held = true;
      this.write(values[Number(this.input.value)]);
    });
    this.input.addEventListener('change', () => {
      this.held = false;
      choose(name, values[Number(this.input.value)]);
    });
    this.stand(values[0]);
  }

  /** @param {number | undefined} value */
  stand(value) {
    if (value === undefined || this.held) return;
    this.input.value = String(nearest(this.values, value));
    this.write(value);
  }

  /** @param {number} value */
  write(value) {
    const text = `${value.toLocaleString('en', { maximumSignificantDigits: 6 })}${this.unit}`;
    this.text.textContent = text;
    this.input.setAttribute('aria-valuetext', text);
  }
}
