"""A server that says whom it turns to: Streamlit, started as `streamlit run app.py` starts it, under an audit hook."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from scripts.chromium import ROOT, free_port, wait

_WATCH = """
import json, os, sys
from pathlib import Path
log = open(os.environ["CALLS"], "a", buffering=1)
def heard(event, args):
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"):
        what = args[1] if event in ("socket.connect", "socket.sendto") else args[0]
        log.write(json.dumps([event, what if isinstance(what, (str, list, tuple)) else repr(what)]) + "\\n")
sys.addaudithook(heard)
from streamlit.web.cli import main
main(prog_name="streamlit")
"""
Call = tuple[str, str | list[str | int | None]]
"""What was done, and to whom: a name, or a host and its port."""
HERE = ("127.0.0.1", "::1", "localhost", "0.0.0.0", "", None)


@dataclass
class Watched:
    """A running server.

    Attributes
    ----------
    address : str
    calls : callable
        Whom it turned to up to now, other than itself: pairs of what was done and to whom.
    """

    address: str
    calls: Callable[[], list[Call]]
    log: Path


@pytest.fixture(scope="session")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """A server bound as by the README, for which Streamlit would look up its outside address."""
    folder = tmp_path_factory.mktemp("watched")
    port, heard, log = free_port(), folder / "calls", folder / "log"
    heard.touch()
    command = [sys.executable, "-c", _WATCH, "run", "app.py", "--server.port", str(port), "--server.headless", "true"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CALLS": str(heard)}

    def calls() -> list[Call]:
        found: list[Call] = [tuple(json.loads(line)) for line in heard.read_text().splitlines()]
        return [call for call in found if (call[1] if isinstance(call[1], str) else call[1][0]) not in HERE]

    with log.open("w") as out:
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, env=environment)
        try:
            wait(f"http://127.0.0.1:{port}/_stcore/health", process)
            yield Watched(f"http://127.0.0.1:{port}", calls, log)
        finally:
            process.kill()
            process.wait()
    assert "Traceback" not in log.read_text()
