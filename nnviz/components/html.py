"""The frame of every HTML page that nnviz writes: what stands around its body."""

from __future__ import annotations

from html import escape

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""The content security policy of a page that fetches nothing and runs nothing."""


def html_document(title: str, body: str, *, style: str, policy: str) -> str:
    """Return a whole page.

    Parameters
    ----------
    title : str
        Any text; it is escaped.
    body : str
        HTML.
    style : str
        The page's rules of CSS.
    policy : str
        Its content security policy, without double quotes.
    """
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="nnviz, the backprop playground">
<title>{escape(title)}</title>
<style>
{style}</style>
</head>
<body>
{body}
</body>
</html>
"""
