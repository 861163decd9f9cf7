"""Vega's own JavaScript, as a file that Streamlit serves: made once for each version, by vl-convert."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

STATIC = Path(os.environ.get("NNVIZ_STATIC") or Path(__file__).parents[2] / "static")
"""The folder that Streamlit serves: beside the script that it runs."""
_MAKE = "import sys, vl_convert; open(sys.argv[1], 'w', encoding='utf-8').write(vl_convert.javascript_bundle())"


def bundle_name() -> str:
    """The file's name: it changes with the version, so that browsers may keep it for ever."""
    return f"vega-{version('vl-convert-python')}.js"


@lru_cache(maxsize=4)
def ensure_bundle(folder: Path) -> str:
    """Write the bundle into Streamlit's static folder unless it is there, and return its name.

    In a process of its own, because making it takes 120 MB that the server should not keep.

    Raises
    ------
    RuntimeError
        If the file can be neither found nor made; the message says why.
    """
    name = bundle_name()
    target = folder / name
    if target.exists():
        return name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            made = Path(scratch) / name
            subprocess.run([sys.executable, "-c", _MAKE, str(made)], check=True, capture_output=True, timeout=120)
            # Several servers may start at once on one folder: whoever is last replaces like with like.
            os.replace(made, target)
    except subprocess.CalledProcessError as error:
        last = error.stderr.decode(errors="replace").strip().splitlines()[-1:] or ["no reason given"]
        raise RuntimeError(f"cannot make {name}: {last[0]}") from error
    except (OSError, subprocess.SubprocessError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise RuntimeError(f"cannot make {name} in the folder {folder.name!r}: {why}") from error
    return name


def bundle() -> str:
    """Return the bundle's text, for a page that no server stands behind.

    Raises
    ------
    RuntimeError
        As `ensure_bundle` does.
    """
    found = STATIC / bundle_name()
    with tempfile.TemporaryDirectory() as scratch:
        # The server's folder may be one that nothing can be written into.
        return (found if found.exists() else Path(scratch) / ensure_bundle(Path(scratch))).read_text(encoding="utf-8")
