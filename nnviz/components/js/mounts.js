// The player's parts on the page: counters, pictures and the time slider of each mount.

/** @import { Component, Mount } from './types.js' */
import { Player } from './player.js';
import { shared } from './shared.js';
import { Timeline } from './timeline.js';
import { View } from './view.js';
import { Voice } from './voice.js';

/** @import { Ground } from './ground.js' */

/** @typedef {{ shape: string, views: Record<string, View>, voice: Voice, close: () => void }} Mounted */

const decoder = new TextDecoder();
/** @type {WeakMap<Element, Mounted>} */
const mounts = new WeakMap();

/**
 * @param {Player} player
 * @param {NonNullable<Mount['fields']>} fields
 */
function counters(player, fields) {
  const list = document.createElement('div');
  list.className = 'player-fields';
  for (const { name, title } of fields) {
    const field = document.createElement('span');
    if (title) field.title = title;
    if (name === 'step') field.dataset.step = '0';
    else field.dataset.field = name;
    player.fields.add(name, field);
    list.appendChild(field);
  }
  return list;
}

/**
 * @param {Player} player
 * @param {{ name: string, label: string }} about
 */
function picture(player, { name, label }) {
  const element = document.createElement('div');
  element.dataset.view = name;
  element.setAttribute('role', 'img');
  element.setAttribute('aria-label', label);
  const view = new View(element, (wish, value) => player.reports.wish(wish, value));
  for (const part of player.latest[name] ?? player.views.get(name)?.told() ?? []) view.take(part);
  delete player.latest[name];
  player.views.add(name, view);
  return view;
}

/**
 * @param {HTMLElement} root
 * @param {Mount} data
 * @param {Player} player
 * @param {string} shape
 * @returns {Mounted}
 */
function build(root, data, player, shape) {
  root.replaceChildren();
  root.className = 'player';
  /** @type {(() => void)[]} */
  const closing = [];
  if (data.time) {
    const time = new Timeline(data.time, player);
    root.appendChild(time.element);
    player.times.add('time', time);
    closing.push(() => {
      time.close();
      player.times.drop('time', time);
    });
  }
  if (data.fields?.length) {
    const list = counters(player, data.fields);
    root.appendChild(list);
    player.say(); // the frame that it tells of may have come before it
    const fields = /** @type {HTMLElement[]} */ ([...list.children]);
    closing.push(() => {
      for (const field of fields) player.fields.drop(field.dataset.field ?? 'step', field);
    });
  }
  /** @type {Record<string, View>} */
  const views = {};
  for (const about of data.layout) {
    views[about.name] = picture(player, about);
    root.appendChild(views[about.name].element);
  }
  const voice = new Voice();
  if (data.spoken) root.appendChild(voice.element);
  const close = () => {
    voice.close();
    for (const end of closing) end();
    for (const [name, view] of Object.entries(views)) {
      player.views.drop(name, view);
      if (!player.views.get(name)) player.latest[name] = view.told();
      view.close();
    }
  };
  return { shape, views, voice, close };
}

/**
 * The player of a group, which is made if it is not there.
 * @param {string} group
 * @param {Ground} [ground] where on the page its parts are; without one they have the page
 */
export function playerOf(group, ground) {
  const { players } = shared();
  const player = players.get(group) ?? new Player(ground);
  players.set(group, player);
  return player;
}

/**
 * Ends the player of a group, whose parts were closed before.
 * @param {string} group
 */
export function retire(group) {
  const { players } = shared();
  players.get(group)?.close();
  players.delete(group);
}

/**
 * Mounts a part, or tells one that is mounted what is new.
 * @param {Component<Mount | Uint8Array> & { anywhere?: boolean }} about `anywhere` for a part that may be off the page
 */
export function mount({ data: packed, parentElement, setStateValue, anywhere = false }) {
  const root = /** @type {HTMLElement | null} */ (parentElement.querySelector('[data-player]'));
  // Mounting takes a moment, and a part that was moved on the page in between is mounted at its new place.
  if (!root || !(root.isConnected || anywhere) || !packed) return undefined;
  /** @type {Mount} */
  const data = packed instanceof Uint8Array ? JSON.parse(decoder.decode(packed)) : packed;
  const player = playerOf(data.group);
  const shape = JSON.stringify([data.layout, data.fields, data.time, !!data.spoken]);
  let mounted = mounts.get(root);
  if (mounted?.shape !== shape) {
    mounted?.close();
    mounted = build(root, data, player, shape);
    mounts.set(root, mounted);
  }
  if (data.chunk) {
    player.reports.send = setStateValue;
    player.receive(data.chunk);
  }
  if (data.spoken) mounted.voice.say(data.spoken);
  if (data.theme) player.theme = data.theme;
  if (data.asks) player.ask = setStateValue;
  if (data.feed) player.receive(data.feed);
  if (data.ahead) player.ahead.take(data.ahead);
  for (const [name, about] of Object.entries(data.views)) {
    const shown = mounted.views[name]?.show(about, data.vega).catch((error) => console.error(error));
    shown?.then(() => player.first.drew(name));
  }
  if (data.awaits) player.first.wait(data.awaits, () => setStateValue('drawn', true));
  const { close } = mounted;
  return () => {
    close();
    mounts.delete(root);
  };
}
