"""The style that a browser has before anything of the page comes: what comes in parts is not seen until it is together.

Streamlit sends the page's own style as one of the page's parts, among others that move when it or the sidebar comes.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]

# `nnviz.page.style` ends it; a page that was not drawn is seen all the same after some seconds.
FIRST_STYLE = (
    b"<style>[data-testid=stAppViewContainer]{visibility:hidden;animation:nnviz-seen 15s step-end forwards}"
    b"@keyframes nnviz-seen{from{visibility:hidden}to{visibility:visible}}</style>"
)
_END = b"</head>"
_OF_THE_FILE = (b"content-length", b"etag", b"last-modified")


def with_first_style(send: Send) -> Send:
    """Return what sends an answer and puts the style into it if it is a page."""
    start: Message | None = None
    parts: list[bytes] = []

    async def sent(message: Message) -> None:
        nonlocal start
        if message["type"] == "http.response.start" and _is_page(message):
            start = message
        elif message["type"] == "http.response.body" and start is not None:
            parts.append(message.get("body", b""))
            if message.get("more_body"):
                return
            body = b"".join(parts).replace(_END, FIRST_STYLE + _END, 1)
            # The page that is kept under the file's own mark would be one without the style.
            kept = [(name, value) for name, value in start["headers"] if name.lower() not in _OF_THE_FILE]
            await send({**start, "headers": [*kept, (b"content-length", str(len(body)).encode())]})
            await send({"type": "http.response.body", "body": body})
        else:
            await send(message)

    return sent


def _is_page(start: Message) -> bool:
    headers = {name.lower(): value for name, value in start["headers"]}
    page = headers.get(b"content-type", b"").startswith(b"text/html")
    return bool(start["status"] == 200 and page and b"content-encoding" not in headers)
