"""What stands around Streamlit in the server.

What is done at its start, headers on every answer, a style in every page, and no websocket for another site's page.
"""

from __future__ import annotations

import re
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from streamlit import config

from nnviz.server.first_style import with_first_style
from nnviz.server.upkeep import keep_up

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]

_HOST = re.compile(r"[A-Za-z0-9._:\[\]-]{1,255}")
_LOCAL = ("localhost", "127.0.0.1", "0.0.0.0")
_POLICY = (
    "default-src 'self'; "
    # Vega compiles its expressions, Streamlit's page holds a line of script, components come as blobs.
    "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; worker-src 'self' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' blob:; "
    "connect-src 'self'{sockets} data: blob:; "
    "object-src 'none'; frame-src 'none'; base-uri 'self'; form-action 'self'"
)
"""What a browser may load: from this server, or made in the page itself. Any site may show the page in its own."""
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),  # an address may hold a visitor's own data
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
)


def ready(page: str) -> Callable[[object], AbstractAsyncContextManager[None]]:
    """Return what Streamlit runs at its start: it imports the page while the first browser loads Streamlit's files.

    Parameters
    ----------
    page : str
        Name of the module that draws the page; the first visitor would wait for its import.
    """

    @asynccontextmanager
    async def started(_: object) -> AsyncIterator[None]:
        threading.Thread(target=_prepare, args=(page,), daemon=True, name="import").start()
        yield

    return started


def _prepare(page: str) -> None:
    import_module(page)
    keep_up()


class Guard:
    """ASGI middleware around Streamlit.

    Parameters
    ----------
    app : ASGI application
    """

    def __init__(self, app: Asgi) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or open one websocket."""
        if scope["type"] == "http":
            told = _with_headers(send, _said(scope, b"host"))
            await self._app(scope, receive, told if scope["method"] == "HEAD" else with_first_style(told))
        elif scope["type"] == "websocket" and not welcome(_said(scope, b"origin"), _said(scope, b"host")):
            await receive()
            await send({"type": "websocket.close", "code": 1008})  # before it is accepted: the browser is told 403
        else:
            await self._app(scope, receive, send)


def welcome(origin: str, host: str) -> bool:
    """Whether a page of this origin may open a websocket.

    The rules are Streamlit's own but for one: it would take a page of the machine's own outside address too, and ask
    checkip.amazonaws.com what that is, once for each refused page, while everybody waits.

    Parameters
    ----------
    origin, host : str
        Headers of the request; no browser leaves out its origin.
    """
    if (
        not origin
        or not config.get_option("server.enableCORS")
        or origin in config.get_option("server.corsAllowedOrigins")
    ):
        return True
    try:
        parts = urlsplit(origin)
        name = parts.hostname or ""
    except ValueError:
        return False
    return parts.netloc == host or name in _LOCAL or name == _name(config.get_option("browser.serverAddress"))


def _name(address: str | None) -> str | None:
    return urlsplit(f"//{address}" if address and "//" not in address else address or "").hostname


def _said(scope: Scope, name: bytes) -> str:
    found = next((value for key, value in scope["headers"] if key == name), b"")
    return bytes(found).decode("latin-1").strip()


def _with_headers(send: Send, host: str) -> Send:
    # Not every browser takes a websocket of the same server for 'self'.
    sockets = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
    policy = (b"content-security-policy", _POLICY.format(sockets=sockets).encode())

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            ours = (*_HEADERS, policy)
            names = {name for name, _ in ours}
            kept = [(name, value) for name, value in message["headers"] if name.lower() not in names]
            message = {**message, "headers": [*kept, *ours]}
        await send(message)

    return sent
