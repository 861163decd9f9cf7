"""The README's example prints what the README says, what its texts point to is there, and its map is whole."""

from __future__ import annotations

import contextlib
import io
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([ROOT / "README.md", ROOT / "SECURITY.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")])
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    return re.search(rf"```{language}\n(.*?)```", README, re.DOTALL)[1]


def test_the_example_prints_what_is_written_below_it():
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(block("python"), "README.md", "exec"), {})
    assert printed.getvalue() == block("text")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_picture_and_page_that_is_pointed_to_is_there(page: Path):
    links = re.findall(r"\]\(([^):]+)\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link.partition("#")[0]).exists()] == []


def test_the_readme_shows_a_picture_and_stays_short():
    assert "](docs/playground.gif)" in README
    assert (ROOT / "docs" / "playground.gif").stat().st_size < 3_000_000
    assert len(README.splitlines()) < 130


MAP = {
    name
    for line in README.partition("## How it is built")[2].partition("\n\n")[2].partition("\n\n")[0].splitlines()
    for name in line.strip().partition("  ")[0].split(", ")
}
"""What stands before the explanations in the README's map."""


def test_the_map_names_every_folder():
    folders = {f"nnviz/{folder.name}" for folder in (ROOT / "nnviz").iterdir() if (folder / "__init__.py").is_file()}
    assert folders and folders <= MAP


def test_the_map_names_every_folder_beside_nnviz():
    found = subprocess.run(["git", "ls-files", "-z", "[!.]*/*"], cwd=ROOT, capture_output=True, text=True)
    if found.returncode:
        pytest.skip("this is no git repository")
    folders = {name.partition("/")[0] for name in found.stdout.split("\0")} - {"", "nnviz"}
    assert {"tests", "examples", "static"} <= folders <= MAP


def test_every_file_and_folder_of_the_recipes_is_there():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.findall(r"`([\w.]+/[\w./]*)`", text) + re.findall(r"(?:scripts|tests)/[\w./]+", text)
    assert len(named) > 10
    assert [name for name in named if not (ROOT / name).exists()] == []
