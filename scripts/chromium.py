"""The system's Chromium and a running app, for the browser tests, the benchmarks and the README's pictures."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[1]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
READY = "[data-view=network] canvas"


def find_chromium() -> str | None:
    """Path of a Chromium: the one that CHROMIUM names, or the first on the path."""
    return os.environ.get("CHROMIUM") or next((path for name in NAMES if (path := shutil.which(name))), None)


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(
    port: int, log: IO[str] | int = subprocess.DEVNULL, script: str = "app.py", tree: Path = ROOT
) -> subprocess.Popen[bytes]:
    """Start a Streamlit script of this or another checkout on a port of loopback and wait until it answers."""
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
    command += ["--server.address", "127.0.0.1", "--server.headless", "true", "--server.fileWatcherType", "none"]
    process = subprocess.Popen(
        command, cwd=tree, stdout=log, stderr=subprocess.STDOUT, env={**os.environ, "PYTHONPATH": str(tree)}
    )
    try:
        wait(f"http://127.0.0.1:{port}/_stcore/health", process)
    except BaseException:
        process.kill()
        raise
    return process


@contextmanager
def serve(
    log: IO[str] | int = subprocess.DEVNULL, script: str = "app.py", port: int | None = None, tree: Path = ROOT
) -> Iterator[str]:
    """Run a Streamlit script of this or another checkout on loopback and give its address."""
    port = port or free_port()
    process = start(port, log, script, tree)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()


def wait(address: str, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """Wait until a server that was just started answers."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with code {process.returncode}")
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the server did not answer")
