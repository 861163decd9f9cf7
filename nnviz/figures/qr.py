"""A link as a QR code, for a projector."""

from __future__ import annotations

import io

import segno

MOST_BYTES = 2_900
"""Of a link; the largest QR code holds 2,953."""


def qr_svg(link: str) -> str:
    """Return a link's QR code as an SVG picture, black on white in any theme, with the white rim that readers need.

    Raises
    ------
    ValueError
        If the link has more than 2,900 bytes.
    """
    raw = link.encode()
    if len(raw) > MOST_BYTES:
        raise ValueError(f"a QR code holds a link of at most {MOST_BYTES:,} bytes, and this one has {len(raw):,}")
    # The least correction gives the fewest and largest squares: a projected code is whole, but far away.
    code = segno.make(raw, error="l", micro=False, mode="byte")
    picture = io.BytesIO()
    code.save(picture, kind="svg", xmldecl=False, omitsize=True, border=4, dark="#000", light="#fff")
    return picture.getvalue().decode()
