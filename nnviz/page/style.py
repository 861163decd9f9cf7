"""The page's own CSS: Streamlit's theme settings reach neither the page's margins nor how its rows wrap."""

from __future__ import annotations

import streamlit as st

from nnviz.page.help_style import HELP_STYLE
from nnviz.page.lesson_style import BESIDE_SETTINGS, LESSON_STYLE
from nnviz.page.phone_style import PHONE_STYLE
from nnviz.page.present_style import PRESENT_STYLE
from nnviz.page.race_stage import RACE_STYLE
from nnviz.page.thumbnails import thumbnails_style

_STYLE = """
/* Streamlit's theme as the page's own colours: its variables are there for components alone. */
body {
  --paper: Canvas; --ink: CanvasText; --accent: Highlight;
  --focus: #7f7f7f; /* of what Streamlit hangs up outside of the app, and so outside of its theme */
}
@supports (color: light-dark(red, blue)) {
  .stApp, .stApp * {
    --paper: light-dark(#ffffff, #0e1117); --ink: light-dark(#1f2430, #f2f3f5); --accent: light-dark(#0072B2, #2779B0);
    --focus: var(--ink);
  }
}
/* The page's parts come one by one and move one another. They are seen when a picture is there, or what comes after the
   pictures (`nnviz.server.first_style`). */
body:has([data-view] canvas, .stAlert, .st-key-arithmetic, .st-key-tables, .st-key-more, .stException)
  [data-testid="stAppViewContainer"] { animation: soon-seen 0.1s step-end forwards; }
@keyframes soon-seen { from { visibility: hidden; } to { visibility: visible; } }
.stMainBlockContainer { padding: 0.3rem 1.5rem 2rem; max-width: 2000px; }
.stMainBlockContainer > .stVerticalBlock, .st-key-workbench { gap: 0.3rem; }
/* The bar: one line, in which what is on show gives way first. */
.st-key-bar { flex-wrap: nowrap; height: 2.4rem; overflow: clip; overflow-clip-margin: 4px; }
.st-key-bar h1 { font-size: 1.3rem; padding: 0; white-space: nowrap; }
.st-key-bar :is(button, h1) { line-height: 1.2; }
.st-key-bar button { min-height: 2rem; padding: 0.1rem 0.7rem; }
/* What is fetched late stands there as a grey bar that is taller. */
@media (min-width: 641px) { .st-key-bar { max-height: 2rem; } }
.st-key-headline { flex: 1 1 0; min-width: 0; }
@media (min-width: 641px) and (max-width: 960px) {
  .st-key-bar { gap: 0.4rem; }
  .st-key-bar h1 { font-size: 1.1rem; }
  .st-key-bar button { padding: 0.1rem 0.45rem; }
  .st-key-bar > :has(> .st-key-headline) { display: none; }
  .st-key-bar > :has(h1) { margin-right: auto; }
}
@media (min-width: 641px) and (max-width: 760px) {
  .st-key-bar { gap: 0.25rem; }
  .st-key-bar h1 { font-size: 0.9rem; }
  .st-key-bar :is(button, button p) { font-size: 0.85rem; }
  .st-key-bar button { padding: 0.1rem 0.3rem; }
}
[data-testid="stElementContainer"]:has(> [data-testid="stCaptionContainer"]) { min-height: 1.4rem; }
/* What is said above the bar does not lie under the button that opens the sidebar. */
.stApp:has([data-testid="stExpandSidebarButton"]) .st-key-head { padding-left: 2.4rem; }
.st-key-headline p { font-size: 0.75rem; line-height: 1.2; text-wrap: balance; overflow-wrap: anywhere; }
/* Where the sidebar is shut, its button stands at the left; all else of Streamlit's head lets the page through. */
[data-testid="stHeader"] { background: transparent; height: 2.9rem; min-height: 0; pointer-events: none; }
[data-testid="stHeader"] * { pointer-events: none; }
[data-testid="stHeader"] :is(button, button *) { pointer-events: auto; }
.stApp:has([data-testid="stExpandSidebarButton"]) :is(.st-key-bar, .st-key-above) { padding-left: 2.4rem; }
/* The transport stays in view; pictures and formulas pass under it. */
[data-testid="stLayoutWrapper"]:has(> .st-key-above) {
  position: sticky; top: 0; z-index: 90; background: var(--paper);
}
/* Room for what is fetched when it is first needed, so that nothing moves when it comes. */
.st-key-above { padding: 0.45rem 0 0.15rem; }
.st-key-transport > [data-testid="stLayoutWrapper"]:first-child { min-height: 2.5rem; }
.st-key-player_time { height: 1.7rem; }
/* The pace comes with slow motion, and nothing moves for it. */
@media (min-width: 641px) { .st-key-time { height: 1.7rem; flex-wrap: nowrap; } }
.st-key-time .st-key-pace { margin-block: -1rem; }
.st-key-time :is(.st-key-slow, .st-key-predict) { flex: none; height: 1.5rem; }
.st-key-slow { min-width: 7.1rem; }
.st-key-predict { min-width: 6.7rem; }
.st-key-moment { min-width: 14.5rem; min-height: 2.4rem; max-height: 2.4rem; }
.st-key-player_counters { height: 1.8rem; }
.st-key-settings [data-testid="stElementContainer"]:is([class*="st-key-hidden"], .st-key-eta, .st-key-batch_size,
  .st-key-seed, .st-key-activation, .st-key-output, .st-key-dataset) { min-height: 3.8rem; }
.st-key-transport button { min-height: 2.2rem; padding-top: 0.1rem; padding-bottom: 0.1rem; }
.st-key-play button { min-width: 6.6rem; font-weight: 700; }
/* Panels that are opened from the bar or the sidebar lie over the page. */
.st-key-workbench .st-key-more:has(.st-key-sheet) {
  position: fixed; z-index: 999; top: 0; right: 0; bottom: 0; width: min(46rem, 100vw); overflow-y: auto;
  padding: 0 1rem 1rem; background: var(--paper); box-shadow: -4px 0 24px rgb(0 0 0 / 35%);
}
.st-key-sweep_maps { max-width: 100%; overflow-x: auto; }
/* Boundaries that scroll sideways are said to where their place is narrower than they are. */
[class*="st-key-sweep_maps_note"] { container-type: inline-size; width: 100%; }
[class*="st-key-sweep_maps_note"] > * { display: none; }
/* The button that closes them stays in view, however far down one is. */
.st-key-more > [data-testid="stLayoutWrapper"]:has(> .st-key-sheet) {
  position: sticky; z-index: 2; top: 0; order: -1; padding: 0.45rem 0; background: var(--paper);
}
.st-key-sheet { align-items: flex-end; }
[data-testid="stSidebarHeader"] { height: 2rem; padding-bottom: 0; }
[data-testid="stSidebarContent"] { padding: 0 2px; scrollbar-gutter: auto; }
[data-testid="stSidebarUserContent"] { padding: 0 0.8rem 1rem; }
.st-key-settings { gap: 0.4rem; }
.st-key-settings .stVerticalBlock { gap: 0.4rem; }
.st-key-settings [data-testid="stWidgetLabel"] { min-height: 1.2rem; margin-bottom: 0; }
.st-key-settings h2 { font-size: 1rem; padding: 0.1rem 0 0.9rem; }
.st-key-settings [data-testid="stWidgetLabel"] p { font-size: 0.8rem; white-space: nowrap; }
.st-key-settings .stHorizontalBlock { gap: 0.5rem; }
/* A label and its question mark are no wider than the field below them. */
.st-key-activation [data-testid="stWidgetLabel"] p { letter-spacing: -0.03em; font-size: 0.75rem; }
.st-key-activation [data-testid="stTooltipIcon"] button { padding: 0; min-width: 0; }
.st-key-settings .stHorizontalBlock button { padding-left: 0.55rem; padding-right: 0.55rem; white-space: nowrap; }
.st-key-settings [data-testid="stButton"] button { min-height: 2rem; }
.st-key-settings [data-testid="stButtonGroup"] button { padding-left: 0.6rem; padding-right: 0.6rem; }
/* Four names are wider than the rail: two rows of two, each with a border all around. */
.st-key-model [role="radiogroup"] { display: grid; grid-template-columns: 1fr 1fr; gap: 0.2rem; width: 100%; }
.st-key-settings .st-key-model [role="radio"] { min-height: 1.8rem; height: 1.8rem; margin: 0; border-radius: 0.5rem; }
.st-key-settings .st-key-model [role="radio"]:not([aria-checked="true"]) {
  border: 1px solid color-mix(in srgb, var(--ink) 20%, transparent) !important;
}
/* Down to the seed it is seen whole in a window of 720 pixels. */
@media (min-width: 641px) and (max-height: 800px) {
  .st-key-settings, .st-key-settings .stVerticalBlock { gap: 0.15rem; }
  [data-testid="stSidebarHeader"] { height: 1.4rem; min-height: 0; }
}
.st-key-transport, .st-key-stage { gap: 0.2rem; }
.st-key-said p { line-height: 1.3; }
/* A number field that was emptied gets its former value back, so there is nothing to clear. */
[data-testid="stNumberInputClearButton"] { display: none; }
/* Room for two lines of what is said, so that the pictures stay where they are. */
.st-key-said { min-height: 2.3rem; gap: 0.75rem; }
.st-key-moment button { min-height: 0; padding: 0.1rem 0.6rem; }
.st-key-moment p { font-size: 0.85rem; }
@media (min-width: 641px) {
  .st-key-said { flex-wrap: nowrap; }
  .st-key-said > :first-child { flex: 1 1 0; min-width: 0; }
}
.st-key-said [data-testid="stCaptionContainer"] { opacity: 1; }
/* The two columns are as tall as the window leaves room below what stands above them. */
.st-key-stage { --room: max(480px, 100dvh - 209px); --explain: max(160px, var(--room) * 0.23); }
.st-key-stage {
  --switches: 92px; --network: calc(var(--room) - var(--explain) - 52px);
  --boundary: calc((var(--room) - var(--switches)) * 0.62); --loss: calc((var(--room) - var(--switches)) * 0.38);
}
/* There the switches take two rows. */
.st-key-stage:has(.st-key-output_shown) { --switches: 140px; }
.st-key-stage:has(.st-key-axes_choice) { --switches: 190px; }
.st-key-stage [data-view="network"], .st-key-stage .st-key-player [data-view] { height: var(--network); min-height: 0; }
.st-key-stage [data-view="boundary"] { height: var(--boundary); aspect-ratio: auto; }
.st-key-stage [data-view="loss"] { height: var(--loss); min-height: 0; }
/* Their room is kept, too, until they come. */
.st-key-stage [data-testid="stColumn"] .st-key-player { min-height: var(--network); }
.st-key-stage .st-key-player_boundary { min-height: var(--boundary); }
.st-key-stage .st-key-player_loss { min-height: var(--loss); }
.st-key-stage :is([data-testid="stColumn"] > .stVerticalBlock, [class*="st-key-card_"]) { gap: 0.3rem; }
.st-key-stage [data-testid="stColumn"] [data-testid="stCaptionContainer"] p { font-size: 0.8rem; }
.st-key-explain [data-testid="stCaptionContainer"] p { font-size: inherit; }
.st-key-stage .st-key-explain, .st-key-stage [data-testid="stLayoutWrapper"]:has(> .st-key-explain) {
  flex: none; height: var(--explain);
}
/* Where it holds more than it has room for, a shade lies at the end that goes on. */
.st-key-explain {
  scrollbar-width: thin;
  background: linear-gradient(var(--paper) 40%, transparent) top / 100% 2rem no-repeat local,
    linear-gradient(transparent, var(--paper) 60%) bottom / 100% 2rem no-repeat local,
    linear-gradient(color-mix(in srgb, var(--ink) 28%, transparent), transparent) top / 100% 0.7rem no-repeat,
    linear-gradient(transparent, color-mix(in srgb, var(--ink) 28%, transparent)) bottom / 100% 0.7rem no-repeat;
}
.st-key-switches { min-height: 2.4rem; row-gap: 0.2rem; }
.st-key-switches button { min-height: 2rem; padding-top: 0.1rem; padding-bottom: 0.1rem; white-space: nowrap; }
[data-testid="stLayoutWrapper"]:has(> [class*="st-key-stamp_of_"]) { display: none; }
.st-key-feed, .st-key-ahead, .st-key-kept_by_tab, .st-key-out_of_sight {
  position: absolute; width: 0; height: 0; overflow: hidden;
}
/* Formulas are at most 48 digits wide (nnviz.derivation.wrapping), and a digit is half an em: in a narrow box they are
   smaller. Two columns of them stand side by side only where both are wide enough to be read. */
.stMarkdown .katex-display { container-type: inline-size; }
/* Such a box takes no width from what is in it, and Streamlit's boxes around it take theirs from their content. */
.stMarkdown > :has(> [data-testid="stMarkdownContainer"] > .katex-display),
[data-testid="stMarkdownContainer"]:has(> .katex-display) { width: 100%; }
.stMarkdown .katex-display > .katex { font-size: min(1.12em, 4.1cqw); }
.st-key-arithmetic [data-testid="stColumn"] { min-width: min(100%, 26rem); }
.st-key-arithmetic [data-testid="stColumn"] [data-testid="stColumn"] { min-width: min(100%, 12rem); }
.stMarkdown .katex-display { overflow-x: auto; overflow-y: hidden; }
/* Formulas are thousands of elements: out of sight they are neither laid out nor painted. But they are at first, for
   the browser to know their sizes: otherwise what stands below moves away from whoever jumps down to it. */
.st-key-arithmetic [data-testid="stElementContainer"] {
  content-visibility: auto; contain-intrinsic-size: auto 60px; animation: sized 5s;
}
@keyframes sized { from, to { content-visibility: visible; } }
/* A table of weights is as wide as its numbers, and scrolls by itself where the page is narrower. */
.st-key-arithmetic .stMarkdown:has(table) { max-width: 100%; overflow-x: auto; }
.st-key-arithmetic table { font-variant-numeric: tabular-nums; }
.st-key-arithmetic th, .st-key-arithmetic td { padding: 0.2rem 0.6rem; white-space: nowrap; }
.st-key-explain, .st-key-question { gap: 0.3rem; }
.st-key-explain .katex { font-size: 1.12em; }
.st-key-explain p { font-size: 0.95rem; line-height: 1.65; }
.st-key-question [role="alert"] { padding: 0.35rem 0.7rem; }
.st-key-question [role="alert"] p { font-size: 0.9rem; line-height: 1.35; }
.st-key-arithmetic h2 { font-size: 1.25rem; padding-bottom: 0.9rem; }
/* Streamlit's own colours of these are lighter than small text may be: 4.5 to 1. */
[data-testid="stCaptionContainer"] { opacity: 0.78; color: inherit; }
[data-testid="stCaptionContainer"] p { color: inherit; }
[data-testid="stButtonGroup"] :is([aria-checked="true"], [aria-pressed="true"]) p { color: var(--ink); }
[data-testid="stSliderThumbValue"] { color: inherit; }
/* The ends of its scale, which Streamlit shows below a slider that is pointed at, would lie on the time slider. */
.st-key-speed [data-testid="stSliderTickBar"] { display: none; }
/* And its mark of what has the focus is lighter than a mark may be: 3 to 1. */
body :is(button, a, summary, .stMarkdown, [tabindex]:not(input)):focus-visible,
.stMain label:has([role="switch"]:focus-visible), .stSidebar label:has([role="switch"]:focus-visible),
[data-testid="stSlider"] :has(> input:focus-visible), .player-time input:focus-visible,
[data-testid="stSelectbox"] [role="group"]:has(input:focus-visible) {
  outline: 2px solid var(--focus);
  outline-offset: 1px;
}
.stMain:focus-visible, [data-testid="stPopoverBody"]:focus-visible { outline-offset: -3px; }
/* What waits for an answer does not fade: each fading element becomes a layer, which takes longer than a step. */
.stApp [data-testid="stElementContainer"] { opacity: 1; transition: none; }
/* In forced colours backgrounds go, and with them sliders, switches and what is chosen, which are nothing else. */
@media (forced-colors: active) {
  [data-testid="stSlider"] [role="group"] > [data-rac] > :not([data-rac], [data-testid]) {
    forced-color-adjust: none; background: ButtonText;
  }
  [data-testid="stSlider"] [role="group"] > [data-rac] > [data-rac],
  [data-testid="stCheckbox"] label:has([role="switch"]) > div:first-of-type > div {
    forced-color-adjust: none; background: ButtonText;
  }
  [data-testid="stSlider"] [role="group"] > [data-rac] > [data-rac] { color: ButtonText; }
  [data-testid="stCheckbox"] label:has([role="switch"]) > div:first-of-type {
    forced-color-adjust: none; background: ButtonFace; outline: 1px solid ButtonText;
  }
  [data-testid="stCheckbox"] label:has([role="switch"]:checked) > div:first-of-type { background: Highlight; }
  [data-testid="stCheckbox"] label:has([role="switch"]:checked) > div:first-of-type > div { background: HighlightText; }
  [data-testid="stButtonGroup"]
    :is([aria-checked="true"], [aria-pressed="true"], [data-selected="true"]):not(.st-key-thumbnails *) {
    forced-color-adjust: none; background: Highlight !important; color: HighlightText;
  }
  [data-testid="stButtonGroup"] :is([aria-checked="true"], [aria-pressed="true"]) :is(*, p) {
    forced-color-adjust: none; color: HighlightText;
  }
}
/* A tablet upright: pictures as tall as they are wide. */
@media (min-width: 641px) and (max-aspect-ratio: 1/1) {
  .st-key-stage {
    --room: max(480px, min(100dvh - 209px, 80vw)); --network: calc(var(--room) - 212px);
    --explain: clamp(160px, 100dvh - 49px - 80vw, 18rem);
  }
}
@media (min-width: 641px) and (max-width: 900px) {
  .stApp .player-fields { gap: 0.15rem 0.6rem; font-size: 0.88rem; }
  .stApp .player-fields [data-field] { min-width: 4rem; }
  .stApp .player-fields :is([data-field="E"], [data-field="train"], [data-field="test"]) { min-width: 5.6rem; }
  .stApp .player-fields [data-step] { min-width: 5.2rem; font-size: 1rem; }
  .st-key-switches { column-gap: 0.5rem; }
  .st-key-switches button { padding-left: 0.5rem; padding-right: 0.5rem; }
  .st-key-switches label p { font-size: 0.8rem; }
}
/* As a window of 1400 pixels is at 200 %: the bar's buttons and the transport's take a row each. */
@media (min-width: 641px) and (max-width: 800px) {
  .st-key-transport kbd { display: none; }
  .st-key-transport > [data-testid="stLayoutWrapper"] > .stHorizontalBlock { gap: 0.5rem; }
  .st-key-transport .st-key-speed { flex: 1 1 5rem; min-width: 0; max-width: 9rem; }
  .st-key-play button { min-width: 5rem; }
}
@media (min-width: 641px) and (max-width: 760px) { .st-key-player_counters { height: 3.3rem; } }
@media (prefers-reduced-motion: reduce) {
  .stApp *, .stApp *::before, .stApp *::after { transition: none !important; scroll-behavior: auto !important; }
}
/* Two pages: what the window shows, and the arithmetic, smaller. */
@page { size: A4 portrait; margin: 10mm; }
@media print {
  .stSidebar, [data-testid="stHeader"], .st-key-bar button, .st-key-above, .st-key-switches, .st-key-more,
  .st-key-tables, .st-key-axes_choice, .st-key-formulas_long,
  .st-key-arithmetic :is([data-testid="stSelectbox"], .st-key-chosen_panel, details),
  [data-testid="stToastContainer"] { display: none; }
  .stApp, .stMain, [data-testid="stAppViewContainer"] {
    position: static; height: auto; overflow: visible; display: block;
  }
  .stMainBlockContainer { padding: 0; max-width: none; }
  /* Pictures that were made for the window are as large as the paper has room for. */
  .st-key-stage { --room: 560px; break-inside: avoid; }
  .stApp [data-view] canvas { width: 100% !important; height: 100% !important; object-fit: contain; }
  .stApp :is(.st-key-explain, [data-testid="stLayoutWrapper"]:has(> .st-key-explain)) {
    height: auto; max-height: none; overflow: visible;
  }
  .st-key-explain { padding-bottom: 1rem; } /* as much as Streamlit lets the last line reach beyond its box */
  .st-key-player_counters { height: auto; }
  .st-key-arithmetic { break-before: page; zoom: 0.5; }
  .st-key-arithmetic :is(th, td) { padding: 0 0.6rem; }
  .st-key-arithmetic [data-testid="stElementContainer"] { content-visibility: visible; }
}
"""

_MAPS_NOTES = "".join(
    f"@container (max-width: {width}px) {{ .st-key-sweep_maps_note_{width} > * {{ display: flex; }} }}\n"
    for width in range(200, 740, 20)
)
"""The pictures' own width is in the note's key."""
_CSS = _STYLE + _MAPS_NOTES + PHONE_STYLE + HELP_STYLE + LESSON_STYLE + RACE_STYLE + thumbnails_style()


def style(*, presented: bool) -> None:
    """Put the page's CSS into the page, as it is presented or as it is worked with."""
    css = _CSS + (PRESENT_STYLE if presented else BESIDE_SETTINGS)
    # Streamlit puts a bare style where the toasts are; toasts stay as long as each run puts something there.
    st.html(f"<style>{css}</style>")
