"""Build the gallery: a small static site of recorded runs, which needs no server of its own.

Run it as ``python scripts/gallery.py FOLDER``; ``--only xor,mazur`` builds some entries, ``--base https://HOST/`` names
the live page to which their links lead; without it they have none. ``--playground`` adds the page of `static.py`, in
which the engine runs in the browser.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from nnviz.components.html import POLICY, html_document
from nnviz.export import page
from nnviz.export.film import steps_of
from nnviz.export.pictures import picture
from nnviz.lessons import lesson
from nnviz.run.examples import EXAMPLES
from nnviz.run.experiment import Experiment
from nnviz.run.settings import Settings
from scripts import static

PICTURES = 150
"""Steps of a run that are recorded, dense at first."""
_STYLE = """:root { color-scheme: light dark; }
body { font: 1rem/1.5 "Segoe UI", system-ui, sans-serif; max-width: 76rem; margin: 0 auto; padding: 1rem;
  background: light-dark(#ffffff, #0e1117); color: light-dark(#1f2430, #f2f3f5); }
h1 { font-size: 1.6rem; margin: 0.4rem 0; }
h2 { font-size: 1.05rem; margin: 0.5rem 0 0.2rem; } p { margin: 0 0 0.6rem; }
main { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); gap: 1rem; }
a.run { display: block; padding: 0.8rem; border: 1px solid light-dark(#c9ced8, #3a4252); border-radius: 0.6rem;
  color: inherit; text-decoration: none; }
a.run:hover, a.run:focus-visible { border-color: currentColor; }
a.run img { width: 100%; height: 15rem; object-fit: contain; border-radius: 0.4rem;
  background: light-dark(#ffffff, #0e1117); }
.live { padding: 0.6rem 0.8rem; border-left: 0.3rem solid #0072b2; background: light-dark(#f3f5f8, #191d26); }
.live a { color: inherit; }
pre { overflow-x: auto; padding: 0.6rem; background: light-dark(#f3f5f8, #191d26); border-radius: 0.4rem; }
"""
_PLAYGROUND = f"""<p class="live"><a href="{static.NAME}"><b>Train one yourself, in this browser</b></a>: the engine
comes along, as WebAssembly (about 20 MB, once). Choose the data, the hidden layers, η and the seed.</p>
"""
_START = "python3 -m venv .venv && .venv/bin/pip install -q -r requirements.txt && .venv/bin/streamlit run app.py"


@dataclass(frozen=True)
class Entry:
    """One run of the gallery.

    Attributes
    ----------
    title, words : str
    make : callable
        Returns the run at its start.
    step : int
        How far it goes.
    shows : {"network", "boundary"}
        Its picture.
    """

    title: str
    words: str
    make: Callable[[], Experiment]
    step: int
    shows: str = "boundary"


def _run(**settings: object) -> Callable[[], Experiment]:
    return lambda: Experiment(Settings(**settings))  # type: ignore[arg-type]


def _example(name: str, step: int, shows: str = "boundary", words: str = "") -> Entry:
    example = EXAMPLES[name]
    return Entry(example.title, words or example.about, example.experiment, step, shows)


def _lesson(key: str, step: int, shows: str = "boundary", more: str = "", **changed: object) -> Entry:
    """Return a lesson's own run, or one with some settings changed that the lesson leads to."""
    found = lesson(key)

    def begin() -> Experiment:
        return Experiment(found.settings.changed(**changed), hands=found.hands)

    words = f"{found.promise} {more}".strip()
    return Entry(f"Lesson: {found.title}", words, begin, step, shows)


ENTRIES: dict[str, Entry] = {
    "neuron": _lesson("neuron", 200),
    "nand": _example("nand", 40),
    "mazur": _example("mazur", 40, "network", "The best known worked example: his numbers, and how each comes about."),
    "ring": _lesson("network", 3000, more="Here with three.", hidden=(3,)),
    "xor": _lesson("xor", 4000),
    "xor3": _example("xor3", 20_000),
    "batch": _lesson("batch", 3000),
    "eta": _lesson("eta", 300),
    "eager": _example("eager", 300, "network"),
    "saturated": _example("saturated", 300, "network"),
    "blobs": Entry(
        "Three classes",
        "Softmax and cross-entropy: the map shows the winning class.",
        _run(dataset="blobs3", hidden=(5,), output="softmax", loss="cross_entropy", eta=0.2),
        900,
    ),
    "spiral": Entry(
        "A spiral",
        "Two hidden layers of tanh neurons and 60,000 steps: a single layer finds this hard.",
        _run(dataset="spiral", hidden=(8, 8), activation="tanh", loss="cross_entropy", eta=0.05, noise=0.0),
        60_000,
    ),
}


def build(
    folder: Path,
    names: Iterable[str] = ENTRIES,
    *,
    base: str | None = None,
    pictures: int = PICTURES,
    playground: bool = False,
) -> None:
    """Write the site into a folder, which is made if it is not there.

    Parameters
    ----------
    folder : Path
    names : iterable of str
        Entries, names of `ENTRIES`.
    base : str
        The live page's address, to which the runs' links lead; None for runs without links.
    pictures : int
        Recorded steps of each run, at most.
    playground : bool
        Whether the page is added in which the engine runs.

    Raises
    ------
    ValueError
        If an entry is not known.
    """
    names = list(names)
    unknown = [name for name in names if name not in ENTRIES]
    if unknown:
        raise ValueError(f"names must be among {', '.join(ENTRIES)}, got {', '.join(unknown)}")
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        entry = ENTRIES[name]
        experiment = entry.make()
        experiment.seek(entry.step)
        text = page(experiment, steps_of(experiment, pictures), base=base, title=entry.title)
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
        for theme, file in (("light", f"{name}.svg"), ("dark", f"{name}-dark.svg")):
            (folder / file).write_bytes(picture(experiment, entry.shows, "svg", theme=theme))
    if playground:
        static.build(folder, base=base)
    (folder / "index.html").write_text(_index(names, playground=playground), encoding="utf-8")


def _index(names: Iterable[str], *, playground: bool) -> str:
    cards = "\n".join(_card(name, ENTRIES[name]) for name in names)
    live = _PLAYGROUND if playground else ""
    body = f"""<h1>nnviz, the backprop playground</h1>
<p>Recorded runs: watch a neural network learn one sample at a time, see how every weight's numbers come about, and go
back to any step. They play in your browser; no server stands behind them.</p>
{live}<main>
{cards}
</main>
<h2>The real page</h2>
<p>It trains what you choose: data of your own, layers, optimisers, twelve lessons. In a copy of the repository, with
Python 3.11 or newer:</p>
<pre>{escape(_START)}</pre>"""
    title, policy = "nnviz, the backprop playground: recorded runs", f"{POLICY}; img-src 'self'"
    return html_document(title, body, style=_STYLE, policy=policy)


def _card(name: str, entry: Entry) -> str:
    title = escape(entry.title)
    return (
        f'<a class="run" href="{name}.html"><picture>'
        f'<source media="(prefers-color-scheme: dark)" srcset="{name}-dark.svg">'
        f'<img src="{name}.svg" alt="The {entry.shows} at the end of the run"></picture>'
        f"<h2>{title}</h2><p>{escape(entry.words)}</p></a>"
    )


def main() -> None:
    """Read the command line and build the site."""
    parser = argparse.ArgumentParser(description="Build the gallery of recorded runs.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default=",".join(ENTRIES), help="names of entries, separated by commas")
    parser.add_argument("--base", help="address of the live page, to which links lead; without it there are none")
    parser.add_argument("--playground", action="store_true", help="add the page in which the engine runs")
    told = parser.parse_args()
    try:
        build(told.folder, told.only.split(","), base=told.base, playground=told.playground)
    except ValueError as error:
        raise SystemExit(f"{error}.") from error


if __name__ == "__main__":
    main()
