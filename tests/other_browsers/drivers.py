"""Firefox and WebKit as a test drives them: the few commands of WebDriver that are wanted, to either of the two.

Firefox itself understands them, over a line of its own (Marionette); WebKit's driver is a program beside it. Debian has
both without anything to be fetched from elsewhere.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scripts.chromium import free_port

FIREFOX = ("firefox-esr", "firefox")
PREFERENCES = {
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.w3c_touch_events.enabled": 1,
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
}
DARK = "layout.css.prefers-color-scheme.content-override"
"""Firefox's preference for what pages are told: 0 dark, 1 light."""
WAIT_SECONDS = 30


class Driver(ABC):
    """One window of one browser."""

    name: str

    @abstractmethod
    def say(self, firefox: str, webkit: tuple[str, str], **told: Any) -> Any:
        """Send a command, by its name in Firefox or by method and path in WebKit, and return the answer."""

    def open(self, address: str) -> None:
        """Go to an address and wait until the page was fetched."""
        self.say("WebDriver:Navigate", ("POST", "url"), url=address)

    def run(self, script: str, *args: Any) -> Any:
        """Return what the body of a function of JavaScript returns on the page."""
        return self.say("WebDriver:ExecuteScript", ("POST", "execute/sync"), script=script, args=list(args))

    def wait(self, script: str, *args: Any, seconds: float = WAIT_SECONDS) -> Any:
        """Wait until an expression is true on the page, and return it."""
        end = time.monotonic() + seconds
        while not (found := self.run(f"return {script}", *args)):
            assert time.monotonic() < end, f"{self.name}: {script} did not become true; {self.run(STATE)!r}"
            time.sleep(0.05)
        return found

    def sized(self, width: int, height: int) -> None:
        """Give the window a size."""
        self.say("WebDriver:SetWindowRect", ("POST", "window/rect"), width=width, height=height)

    def pointer(self, x: float, y: float, kind: str = "mouse") -> None:
        """Click or tap at a place of the window, as the browser itself has it from the screen up."""
        there = {"type": "pointerMove", "x": round(x), "y": round(y), "duration": 0}
        does = [there, {"type": "pointerDown", "button": 0}, {"type": "pause", "duration": 40}]
        does.append({"type": "pointerUp", "button": 0})
        hand = {"type": "pointer", "id": kind, "parameters": {"pointerType": kind}, "actions": does}
        self.say("WebDriver:PerformActions", ("POST", "actions"), actions=[hand])

    def click(self, part: str) -> None:
        """Click on the middle of the first element of a selector, when it has stopped moving."""
        before, now = None, self.wait(MIDDLE, part)
        while now != before:
            time.sleep(0.2)
            before, now = now, self.wait(MIDDLE, part)
        self.pointer(*now)

    def keys(self, text: str) -> None:
        """Press keys, one after another."""
        does = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        hand = {"type": "key", "id": "keys", "actions": does}
        self.say("WebDriver:PerformActions", ("POST", "actions"), actions=[hand])


STATE = "return document.querySelector('[data-step]')?.textContent + ' | ' + document.body.innerText.slice(0, 300)"
MIDDLE = """((part) => {
  const found = document.querySelector(part);
  if (!found) return null;
  found.scrollIntoView({ block: 'center', behavior: 'instant' });
  const { x, y, width, height } = found.getBoundingClientRect();
  return width && [x + width / 2, y + height / 2];
})(arguments[0])"""


class Firefox(Driver):
    """Firefox over Marionette: messages as JSON, each with its length before it."""

    name = "Firefox"

    def __init__(self, port: int) -> None:
        self._line = _connected(port)
        self._received = b""
        self._count = 0
        self._read()  # it greets
        self.say("WebDriver:NewSession", ("POST", "session"), capabilities={})

    def say(self, firefox: str, webkit: tuple[str, str], **told: Any) -> Any:
        self._count += 1
        text = json.dumps([0, self._count, firefox, told]).encode()
        self._line.sendall(str(len(text)).encode() + b":" + text)
        _, _, error, answer = self._read()
        if error:
            raise RuntimeError(f"{firefox}: {error['message']}")
        return answer["value"] if isinstance(answer, dict) and set(answer) == {"value"} else answer

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    def dark(self, *, dark: bool) -> None:
        """Tell pages from now on that they are to be dark, or light."""
        self.say("Marionette:SetContext", ("", ""), value="chrome")
        self.run("Services.prefs.setIntPref(arguments[0], arguments[1])", DARK, 0 if dark else 1)
        self.say("Marionette:SetContext", ("", ""), value="content")

    def _read(self) -> Any:
        while b":" not in self._received:
            self._receive()
        length, _, self._received = self._received.partition(b":")
        while len(self._received) < int(length):
            self._receive()
        text, self._received = self._received[: int(length)], self._received[int(length) :]
        return json.loads(text)

    def _receive(self) -> None:
        more = self._line.recv(1 << 16)
        if not more:
            raise RuntimeError("Firefox has hung up")
        self._received += more


class WebKit(Driver):
    """WebKit by WebKitWebDriver: requests of HTTP, one for each command."""

    name = "WebKit"

    def __init__(self, port: int) -> None:
        self._address = f"http://127.0.0.1:{port}/session"
        # The window is the one that WebKit's own drivers are tested with, and no browser of the desktop.
        options = {"webkitgtk:browserOptions": {"binary": str(mini_browser()), "args": ["--automation"]}}
        made = self.say("", ("POST", ""), capabilities={"alwaysMatch": options})
        self._address += f"/{made['sessionId']}"

    def say(self, firefox: str, webkit: tuple[str, str], **told: Any) -> Any:
        method, path = webkit
        body = json.dumps(told).encode() if method == "POST" else None
        asked = urllib.request.Request(f"{self._address}/{path}".rstrip("/"), body, method=method)
        try:
            with urllib.request.urlopen(asked, timeout=WAIT_SECONDS) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{path}: {error.read().decode()[:500]}") from error

    def close(self) -> None:
        """End the session, and the window with it."""
        self.say("", ("DELETE", ""))


def find_firefox() -> str | None:
    """Path of a Firefox: the one that FIREFOX names, or the first on the path."""
    return os.environ.get("FIREFOX") or next((path for name in FIREFOX if (path := shutil.which(name))), None)


def mini_browser() -> Path | None:
    """WebKit's own small browser, which comes with WebKitWebDriver."""
    return next(iter(sorted(Path("/usr/lib").glob("*/webkit*gtk-*/MiniBrowser"), reverse=True)), None)


@contextmanager
def firefox(path: str, profile: Path) -> Iterator[Firefox]:
    """Start a Firefox with a fresh profile."""
    port = free_port()
    told = {**PREFERENCES, "marionette.port": port}
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in told.items()]
    (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
    command = [
        path,
        "--headless",
        "--marionette",
        "--remote-allow-system-access",
        "--no-remote",
        "--profile",
        str(profile),
    ]
    with _running(command, {"HOME": str(profile), "MOZ_HEADLESS_WIDTH": "1400", "MOZ_HEADLESS_HEIGHT": "1000"}):
        driver = Firefox(port)
        try:
            yield driver
        finally:
            driver.close()


@contextmanager
def webkit(folder: Path, *, dark: bool = False) -> Iterator[WebKit]:
    """Start a screen that nobody sees, WebKit's driver, and by it a window."""
    read, write = os.pipe()
    screen = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1500x1100x24", "-nolisten", "tcp"]
    with _running(screen, {}, keep=(write,)):
        os.close(write)
        with os.fdopen(read) as told:
            display = told.readline().strip()
        port = free_port()
        about = {
            "HOME": str(folder),
            "DISPLAY": f":{display}",
            "GDK_BACKEND": "x11",
            "GTK_THEME": "Adwaita:dark" if dark else "Adwaita",
            # What WebKit would paint on a graphics card is painted three times as slowly where there is none.
            "WEBKIT_DISABLE_DMABUF_RENDERER": "1",
            # Nobody may nest boxes of their own in a container, and what is shown here is our own page.
            "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
            "NO_AT_BRIDGE": "1",
        }
        with _running(["WebKitWebDriver", f"--port={port}"], about):
            _connected(port).close()
            driver = WebKit(port)
            try:
                yield driver
            finally:
                driver.close()


@contextmanager
def _running(command: list[str], about: dict[str, str], keep: tuple[int, ...] = ()) -> Iterator[None]:
    process = subprocess.Popen(
        command,
        env={**os.environ, **about},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=keep,
    )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _connected(port: int) -> socket.socket:
    end = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            line = socket.create_connection(("127.0.0.1", port), timeout=WAIT_SECONDS)
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            return line
