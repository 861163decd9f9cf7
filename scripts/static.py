"""Build the static playground: a page in which the engine runs in the browser itself, with no server behind it.

Run it as ``python scripts/static.py FOLDER``. Python for the browser comes from Pyodide's own host, with its version
pinned; ``--pyodide FOLDER`` copies it from a folder instead (then the site has to be served, ``python -m http.server``
is enough). ``--base https://HOST/`` names the live page to which links lead.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from nnviz.export.static_page import HOST, copy_pyodide, static_page

NAME = "playground.html"
BESIDE = "pyodide/"


def build(folder: Path, *, pyodide: Path | None = None, base: str | None = None) -> Path:
    """Write the page into a folder, which is made if it is not there, and return the page's path.

    Raises
    ------
    ValueError
        If base is not an address of the web, or the folder with Pyodide lacks something; it says what.
    """
    text = static_page(HOST if pyodide is None else BESIDE, base)
    folder.mkdir(parents=True, exist_ok=True)
    if pyodide is not None:
        copy_pyodide(pyodide, folder / BESIDE)
    page = folder / NAME
    page.write_text(text, encoding="utf-8")
    return page


def main() -> None:
    """Read the command line and build the page."""
    parser = argparse.ArgumentParser(description="Build the static playground.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pyodide", type=Path, help="folder with a distribution of Pyodide, to be copied")
    parser.add_argument("--base", help="address of the live page, to which links lead; without it there are none")
    told = parser.parse_args()
    try:
        build(told.folder, pyodide=told.pyodide, base=told.base)
    except ValueError as error:
        raise SystemExit(f"{error}.") from error


if __name__ == "__main__":
    main()
