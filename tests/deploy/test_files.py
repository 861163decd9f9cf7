"""The container, the unit and the documentation: what they name is there, and what they run does run."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from nnviz.components.vega import bundle_name
from scripts.chromium import READY, ROOT, free_port, wait
from tests.deploy.conftest import configuration

DEPLOY = ROOT / "deploy"


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions, each on one line."""
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    whole = re.sub(r"\\\s*\n", " ", "\n".join(lines))
    return [(word, rest) for line in whole.splitlines() if line.strip() for word, _, rest in [line.partition(" ")]]


def those(name: str) -> list[str]:
    return [rest for word, rest in instructions() if word == name]


def copies() -> list[tuple[str, str]]:
    """What is copied into the container and to where."""
    return [(source, target) for rest in those("COPY") for *sources, target in [rest.split()] for source in sources]


def test_the_container_runs_as_the_user_of_hugging_face_from_a_pinned_base():
    words = [word for word, _ in instructions()]
    assert those("USER") == ["1000"]
    assert words.index("USER") < words.index("CMD")
    # What is copied and made before belongs to root, so who breaks in cannot change it.
    assert max(place for place, word in enumerate(words) if word in ("COPY", "RUN")) < words.index("USER")
    assert "useradd --uid 1000" in " ".join(those("RUN"))
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-[a-z]+", those("FROM")[0])
    assert words.count("HEALTHCHECK") == 1


def test_what_is_copied_is_there_and_is_let_through():
    let = {line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[:1] == "!"}
    assert let == {source for source, _ in copies()}
    assert all((ROOT / source).exists() for source in let)


@pytest.fixture
def container(tmp_path) -> tuple[Path, dict[str, str]]:
    """A folder with what is copied into the container, made ready as there, and the environment."""
    app = tmp_path / "app"
    app.mkdir()
    for source, target in copies():
        place = app / (Path(source).name if target == "./" else target)
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, place, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / source, place)
    environment = {name: text for name, text in os.environ.items() if not name.startswith(("STREAMLIT", "PYTHON"))}
    for line in those("ENV"):
        environment |= dict(pair.split("=", 1) for pair in shlex.split(line))
    home = tmp_path / "home"
    home.mkdir()
    environment |= {"HOME": str(home), "PATH": f"{Path(sys.executable).parent}:{environment['PATH']}"}
    made = [json.loads(rest) for rest in those("RUN") if rest.startswith("[")]
    assert len(made) == 1
    subprocess.run([sys.executable, *made[0][1:]], cwd=app, env=environment, check=True, timeout=120)
    return app, environment


def contents(folder: Path) -> dict[str, tuple[int, int]]:
    found = {str(path.relative_to(folder)): path.stat() for path in folder.rglob("*")}
    return {name: (about.st_size, about.st_mtime_ns) for name, about in found.items()}


def test_the_command_of_the_container_starts_the_page_and_writes_nothing_beside_it(container, browser):
    app, environment = container
    before = contents(app)
    assert f"static/{bundle_name()}" in before
    port = free_port()
    command, check = (
        [word.replace("8501", str(port)) for word in json.loads(rest[rest.index("[") :])]
        for rest in (*those("CMD"), *those("HEALTHCHECK"))
    )
    assert sum(str(port) in word for word in command) == 1
    for path in app.rglob("*"):
        path.chmod(path.stat().st_mode & ~0o222)
    server = subprocess.Popen(command, cwd=app, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        wait(f"http://127.0.0.1:{port}/_stcore/health", server)
        subprocess.run([sys.executable, *check[1:]], env=environment, check=True, timeout=10)
        page = browser.new_page()
        bad: list[str] = []
        page.on("response", lambda answer: bad.append(answer.url) if answer.status >= 400 else None)
        try:
            page.goto(f"http://127.0.0.1:{port}/?step=20")
            page.wait_for_selector(READY)
            page.wait_for_selector("[data-step='20']")
        finally:
            page.close()
        assert not bad
    finally:
        server.terminate()
        log = server.communicate(timeout=10)[0].decode()
    assert "Traceback" not in log, log
    assert contents(app) == before
    # Without a server it is not healthy.
    assert subprocess.run([sys.executable, *check[1:]], capture_output=True, timeout=10).returncode


def test_compose_names_what_nginx_and_the_container_have():
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    services = set(re.findall(r"^  (\S+):(?: \*app)?$", text.split("\nservices:\n")[1], re.M))
    nginx = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    port = those("EXPOSE")[0]
    assert {f"{name}:{port}" for name in services - {"nginx"}} == set(re.findall(r"server (\S+:\d+)", nginx))
    inside = re.search(r'ports: \["\d+:(\d+)"\]', text)[1]
    assert f"listen {inside};" in nginx
    assert (DEPLOY / re.search(r"\./(\S+):/etc/nginx", text)[1]).exists()
    assert (DEPLOY / ".." / re.search(r"dockerfile: (\S+)", text)[1]).exists()
    assert "pids_limit" in text and "mem_limit" in text and "no-new-privileges" in text


def test_the_unit_starts_what_the_container_starts():
    text = (DEPLOY / "nnviz@.service").read_text(encoding="utf-8")
    start = shlex.split(re.search(r"^ExecStart=(.+)$", text, re.M)[1])
    there = json.loads(those("CMD")[0])
    assert [Path(start[0]).name, *start[1:]] == [
        word.replace("0.0.0.0", "127.0.0.1").replace("8501", "%i") for word in there
    ]
    for line in ("NoNewPrivileges=yes", "ProtectSystem=strict", "DynamicUser=yes", "MemoryMax=1G", "Restart=always"):
        assert f"\n{line}\n" in text


def test_nginx_takes_the_configuration_with_the_names_that_the_documentation_puts_in(tmp_path, nginx):
    words = (ROOT / "docs" / "deploying.md").read_text(encoding="utf-8")
    command = re.search(r"^    (sed .*deploy/nginx\.conf) \|", words, re.M)[1]
    made = subprocess.run(shlex.split(command), cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert "app-" not in made
    assert made.count("server 127.0.0.1:8501") == made.count("server 127.0.0.1:8502") == 2
    path = configuration(tmp_path, free_port(), made)
    tested = subprocess.run([nginx, "-t", "-p", str(tmp_path), "-c", str(path)], capture_output=True, text=True)
    assert tested.returncode == 0, tested.stderr


def test_the_documentation_names_files_that_are_there():
    words = (ROOT / "docs" / "deploying.md").read_text(encoding="utf-8")
    named = set(re.findall(r"(?<!/)(?:deploy|benchmarks)/[\w@./-]*\w", words))
    assert {"deploy/Dockerfile", "deploy/compose.yaml", "deploy/nginx.conf", "deploy/nnviz@.service"} <= named
    assert [name for name in named if not (ROOT / name).exists()] == []
    front = re.search(r"^ +app_port: (\d+)$", words, re.M)[1]
    assert front == those("EXPOSE")[0]


@pytest.mark.parametrize("name", ["Dockerfile", "nnviz@.service"])
def test_memory_is_given_back_page_by_page_and_matrices_take_one_thread(name):
    text = (DEPLOY / name).read_text(encoding="utf-8")
    (line,) = re.findall(r"^(?:ENV |Environment=)(.*)$", text, re.MULTILINE)
    assert {"PYTHONMALLOC=malloc", "OPENBLAS_NUM_THREADS=1"} <= set(line.split())
