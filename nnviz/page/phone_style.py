"""The page on a phone: its pictures are cards to swipe through, and what explains a step is a sheet over the page.

Only CSS makes it so: every picture stays where it is in the page, and is drawn although its card is out of view.
"""

from __future__ import annotations

_UPRIGHT = """
@media (max-width: 559px), (max-width: 640px) and (min-height: 501px) {
  .st-key-arithmetic th, .st-key-arithmetic td { padding: 0.15rem 0.25rem; white-space: normal; font-size: 0.75rem; }
  .st-key-arithmetic th .katex { font-size: 1em; }
  .st-key-transport .st-key-speed { flex: 1 1 5rem; min-width: 0; max-width: 9rem; }
  .st-key-transport > [data-testid="stLayoutWrapper"] > .stHorizontalBlock { gap: 0.3rem 0.5rem; }
  .st-key-time > :first-child { flex: 1 0 100%; }
  .st-key-time { column-gap: 0.5rem; }
  .st-key-time .st-key-pace { flex: 1 1 5rem; min-width: 0; }
  .st-key-transport kbd { display: none; }
  .st-key-transport button { padding-left: 0.55rem; padding-right: 0.55rem; min-width: 0; }
  /* What comes after the page's end has room above the foot and a sheet. */
  .stMainBlockContainer { padding: 0 0.9rem calc(3.6rem + var(--sheet)); }
  /* The sheet leaves the pictures and the sentence free where the window is high enough. */
  .stApp { --card: max(17rem, 56dvh); --sheet: max(8rem, 100dvh - var(--card) - 10.6rem); }
  .stApp:has(.st-key-lesson) { --card: max(17rem, 40dvh); }
  /* What is said for a moment lies over no picture. */
  [data-testid="stToastContainer"] { top: auto; bottom: 4rem; }
  /* The bar is one row, which stays: the button that opens the sidebar lies on it, and on nothing else. */
  .st-key-top { padding-block: 0.45rem; }
  .st-key-bar { min-height: 2rem; max-height: 2rem; gap: 0.3rem; }
  .st-key-bar > :has(h1) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .stApp .st-key-bar > :has(> .st-key-headline), .st-key-headline, .st-key-present { display: none; }
  .st-key-bar button { padding: 0.1rem 0.45rem; }
  [data-testid="stLayoutWrapper"]:has(> .st-key-top) {
    position: sticky; top: 0; z-index: 90; background: var(--paper);
    width: calc(100% + 1.8rem); max-width: none; margin-inline: -0.9rem; padding-inline: 0.9rem;
  }
  /* First the pictures, then the sentence on the step, and then all else of the transport. */
  .st-key-workbench > [data-testid="stLayoutWrapper"] > .stVerticalBlock { gap: 0.3rem; }
  .st-key-workbench > [data-testid="stLayoutWrapper"] > .stVerticalBlock
    > :has(> :is(.st-key-top, .st-key-beside, .st-key-notes, .st-key-stage)) { order: -1; }
  [data-testid="stLayoutWrapper"]:has(> .st-key-above) { position: static; }
  .stApp:has([data-testid="stExpandSidebarButton"]) .st-key-above { padding-left: 0; }
  .st-key-stage { position: relative; }
  .st-key-stage > :has(> .st-key-cards) { order: -2; }
  .st-key-stage > :has(> .st-key-said) { order: -1; }
  /* Room for three lines of what is said. */
  .st-key-said > :first-child { flex: 1 0 100%; min-height: 3.5rem; }
  .st-key-said { row-gap: 0.2rem; }
  /* Each counter has a place of its own, in which it may grow. */
  .st-key-player_counters { height: 4.2rem; }
  .stApp .st-key-player_counters .player-fields {
    display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 0 0.5rem; font-size: 0.88rem;
    white-space: nowrap;
  }
  .stApp .player-fields :is([data-field], [data-step]) { min-width: 0; }
  .stApp .player-fields [data-step] { font-size: 1rem; }
  .player-fields [data-field="accuracy"] { grid-column: span 3; }
  /* The cards, with the next one peeping in. */
  .st-key-cards :is([data-testid="stColumn"], [data-testid="stColumn"] > .stVerticalBlock) { display: contents; }
  .st-key-cards > [data-testid="stLayoutWrapper"] > .stHorizontalBlock {
    flex-wrap: nowrap; gap: 0.4rem; width: calc(100% + 1.8rem); max-width: none; margin-inline: -0.9rem;
    padding-inline: 0.5rem; scroll-padding-inline: 0.5rem; overflow: auto hidden; scroll-snap-type: x mandatory;
    overscroll-behavior-x: contain; scrollbar-width: none;
  }
  .st-key-cards :has(> [class*="st-key-card_"]) { flex: 0 0 calc(100% - 1rem); scroll-snap-align: start; }
  .st-key-stage:has(.st-key-cards) {
    --switches: 2.6rem; --network: calc(var(--card) - 2.8rem); --loss: var(--card);
    --boundary: calc(var(--card) - var(--switches) - 1.6rem);
  }
  .st-key-stage:has(.st-key-output_shown) { --switches: 5.2rem; }
  .st-key-stage:has(.st-key-axes_choice) { --switches: 8rem; }
  .st-key-stage { --room: 560px; }
  .st-key-card_network [data-testid="stCaptionContainer"] p { line-height: 1.3; }
  /* The explanation: at the stage's end, or a sheet over the page while there is something to explain. */
  .st-key-stage:has(.st-key-explain) { padding-bottom: calc(var(--explain) + 0.3rem); --explain: 8rem; }
  .st-key-stage [data-testid="stLayoutWrapper"]:has(> .st-key-explain) { position: absolute; inset: auto 0 0; }
  .stApp .st-key-stage [data-testid="stLayoutWrapper"]:has(> .st-key-explain :is(.st-key-unchoose, .st-key-phase)) {
    position: fixed; z-index: 97; inset: auto 0 3.6rem; height: var(--sheet);
  }
  /* What is pressed most lies under the thumb, at the foot of the window. */
  .st-key-transport::before {
    content: ""; position: fixed; z-index: 98; bottom: 0; left: 0; right: 0; height: 3.6rem;
    background: var(--paper); border-top: 1px solid color-mix(in srgb, var(--ink) 20%, transparent);
  }
  .st-key-transport :is(.st-key-back, .st-key-step_on, .st-key-play) {
    position: fixed; z-index: 99; bottom: 0.5rem; width: 30vw;
  }
  .st-key-transport .st-key-back { left: 2.5vw; }
  .st-key-transport .st-key-step_on { left: 35vw; }
  .st-key-transport .st-key-play { left: 67.5vw; }
  .st-key-transport :is(.st-key-back, .st-key-step_on, .st-key-play) button { width: 100%; min-height: 2.6rem; }
}
"""

_SIDEWAYS = """
@media (min-width: 560px) and (max-height: 500px) {
  .stMainBlockContainer { padding: 0 0.9rem 2rem; }
  .stApp { --card: max(15.5rem, 100dvh - 6.6rem); }
  /* The transport alone stands above the pictures, in as few rows as its width lets it. */
  .st-key-workbench > [data-testid="stLayoutWrapper"] > .stVerticalBlock { gap: 0.2rem; }
  .st-key-workbench > [data-testid="stLayoutWrapper"] > .stVerticalBlock
    > :has(> :is(.st-key-beside, .st-key-above, .st-key-notes, .st-key-stage)) { order: -1; }
  .stApp:has([data-testid="stExpandSidebarButton"]) .st-key-bar { padding-left: 0; }
  .st-key-above { padding: 0.2rem 0 0; }
  .st-key-transport { flex-direction: row; flex-wrap: wrap; gap: 0 0.8rem; }
  .st-key-transport > [data-testid="stLayoutWrapper"] { flex: none; width: auto; }
  .st-key-transport > [data-testid="stLayoutWrapper"] > .stHorizontalBlock { gap: 0.4rem; }
  .st-key-transport > :has(> .st-key-time) { flex: 1 1 14.5rem; }
  .st-key-transport .st-key-speed { flex: 0 1 5.5rem; min-width: 0; }
  .st-key-transport kbd { display: none; }
  .st-key-transport button { padding-left: 0.55rem; padding-right: 0.55rem; }
  .st-key-play button { min-width: 5rem; }
  .st-key-time { height: auto; flex-wrap: wrap; gap: 0 0.6rem !important; }
  .st-key-player_time { flex: 1 1 8rem; height: 1.4rem; }
  .st-key-stage { position: relative; }
  .st-key-stage > :has(> .st-key-cards) { order: -2; }
  .st-key-stage > :has(> .st-key-said) { order: -1; }
  /* The network on the left, and beside it the other pictures as cards. */
  .st-key-stage:has(.st-key-cards) {
    --network: calc(var(--card) - 2rem); --loss: var(--card); --boundary: calc(var(--card) - var(--switches) - 1.6rem);
    --switches: 2.2rem;
  }
  .st-key-cards > [data-testid="stLayoutWrapper"] > .stHorizontalBlock { flex-wrap: nowrap; gap: 0.8rem; }
  .st-key-cards [data-testid="stColumn"] { min-width: 0; flex: 1 1 0; }
  .st-key-cards [data-testid="stColumn"]:last-child > .stVerticalBlock {
    flex-direction: row; flex-wrap: nowrap; gap: 0.6rem; overflow: auto hidden; scroll-snap-type: x mandatory;
    overscroll-behavior-x: contain; scrollbar-width: none;
  }
  .st-key-cards [data-testid="stColumn"]:last-child :has(> [class*="st-key-card_"]) {
    flex: 0 0 calc(100% - 1.4rem); scroll-snap-align: start;
  }
  .st-key-stage:has(.st-key-output_shown) { --switches: 4.4rem; }
  .st-key-stage:has(.st-key-axes_choice) { --switches: 6.6rem; }
  .st-key-switches { min-height: 2rem; }
  .st-key-stage [data-testid="stColumn"] [data-testid="stCaptionContainer"] p { font-size: 0.7rem; line-height: 1.2; }
  .st-key-stage [data-testid="stElementContainer"]:has(> [data-testid="stCaptionContainer"]) { min-height: 0; }
  .st-key-stage:has(.st-key-explain) { padding-bottom: calc(var(--explain) + 0.3rem); --explain: 6rem; }
  .st-key-stage [data-testid="stLayoutWrapper"]:has(> .st-key-explain) { position: absolute; inset: auto 0 0; }
  .stApp .st-key-stage [data-testid="stLayoutWrapper"]:has(> .st-key-explain :is(.st-key-unchoose, .st-key-phase)) {
    position: fixed; z-index: 97; inset: 3.8rem 0 0 auto; width: 46vw; height: auto;
  }
}
"""

_BOTH = """
.st-key-unchoose { display: none; }
@media (max-width: 640px), (min-width: 560px) and (max-height: 500px) {
  /* The settings are a sheet as large as the window. */
  .stApp [data-testid="stSidebar"][data-collapsed="false"] {
    position: fixed !important; inset: 0; width: 100vw !important; min-width: 0; max-width: none;
    height: 100dvh !important;
  }
  .stApp [data-testid="stLayoutWrapper"]:has(> .st-key-explain :is(.st-key-unchoose, .st-key-phase)) {
    background: var(--paper); box-shadow: 0 -2px 12px rgb(0 0 0 / 25%); border-radius: 0.8rem 0.8rem 0 0;
    padding: 0.4rem 0.9rem 0;
  }
  .st-key-stage [data-testid="stLayoutWrapper"] > .st-key-explain { height: 100%; }
  .st-key-switches { gap: 0.4rem; }
  .st-key-switches button { padding-left: 0.5rem; padding-right: 0.5rem; }
  .st-key-switches label p { font-size: 0.75rem; letter-spacing: -0.02em; }
  .stApp .st-key-explain:has(.st-key-unchoose, .st-key-phase) p { font-size: 0.9rem; line-height: 1.5; }
  .st-key-explain .st-key-unchoose {
    display: block; position: absolute; z-index: 1; top: 0.3rem; right: 0.5rem; width: auto;
  }
  .st-key-unchoose button { min-height: 2.2rem; padding: 0.1rem 0.6rem; background: var(--paper); }
  .st-key-explain:has(.st-key-unchoose) > [data-testid="stElementContainer"]:nth-child(2) { padding-right: 4rem; }
}
"""

PHONE_STYLE = _BOTH + _UPRIGHT + _SIDEWAYS
