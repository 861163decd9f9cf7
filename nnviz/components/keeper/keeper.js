// Keeps in this tab what does not fit into the page's address, under the digest that the address names, and gives it
// back when the page is opened at that address again. The tab forgets it when it is closed.

const PREFIX = 'nnviz-kept-';

const store = () => { try { return window.sessionStorage; } catch { return null; } };

export default function mount({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector('[data-keeper]');
  if (!root) return;
  const once = (what) => root.dataset.did !== what && Boolean(root.dataset.did = what);

  if (data.ask && once(`ask ${data.ask}`)) {
    setStateValue('found', { key: data.ask, text: store()?.getItem(PREFIX + data.ask) ?? null });
  }
  if (data.text && once(`keep ${data.key}`)) {
    let done = false;
    try {
      const tab = store();
      // What the address names now stays until it names the new one: a reload may come in between.
      const named = new URL(window.location.href).searchParams.get('kept');
      for (const name of Object.keys(tab)) if (name.startsWith(PREFIX) && name !== PREFIX + named) tab.removeItem(name);
      tab.setItem(PREFIX + data.key, data.text);
      done = true;
    } catch { /* no room, or none allowed: the page says so */ }
    setStateValue('stored', { key: data.key, done });
  }
}
