"""The place of a lesson on the page: a column of its own beside the pictures, or above them where there is no room."""

from __future__ import annotations

LESSON_STYLE = """
.st-key-lesson { --lesson-paper: color-mix(in srgb, var(--paper) 95%, var(--accent)); }
.st-key-lesson, .st-key-lesson_part { gap: 0.5rem; }
/* A lesson takes the upper part of the sidebar's column, and the settings that it asks to change stand right below it:
   the pictures and the transport keep their places. Where the sidebar is shut or left out it has the whole column. */
@media (min-width: 1001px) {
  .stApp:has(.st-key-lesson) { --lesson: 320px; --lesson-share: 72dvh; }
  .st-key-lesson {
    position: fixed; z-index: 100; left: 0; top: 0; width: var(--lesson); height: 100dvh; overflow-y: auto;
    padding: 0.6rem 1rem; background: var(--lesson-paper);
    border-right: 1px solid color-mix(in srgb, var(--ink) 15%, transparent);
  }
  [data-testid="stLayoutWrapper"]:has(> .st-key-beside) { position: absolute; }
  .stMain:has(.st-key-lesson) { margin-left: var(--lesson); max-width: calc(100% - var(--lesson)); }
  .stApp:has([data-testid="stExpandSidebarButton"]) .st-key-lesson { padding-top: 2.9rem; }
  .stApp:has(.st-key-lesson):has([data-testid="stExpandSidebarButton"]) :is(.st-key-bar, .st-key-above, .st-key-head) {
    padding-left: 0;
  }
  .stApp:has(.st-key-lesson) [data-testid="stSidebar"][data-collapsed="false"] {
    width: var(--lesson) !important; min-width: 0 !important; max-width: none !important;
    margin-top: var(--lesson-share); height: calc(100dvh - var(--lesson-share)) !important;
  }
  .stApp:has(.st-key-lesson) [data-testid="stSidebarHeader"] { height: 0.4rem; min-height: 0; padding: 0; }
  .stApp:has(.st-key-lesson) [data-testid="stSidebarCollapseButton"] { transform: translateY(2.1rem); }
}
@media (max-width: 1000px) {
  .st-key-lesson { --lesson-paper: var(--paper); }
  [data-testid="stLayoutWrapper"]:has(> .st-key-beside) {
    position: sticky; top: 0; z-index: 91; max-height: 45dvh; overflow-y: auto; background: var(--paper);
    border-bottom: 2px solid color-mix(in srgb, var(--ink) 30%, transparent); padding-block: 0.4rem;
  }
  .stApp:has(.st-key-lesson) [data-testid="stLayoutWrapper"]:has(> .st-key-above) { position: static; }
  .st-key-lesson br { display: none; } /* symbols and numbers of an equation share a line where they fit */
  .stApp:has([data-testid="stExpandSidebarButton"]) .st-key-lesson_head { padding-left: 2.4rem; }
  /* All blanks of a line stand in one row, so that "Check" is in view below them. */
  .st-key-lesson [class*="st-key-fields_"] { flex-wrap: nowrap; }
  .st-key-lesson [class*="st-key-fields_"] > * { flex: 1 1 0; width: auto; min-width: 0; }
  .st-key-lesson [class*="st-key-fields_"] > * > * { width: 100%; }
  .st-key-lesson [class*="st-key-fields_"] label p { font-size: 0.78rem; line-height: 1.2; }
  .st-key-lesson, .st-key-lesson_part { gap: 0.3rem; }
  .stApp .st-key-lesson .stMarkdown p:not(:last-child) { margin-bottom: 0.2rem; }
  /* What a check found is in view above the way on, however long the task is. */
  .st-key-lesson_part > [data-testid="stElementContainer"]:has([role="alert"]) {
    position: sticky; bottom: 2.6rem; z-index: 1; background: var(--lesson-paper);
  }
}
.st-key-lesson_head { flex-wrap: nowrap; }
.st-key-lesson_head > :first-child { flex: 1 1 0; min-width: 0; }
.st-key-lesson h2 { font-size: 1.1rem; padding: 0; }
.st-key-lesson h3 { font-size: 1rem; padding: 0 0 0.7rem; }
.st-key-lesson p, .st-key-lesson li { font-size: 0.95rem; line-height: 1.4; }
.st-key-lesson [role="alert"] { padding: 0.4rem 0.7rem; }
.st-key-lesson button { min-height: 2rem; padding: 0.1rem 0.7rem; }
.st-key-lesson .stMarkdown p:not(:last-child) { margin-bottom: 0.45rem; }
.st-key-lesson [data-testid="stForm"] .stVerticalBlock { gap: 0.5rem; }
.st-key-lesson [data-testid="stWidgetLabel"] { min-height: 1.2rem; margin-bottom: 0.1rem; }
.st-key-lesson [data-testid="stTextInputRootElement"] { height: 2.1rem; min-height: 0; border-color: var(--ring); }
/* What can be chosen and filled in is seen as that on either paper. */
.st-key-lesson { --ring: color-mix(in srgb, var(--ink) 55%, transparent); }
.st-key-lesson [data-testid="stRadioOption"] > div > div:first-of-type { box-shadow: 0 0 0 1px var(--ring); }
.st-key-lesson_list { gap: 0.3rem; max-width: min(34rem, 90vw); }
.st-key-lesson_list button { min-height: 1.9rem; padding: 0.1rem 0.7rem; justify-content: flex-start; }
.st-key-lesson_list button > div { justify-content: flex-start; }
.st-key-lesson_runs .stMarkdown { max-width: 100%; overflow-x: auto; }
.st-key-lesson_runs table { font-size: 0.7rem; font-variant-numeric: tabular-nums; }
.st-key-lesson_runs :is(th, td) { padding: 0.1rem 0.2rem; }
.st-key-lesson_runs :is(th, td):not(:nth-child(2)) { white-space: nowrap; }
/* The way on stays in view below a text that is longer than its place. */
[data-testid="stLayoutWrapper"]:has(> .st-key-lesson_way) {
  position: sticky; bottom: -0.6rem; z-index: 1; margin-top: auto;
}
.st-key-lesson_way { padding-block: 0.4rem 0.6rem; background: var(--lesson-paper); }
@media print {
  .st-key-lesson { position: static; width: auto; height: auto; overflow: visible; }
}
"""

BESIDE_SETTINGS = """
@media (min-width: 1001px) {
  .stApp:has([data-testid="stSidebar"][data-collapsed="false"]) .st-key-lesson {
    height: var(--lesson-share); border-bottom: 1px solid color-mix(in srgb, var(--ink) 30%, transparent);
  }
  .stApp:has([data-testid="stSidebar"][data-collapsed="false"]) .stMain:has(.st-key-lesson) {
    margin-left: 0; max-width: none;
  }
}
"""
"""Where the sidebar has settings: a page that is presented has none."""
