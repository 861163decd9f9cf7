"""The style of a page that is presented on a projector: larger words, and no sidebar.

It is there only while the page is presented. The same rules under a CSS condition on what the page holds would make
the browser look through all of the page at each step: three quarters of its work on styles.
"""

from __future__ import annotations

PRESENT_STYLE = """
/* The sidebar stands empty where it was. */
.stApp.stApp :is([data-testid="stSidebar"], [data-testid="stExpandSidebarButton"]) { display: none; }
.stApp.stApp .st-key-above { padding-left: 0; }
.stMain.stMain .stMainBlockContainer
  :is(p, li, td, th, label, .player-fields, .player-time, [data-testid="stCaptionContainer"] p) {
  font-size: 1.35rem; line-height: 1.3;
}
.stMain.stMain .st-key-stage [data-testid="stColumn"] [data-testid="stCaptionContainer"] p { font-size: 1.05rem; }
.stMain.stMain .st-key-arithmetic .katex { font-size: 1.6em; }
.stMain.stMain .st-key-explain .katex { font-size: 1.45em; }
/* There is no bar, and explanations are higher. */
.stMain.stMain .st-key-stage { --room: max(480px, 100dvh - 181px); --explain: max(200px, var(--room) * 0.43); }
.stMain.stMain .player-fields [data-step] { font-size: 1.5rem; }
.stMain.stMain .player-fields [data-field] { min-width: 6.5rem; }
.stMain.stMain .st-key-lesson :is(h2, h3) { font-size: 1.4rem; }
@media (min-width: 1001px) { .stMain.stMain:has(.st-key-lesson) { --lesson: 27rem; } }
"""
