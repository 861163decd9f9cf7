"""The page's own CSS: Streamlit's theme settings reach neither the page's margins nor how its rows wrap."""

from __future__ import annotations

import streamlit as st

from nnviz.page.thumbnails import thumbnails_style

_CSS = """
.stMainBlockContainer { padding: 0.3rem 1.5rem 2rem; max-width: 2000px; }
.stMainBlockContainer > .stVerticalBlock, .st-key-workbench { gap: 0.3rem; }
/* The bar: one line, in which what is on show gives way first. */
.st-key-bar { flex-wrap: nowrap; height: 2.4rem; overflow: hidden; }
.st-key-bar h1 { font-size: 1.3rem; padding: 0; white-space: nowrap; }
.st-key-bar :is(button, h1) { line-height: 1.2; }
.st-key-bar button { min-height: 2rem; padding: 0.1rem 0.7rem; }
.st-key-headline { flex: 1 1 0; min-width: 0; }
.st-key-headline p { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
/* Where the sidebar is shut, its button stands there. */
.stApp:has([data-testid="stExpandSidebarButton"]) .st-key-bar { padding-left: 2.4rem; }
/* The transport stays in view; pictures and formulas pass under it. */
[data-testid="stLayoutWrapper"]:has(> .st-key-above) {
  position: sticky; top: 0; z-index: 90; background: var(--st-background-color, Canvas);
}
.st-key-above { padding: 0.15rem 0; }
.st-key-transport button { min-height: 2.2rem; padding-top: 0.1rem; padding-bottom: 0.1rem; }
.st-key-play button { min-width: 6.6rem; font-weight: 700; }
/* Panels that are opened from the bar or the sidebar lie over the page. */
.st-key-workbench .st-key-more:has(.st-key-sheet) {
  position: fixed; z-index: 999; top: 0; right: 0; bottom: 0; width: min(46rem, 100vw); overflow-y: auto;
  padding: 1rem; background: var(--st-background-color, Canvas); box-shadow: -4px 0 24px rgb(0 0 0 / 35%);
}
.st-key-sheet { position: absolute; top: 1.2rem; right: 1.2rem; width: auto; }
[data-testid="stSidebarHeader"] { height: 2rem; padding-bottom: 0; }
[data-testid="stSidebarContent"] { padding: 0 2px; scrollbar-gutter: auto; }
[data-testid="stSidebarUserContent"] { padding: 0 0.8rem 1rem; }
.st-key-settings { gap: 0.4rem; }
.st-key-settings .stVerticalBlock { gap: 0.4rem; }
.st-key-settings [data-testid="stWidgetLabel"] { min-height: 1.2rem; margin-bottom: 0; }
.st-key-settings h3 { font-size: 1rem; padding: 0.1rem 0 0.9rem; }
.st-key-settings [data-testid="stWidgetLabel"] p { font-size: 0.8rem; white-space: nowrap; }
.st-key-settings .stHorizontalBlock { gap: 0.5rem; }
.st-key-settings .stHorizontalBlock button { padding-left: 0.55rem; padding-right: 0.55rem; white-space: nowrap; }
.st-key-settings [data-testid="stButton"] button { min-height: 2rem; }
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
.st-key-said [data-testid="stCaptionContainer"] p { color: inherit; }
/* The two columns are as tall as the window leaves room below what stands above them. */
.st-key-stage { --room: max(480px, 100dvh - 205px); }
.st-key-stage [data-view="network"] { height: calc(var(--room) - 176px); min-height: 0; }
.st-key-stage [data-view="boundary"] { height: calc((var(--room) - 78px) * 0.62); aspect-ratio: auto; }
.st-key-stage [data-view="loss"] { height: calc((var(--room) - 78px) * 0.38); min-height: 0; }
.st-key-stage [data-testid="stColumn"] > .stVerticalBlock { gap: 0.3rem; }
.st-key-switches { height: 2.4rem; flex-wrap: nowrap; }
.st-key-switches button { min-height: 2rem; padding-top: 0.1rem; padding-bottom: 0.1rem; white-space: nowrap; }
.st-key-feed, .st-key-kept_by_tab, .st-key-out_of_sight { position: absolute; width: 0; height: 0; overflow: hidden; }
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
.st-key-arithmetic h3 { font-size: 1.25rem; padding-bottom: 0.9rem; }
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
  [data-testid="stButtonGroup"] :is([aria-checked="true"], [aria-pressed="true"], [data-selected="true"]) {
    forced-color-adjust: none; background: Highlight; color: HighlightText;
  }
  [data-testid="stButtonGroup"] [aria-checked="true"] * { forced-color-adjust: none; color: HighlightText; }
}
@media (max-width: 640px) {
  .st-key-arithmetic th, .st-key-arithmetic td { padding: 0.15rem 0.25rem; white-space: normal; font-size: 0.75rem; }
  .st-key-arithmetic th .katex { font-size: 1em; }
  .stMainBlockContainer { padding: 3.6rem 0.9rem 2rem; }
  .st-key-said { min-height: 4.2rem; }
  .st-key-transport kbd { display: none; }
  .st-key-transport button { padding-left: 0.55rem; padding-right: 0.55rem; min-width: 0; }
}
"""


def style() -> None:
    """Put the page's CSS into the page."""
    # Streamlit puts a bare style where the toasts are; toasts stay as long as each run puts something there.
    st.html(f"<style>{_CSS}{thumbnails_style()}</style>")
