// The page where there is no Streamlit: the same buttons, parts and pictures, in an element of any page. Whoever answers
// the player's reports (a recording, a kernel, a worker) is told of them by `send`, and says what is to be seen.
// Several of one group show the same run.

/** @import { About, Chunk, Explained, Looks, Mount, Scheme, Send } from './types.js' */
/** @import { Ground } from './ground.js' */
import { element, formula } from './formula.js';
import { mount, playerOf } from './mounts.js';
import { Slider } from './slider.js';
import { scheme } from './surroundings.js';

/**
 * The transport's buttons by their keys: what they say, the key that presses them, and what they do.
 * @type {Record<string, [label: string, letter: string, title: string]>}
 */
const BUTTONS = {
  reset: ['Reset', '0', 'Back to the first step'],
  back: ['Back', 'B', 'One step back'],
  step_on: ['Step', 'S', 'One step on'],
  epoch: ['Epoch', 'E', 'To the end of the epoch'],
  play: ['Play', 'P', 'Play, and pause'],
};
/** The picture whose part of the player speaks to screen readers. */
const VOICED = 'network';
const WAITS = 'Pause, or press Step: then this place shows what the step did, and how.';

/**
 * What is to be seen now; what is left out stays.
 * @typedef {object} Message
 * @property {Chunk} [chunk]
 * @property {Record<string, About>} [views]
 * @property {Scheme} [theme] that the charts among them are made for
 * @property {Record<string, string>} [alts] the pictures in words
 * @property {string} [spoken] what a screen reader says
 * @property {string} [said] the sentence above the pictures
 * @property {[words: string, advice: string] | null} [wrong]
 * @property {Explained} [explained]
 * @property {string | null} [link] to the live page
 * @property {{ first: boolean, last: boolean, playing: boolean }} [place] in the run
 * @property {Record<string, number>} [values] of the sliders, by name
 * @property {string} [title]
 * @property {Record<string, string>} [captions]
 */

export class Outside {
  /**
   * @param {HTMLElement} root takes the parts; what was in it goes
   * @param {Looks} looks
   * @param {Send} send
   * @param {(name: string, value: number) => void} choose is told what a slider or list is put to, by its name
   * @param {Ground} [ground] where on the page the group's parts are; without one they have the page
   */
  constructor(root, looks, send, choose, ground) {
    this.root = root;
    this.looks = looks;
    this.send = send;
    this.choose = choose;
    this.player = playerOf(looks.group, ground);
    /** @type {Map<string, () => void>} */
    this.ends = new Map();
    /** @type {Slider[]} */
    this.sliders = [];
    /** @type {Record<string, HTMLButtonElement>} */
    this.buttons = {};
    this.said = element('p', 'outside-said');
    this.explain = element('div', 'st-key-explain outside-explain');
    this.link = Object.assign(document.createElement('a'), {
      target: '_blank',
      rel: 'noopener',
      className: 'outside-link',
    });
    this.link.textContent = 'Open the live page at this step';
    /** @type {Record<string, HTMLElement>} */
    this.places = {};
    /** @type {Record<string, HTMLElement>} */
    this.captions = {};
    this.title = element(looks.within ? 'h3' : 'h1', '', looks.title);
    root.replaceChildren(this.head(), ...(looks.choices ? [looks.choices] : []), this.transport(), this.stage());
    this.mount('time', { time: looks.time });
    this.mount('counters', { fields: looks.fields });
    for (const name of Object.keys(looks.labels)) this.mount(name, this.layout(name));
  }

  // What is built once

  head() {
    const { within, about } = this.looks;
    const head = element(within ? 'div' : 'header', 'outside-head');
    const words = element('div', 'outside-title');
    words.append(this.title, element('p', '', about));
    head.append(words, this.link);
    if (!within) head.append(this.dresser());
    return head;
  }

  /** What changes between light and dark, where the page is all its own. */
  dresser() {
    const dress = element('button', 'outside-scheme', 'Light or dark');
    dress.title = 'Change between a light and a dark page';
    dress.onclick = () => {
      document.documentElement.dataset.scheme = scheme() === 'dark' ? 'light' : 'dark';
      this.player.look();
    };
    return dress;
  }

  transport() {
    const bar = element('div', 'st-key-transport outside-transport');
    for (const key of this.looks.buttons) {
      const [label, letter, title] = BUTTONS[key];
      const around = element('div', `st-key-${key}`);
      const button = /** @type {HTMLButtonElement} */ (element('button', key === 'step_on' ? 'outside-main' : ''));
      Object.assign(button, { title: `${title} (key ${letter})` });
      button.setAttribute('aria-keyshortcuts', letter);
      button.append(element('span', '', label));
      const cap = element('kbd', '', letter);
      cap.setAttribute('aria-hidden', 'true');
      button.append(cap);
      around.append(button);
      bar.append(around);
      this.buttons[key] = button;
    }
    if (this.looks.speeds.length) bar.append(this.speed());
    this.sliders = (this.looks.sliders ?? []).map((about) => new Slider(about, this.choose));
    bar.append(...this.sliders.map((slider) => slider.element), this.place('time'));
    return bar;
  }

  speed() {
    const speed = element('label', 'outside-speed', 'Speed ');
    const choice = document.createElement('select');
    for (const each of this.looks.speeds) {
      const option = new Option(
        `${each.toLocaleString('en')} ${this.looks.pace}`,
        String(each),
        false,
        each === this.looks.speed,
      );
      choice.append(option);
    }
    choice.onchange = () => this.choose('speed', Number(choice.value));
    speed.append(choice);
    return speed;
  }

  stage() {
    const stage = element(this.looks.within ? 'div' : 'main', 'st-key-stage outside-stage');
    this.said.setAttribute('role', 'presentation'); // a screen reader hears the same from the player's own voice
    const columns = element('div', 'outside-columns');
    const left = element('div');
    const right = element('div');
    left.append(...this.picture('network'), this.explain);
    right.append(...this.picture('boundary'), ...this.picture('loss'));
    columns.append(left, right);
    stage.append(this.place('counters'), this.said, columns);
    return stage;
  }

  /** @param {string} name */
  picture(name) {
    const { labels, captions } = this.looks;
    if (!(name in labels)) return [];
    const place = this.place(name);
    if (!(name in captions)) return [place];
    this.captions[name] = element('p', 'outside-caption', captions[name]);
    return [place, this.captions[name]];
  }

  /** @param {string} name of a part of the player */
  place(name) {
    const around = element('div', `outside-${name}`);
    const inside = element('div');
    inside.dataset.player = '';
    around.append(inside);
    this.places[name] = around;
    return around;
  }

  /**
   * @param {string} name
   * @returns {Partial<Mount>}
   */
  layout(name) {
    // A part that says something has a place for it from the beginning.
    const voice = name === VOICED ? { spoken: ' ' } : {};
    return { layout: [{ name, label: this.looks.labels[name] }], ...voice };
  }

  /**
   * @param {string} name
   * @param {Partial<Mount>} parts
   */
  mount(name, parts) {
    const { group, vega } = this.looks;
    /** @type {Mount} */
    const data = {
      ...{ group, vega, theme: null, layout: [], views: {}, fields: null, time: null },
      ...{ chunk: null, feed: null, asks: false, ...parts },
    };
    const end = mount({ data, parentElement: this.places[name], setStateValue: this.send, anywhere: true });
    if (end) this.ends.set(name, end);
  }

  // What changes

  /** @param {Message} message */
  show(message) {
    this.pictures(message);
    const { said, wrong, explained, link, place, title, captions, values } = message;
    if (title) this.title.textContent = title;
    for (const [name, words] of Object.entries(captions ?? {})) {
      if (this.captions[name]) this.captions[name].textContent = words;
    }
    if (said !== undefined) this.say(said, wrong ?? null);
    if (explained) this.tell(explained);
    else if (place?.playing) this.wait();
    if (link !== undefined) this.lead(link);
    if (place) this.stand(place);
    for (const slider of this.sliders) slider.stand(values?.[slider.name]);
  }

  /** @param {Message} message */
  pictures({ chunk, views, theme, spoken, alts }) {
    const names = Object.keys(this.looks.labels);
    for (const name of names) {
      /** @type {Partial<Mount>} */
      const parts = {};
      if (views?.[name]) Object.assign(parts, { views: { [name]: views[name] }, theme });
      if (chunk && name === names[0]) parts.chunk = chunk;
      if (spoken && name === VOICED) parts.spoken = spoken;
      if (Object.keys(parts).length) this.mount(name, { ...this.layout(name), ...parts });
      if (alts?.[name]) this.places[name].querySelector('[data-view]')?.setAttribute('aria-label', alts[name]);
    }
  }

  /** @param {string | null} link */
  lead(link) {
    this.link.hidden = !link;
    if (link) this.link.href = link;
  }

  /**
   * @param {string} said
   * @param {[words: string, advice: string] | null} wrong
   */
  say(said, wrong) {
    this.said.replaceChildren(said);
    if (wrong) this.said.append(' ', element('b', '', wrong[0]), ` ${wrong[1]}`);
  }

  /** @param {{ first: boolean, last: boolean, playing: boolean }} place */
  stand({ first, last, playing }) {
    const { reset, back, step_on, epoch, play } = this.buttons;
    if (reset) reset.disabled = first && !playing;
    if (back) back.disabled = first && !playing;
    for (const button of [step_on, epoch]) if (button) button.disabled = last && !playing;
    const words = play?.querySelector('span');
    if (words) words.textContent = playing ? 'Pause' : 'Play';
  }

  /** @param {Explained} explained */
  tell({ name, words, lines }) {
    const heading = element('p');
    if (name) heading.append(element('b', '', name), ', ');
    heading.append(words);
    const rows = lines.map(({ nodes, numbers, note }) => {
      const row = element('p');
      row.append(formula(nodes, numbers));
      if (note) row.append(' ', element('span', 'outside-note', `${note}.`));
      return row;
    });
    this.explain.replaceChildren(heading, ...rows);
  }

  /** Says what stands there while the run goes on. */
  wait() {
    this.tell({ words: WAITS, lines: [] });
  }

  /** Takes its parts from the player, which goes on for others of its group. */
  close() {
    for (const end of this.ends.values()) end();
    this.ends.clear();
    this.root.replaceChildren();
  }
}
