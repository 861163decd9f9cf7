"""nginx before two processes of the page, all on loopback."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from scripts.chromium import ROOT, free_port, start, wait
from tests.conftest import missing


@dataclass
class Room:
    """Two processes and the address of what stands before them."""

    address: str
    ports: dict[str, int]
    processes: dict[str, subprocess.Popen[bytes]]

    def start(self, name: str) -> None:
        """Start one of the processes."""
        self.processes[name] = start(self.ports[name])

    def kill(self, name: str) -> None:
        """End one of the processes at once."""
        self.processes[name].kill()
        self.processes[name].wait()


@pytest.fixture
def nginx() -> str:
    path = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")
    if path is None:
        missing("no nginx found: install it")
    return path


def configuration(folder: Path, port: int, text: str) -> Path:
    """Write a configuration, with another port, for an nginx that need not be root's."""
    assert "listen 8080;" in text
    text = text.replace("listen 8080;", f"listen 127.0.0.1:{port};")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    folders = "".join(f"    {kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    text = text.replace("http {\n", f"http {{\n    access_log off;\n{folders}", 1)
    path = folder / "nginx.conf"
    path.write_text(f"pid {folder}/pid;\nerror_log {folder}/log;\ndaemon off;\n{text}", encoding="utf-8")
    return path


@pytest.fixture
def room(tmp_path: Path, nginx: str) -> Iterator[Room]:
    made = Room("", {"a": free_port(), "b": free_port()}, {})
    port = free_port()
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for name, own in made.ports.items():
        assert f"app-{name}:8501" in text
        text = text.replace(f"app-{name}:8501", f"127.0.0.1:{own}")
    path = configuration(tmp_path, port, text)
    front = None
    try:
        for name in made.ports:
            made.start(name)
        front = subprocess.Popen([nginx, "-p", str(tmp_path), "-c", str(path)], stderr=subprocess.DEVNULL)
        made.address = f"http://127.0.0.1:{port}"
        wait(f"{made.address}/_stcore/health", front)
        yield made
    finally:
        for process in made.processes.values():
            process.kill()
            process.wait()
        if front is not None:
            front.terminate()
            front.wait(10)
