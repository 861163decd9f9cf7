"""How the parts of the page wear the numbers that Help calls them by, while it is open."""

from __future__ import annotations

_ROWS = ".st-key-transport, .st-key-time, .st-key-player_counters, .st-key-said"
_NETWORK, _BOUNDARY, _LOSS = (
    f'[class*="st-key-player"]:has([data-view="{name}"])' for name in ("network", "boundary", "loss")
)
_PICTURES = f"{_NETWORK}, {_BOUNDARY}, {_LOSS}"
_EXPLAIN = '[data-testid="stLayoutWrapper"]:has(> .st-key-explain)'
_PARTS = f".st-key-settings, {_ROWS}, {_PICTURES}, {_EXPLAIN}"

HELP_STYLE = f"""
/* Where the phone's sheets and cards are not: a number would take them from their places. */
@media (min-width: 641px) and (min-height: 501px) {{
body:has(.st-key-help_text) :is({_PARTS})::before {{
  position: absolute; top: var(--up, 0); left: var(--aside, -1.4rem); z-index: 95;
  width: 1.25rem; border-radius: 0.65rem; text-align: center;
  font: 700 0.85rem/1.25rem var(--st-font, sans-serif); background: var(--ink); color: var(--paper);
  content: var(--number);
}}
/* Beside the parts, in the margin, so that no word is covered; the settings have room above them. */
body:has(.st-key-help_text) :is({_PARTS}) {{ position: relative; overflow: visible; }}
}}
.st-key-settings {{ --number: "1"; --up: -1.5rem; --aside: 0; }}
.st-key-transport {{ --number: "2"; }}
.st-key-time {{ --number: "3"; }}
.st-key-player_counters {{ --number: "4"; }}
.st-key-said {{ --number: "5"; }}
{_NETWORK} {{ --number: "6"; }}
{_EXPLAIN} {{ --number: "7"; }}
{_BOUNDARY} {{ --number: "8"; }}
{_LOSS} {{ --number: "9"; }}
.st-key-help_text {{ max-width: min(30rem, 90vw); }}
/* Not wider than the column below it, so that the numbers in that column's margin are seen. */
@media (min-width: 1001px) {{ .st-key-help_text {{ max-width: min(30rem, 45vw - 12.6rem); }} }}
.st-key-help_text h2 {{ font-size: 1.15rem; }}
"""
