"""A page in which the engine itself runs, in a worker of the browser: Python as WebAssembly (Pyodide), no server.

The page holds the package's own sources, Vega and the player. Python and NumPy come from Pyodide's own host, or from a
folder beside the page.
"""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import nnviz
from nnviz.components.modules import script
from nnviz.components.outside import document

VERSION = "314.0.7"
"""The version of Pyodide that is fetched."""
HOST = f"https://cdn.jsdelivr.net/pyodide/v{VERSION}/full/"
PACKAGES = ("numpy", "altair", "orjson")
"""What the engine and its pictures import, by the names in Pyodide's list."""
ROOMS = (
    "analysis",
    "datasets",
    "derivation",
    "engine",
    "exchange",
    "figures",
    "lessons",
    "run",
    "session",
    "sweeps",
)
"""The rooms that a session needs."""
CORE = ("pyodide.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
_ASM = ("pyodide.asm.mjs", "pyodide.asm.js")
"""Two names of one file; a version of Pyodide has it under one of them."""
TITLE = "nnviz, the backprop playground, in this browser"
_WITHOUT = "This page trains a network in the browser, for which the browser must be allowed to run its script."


class PyodideError(ValueError):
    """A folder that does not hold what is needed of Pyodide."""


def static_page(pyodide: str = HOST, base: str | None = None) -> str:
    """Return the page as the text of one file.

    Parameters
    ----------
    pyodide : str
        Where Pyodide's files are: an address of the web, or a folder's path relative to the page, with a slash at its
        end.
    base : str, optional
        The live page's address, to which the page's link leads.

    Raises
    ------
    ValueError
        If base is not an address of the web.
    RuntimeError
        If Vega's JavaScript can be neither found nor made.
    """
    if base is not None and not base.startswith(("http://", "https://")):
        raise ValueError(f"base must begin with http:// or https://, got {base[:40]!r}")
    where = pyodide if "://" in pyodide else "'self'"
    start = {"address": f"{pyodide}pyodide.mjs", "packages": PACKAGES, "base": base}
    parts = {"engine": f"{script('engine')}engine();\n".encode(), "sources": sources()}
    policy = f"script-src {where}; connect-src {where}; worker-src blob:"
    return document(TITLE, "playground", parts, {"start": json.dumps(start)}, without=_WITHOUT, policy=policy)


def sources() -> bytes:
    """Return the package's own sources as a zip archive, the same bytes for the same sources."""
    home = Path(nnviz.__file__).parent
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:  # the page packs it as a whole
        for path in sorted(_files(home)):
            entry = zipfile.ZipInfo(f"nnviz/{path.relative_to(home).as_posix()}")
            archive.writestr(entry, path.read_bytes())
    return made.getvalue()


def _files(home: Path) -> Iterator[Path]:
    yield home / "__init__.py"
    for room in ROOMS:
        for path in (home / room).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path


def needed(folder: Path) -> list[str]:
    """Return the names of the files that the page needs of a folder with Pyodide.

    Raises
    ------
    PyodideError
        If the folder lacks one of them; it says which.
    """
    lock = folder / "pyodide-lock.json"
    if not lock.is_file():
        raise PyodideError("pyodide must be a folder with a distribution of Pyodide; it has no pyodide-lock.json")
    try:
        known = json.loads(lock.read_text(encoding="utf-8"))["packages"]
        wanted, names = [*PACKAGES], dict.fromkeys(CORE)
        for name in wanted:
            names[str(known[name]["file_name"])] = None
            wanted += [other for other in known[name]["depends"] if other not in wanted]
    except (ValueError, KeyError, TypeError) as error:
        raise PyodideError(f"pyodide must be a folder with a distribution of Pyodide; its list lacks {error}") from None
    names[next((name for name in _ASM if (folder / name).is_file()), _ASM[0])] = None
    missing = [name for name in names if not (folder / name).is_file()]
    if missing:
        raise PyodideError(f"pyodide must be a folder with all that is needed; it lacks {', '.join(missing)}")
    return list(names)


def copy_pyodide(folder: Path, to: Path) -> None:
    """Copy what the page needs of a folder with Pyodide.

    Raises
    ------
    PyodideError
        As `needed` does; then nothing is copied.
    """
    names = needed(folder)
    to.mkdir(parents=True, exist_ok=True)
    for name in names:
        shutil.copyfile(folder / name, to / name)
