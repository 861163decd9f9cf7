"""The command `nnviz`: it starts the page from a package or a checkout, wherever it is called."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from nnviz import __version__

HOMES = (Path(__file__).parent / "home", Path(__file__).parents[2])
"""Where the start script and Streamlit's configuration may be: in the installed wheel, or at the top of a checkout."""
STATIC_VARIABLE = "NNVIZ_STATIC"
FILES = ("app.py", ".streamlit/config.toml")


def cache_folder() -> Path:
    """Return the folder for what the page writes: the user's cache, since a package's own folder may be read-only."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or Path.home() / ".cache"
    return Path(base) / "nnviz" / __version__


def home(places: Sequence[Path] = HOMES) -> Path:
    """Return the first of these folders that holds the FILES; where none does, the program ends with a sentence."""
    for place in places:
        if all((place / name).is_file() for name in FILES):
            return place
    searched = " nor in ".join(map(str, places))
    sys.exit(f"nnviz cannot start: {' and '.join(FILES)} are neither in {searched}. Please install nnviz again.")


def prepared(source: Path, target: Path) -> Path:
    """Copy the start script and the configuration into a folder that can be written, and return the script's path.

    Parameters
    ----------
    source : Path
        A folder with the FILES.
    target : Path
        Made where it is missing.
    """
    for name in FILES:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, target / name)
    return target / "app.py"


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command's options; a wrong one ends the program with a message that names it."""
    parser = argparse.ArgumentParser(
        prog="nnviz", description="Start the backprop playground and open it in the browser. Ctrl+C ends it."
    )
    parser.add_argument("--port", type=_port, default=8501, help="where the page is served; 8501 unless given")
    parser.add_argument("--address", default="127.0.0.1", help="0.0.0.0 lets other machines in; 127.0.0.1 unless given")
    parser.add_argument("--no-browser", action="store_true", help="only print the address, do not open a browser")
    parser.add_argument("--version", action="version", version=f"nnviz {__version__}")
    return parser.parse_args(given)


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 65_535:
        return int(text)
    raise argparse.ArgumentTypeError(f"must be a whole number from 1 to 65535, not {text!r}")


def main(given: Sequence[str] | None = None) -> None:
    """Start the page."""
    options = arguments(given)
    script = prepared(home(), cache_folder())
    os.environ[STATIC_VARIABLE] = str(script.parent / "static")
    os.chdir(script.parent)  # where Streamlit looks for its configuration
    from streamlit.web import cli

    headless = "true" if options.no_browser else "false"
    where = ["--server.port", str(options.port), "--server.address", options.address, "--server.headless", headless]
    sys.exit(cli.main(["run", str(script), *where], prog_name="nnviz"))
