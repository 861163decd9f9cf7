"""What the monkey asks of the page and does in it, in JavaScript."""

from __future__ import annotations

# Of what can be touched of one kind, the one that a number from 0 to 1 picks: brought into view, and where it is.
FIND = """
([where, what, part]) => {
  const seen = (element) => {
    const { width, height } = element.getBoundingClientRect();
    return width > 3 && height > 3 && !element.disabled && getComputedStyle(element).visibility !== 'hidden';
  };
  const all = [...document.querySelectorAll(where)].flatMap((place) => [...place.querySelectorAll(what)]).filter(seen);
  const element = all[Math.floor(part * all.length)];
  if (!element) return null;
  element.scrollIntoView({ block: 'center', behavior: 'instant' });
  const { left, top, width, height } = element.getBoundingClientRect();
  const word = element.getAttribute('aria-label') || element.textContent.trim() || element.value || element.tagName;
  return { left, top, width, height, word: word.slice(0, 40) };
}
"""
SEEK = """
(part) => {
  const slider = document.querySelector('.player-time input');
  if (!slider || slider.disabled) return null;
  slider.value = String(Math.round(part * Number(slider.max)));
  slider.dispatchEvent(new Event('input', { bubbles: true }));
  slider.dispatchEvent(new Event('change', { bubbles: true }));
  return slider.value;
}
"""
# A button of the transport, if it is there: one that a key has pressed may go in between.
PRESS = """
(name) => {
  const buttons = [...document.querySelectorAll('.st-key-transport button')];
  const found = buttons.find((button) => button.textContent.startsWith(name));
  found?.click();
  return Boolean(found);
}
"""
# What is wrong with the page: it does not stand, had to be opened again by itself, or holds an exception.
WRONG = """
() => {
  const stands = document.querySelector('#root')?.childElementCount > 0
    && document.querySelector('[data-view=network]') !== null && document.querySelector('[data-revival]') === null;
  if (!stands) return 'the page broke';
  const exception = '[data-testid=stException], .stException, [data-testid=stErrorElementStack]';
  return document.querySelector(exception)?.innerText;
}
"""
# What is on show at rest, and whether all is said and answered; nothing while something moves.
QUIET = """
() => {
  const app = document.querySelector('[data-testid=stApp]');
  const step = document.querySelector('[data-step]')?.dataset.step;
  const { chunk, reports } = window.nnviz.players.get('page');
  const still = app.dataset.testScriptState === 'notRunning' && step !== undefined && !chunk.playing && !chunk.working
    && chunk.mode !== 'hold' && !chunk.pace;
  if (!still) return null;
  const address = new URL(window.location).searchParams;
  const told = Object.entries({ ...chunk.address, step }).every(([name, value]) => address.get(name) === value);
  const heard = !reports.presses.length && Object.keys(reports.facts).every((fact) => fact === 'want');
  return [`${step} ${window.location.search}`, told && heard];
}
"""
# What `QUIET` looks at, one by one.
STATE = """
() => {
  const { chunk } = window.nnviz.players.get('page');
  const { playing, working, mode, pace } = chunk;
  return {
    script: document.querySelector('[data-testid=stApp]').dataset.testScriptState,
    step: document.querySelector('[data-step]')?.dataset.step,
    playing, working, mode, pace,
    address: window.location.search,
    transport: [...document.querySelectorAll('.st-key-transport button')].map((button) => button.textContent),
  };
}
"""
