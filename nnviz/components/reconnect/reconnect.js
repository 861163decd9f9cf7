// When the connection to the server was lost and is there again, says which run this page shows and what its address
// is. A server that kept the session nods; one that does not know it begins from that address. Streamlit alone would
// send the address that the page was opened with, or nothing at all.

const STATE = 'data-test-connection-state';

export default function mount({ parentElement, setStateValue }) {
  const root = parentElement.querySelector('[data-comeback]');
  const app = document.querySelector(`[${STATE}]`);
  if (!root || !app) return undefined;
  let lost = null;

  const say = () => setStateValue('back', lost);
  const look = () => {
    const state = app.getAttribute(STATE);
    if (state === 'CONNECTED') {
      if (lost) say();
      lost = null;
      return;
    }
    const player = window.__players?.get('page');
    if (!player?.chunk) return;
    player.address();
    // Said while nobody hears it, it goes along with whatever Streamlit sends first.
    const { id, address } = player.chunk;
    lost = { at: lost?.at ?? Date.now(), run: id.split('-')[0], search: window.location.search, whole: address !== null };
    say();
  };
  const watch = new MutationObserver(look);
  watch.observe(app, { attributes: true, attributeFilter: [STATE] });
  return () => watch.disconnect();
}
