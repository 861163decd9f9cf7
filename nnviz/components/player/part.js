// One of the player's parts on the page. Streamlit sends a part's script again in every message about it, so it is this;
// player.js, forty times as long, comes once with the page, before or after its parts.

export default function part(about) {
  if (window.__mountPlayer) return window.__mountPlayer(about);
  let close;
  let gone = false;
  (window.__playerWaits ??= []).push(() => { if (!gone) close = window.__mountPlayer(about); });
  return () => { gone = true; close?.(); };
}
