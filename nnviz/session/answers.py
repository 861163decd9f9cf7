"""A run where there is no Streamlit: it answers the reports of `components/js/outside.js` by messages of that module.

Whoever lies between them, a worker or a kernel, hands texts on and knows nothing of what they say.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

import orjson

from nnviz.datasets import KINDS
from nnviz.derivation import Line, inline, painted
from nnviz.derivation.highlighted import ROLES
from nnviz.derivation.written import written
from nnviz.exchange.run_parts import digest_of, is_digest
from nnviz.exchange.runfile import SavedRun
from nnviz.figures.theme import THEMES
from nnviz.run.experiment import Experiment
from nnviz.run.settings import BOUNDS, Settings, field_from_text, shown, to_params
from nnviz.session.address import short_link
from nnviz.session.explanation import INVITED, NO_NEXT, moved_most, of_part, whose_numbers
from nnviz.session.fitting import fitted
from nnviz.session.frame_encoder import FIELDS, LABELS
from nnviz.session.hearing import hear, notice_touch
from nnviz.session.open_save import compare, open_link, open_run
from nnviz.session.page_parts import Page
from nnviz.session.sentences import boundary_words, divergence, network_words, spoken, what_is_wrong, what_it_did
from nnviz.session.telling import chunk_to_send
from nnviz.session.view import SPEEDS
from nnviz.session.visit import Visit

CHOICES = ("dataset", "hidden", "eta", "seed")
"""The settings that are chosen on such a page, each as text."""
WEIGHTS = "weights"
"""The parameter of a link that holds the digest of its weights."""
MOST_LETTERS = 8_000_000
"""Letters that a request may have: a run file in base64, with some room."""
_PAINT = painted({role: role for role in ROLES})
_PACKING = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS


class Answers:
    """A visit and what its page was told.

    Parameters
    ----------
    visit : Visit, optional
        By default one of the default settings.
    base : str, optional
        The live page's address, to which the page's link leads.
    theme : str, optional
        The name of the page's theme; an unknown name leaves the visit as it is.
    """

    def __init__(self, visit: Visit | None = None, base: str | None = None, theme: object = None) -> None:
        self.visit = visit or Visit(Experiment(Settings()))
        if isinstance(theme, str):
            self.visit.theme = THEMES.get(theme, self.visit.theme)
        self.base = base and base.rstrip("/") + "/"
        self._told = ""

    def answer(self, text: str) -> str:
        """Return the answer to a request, both as JSON.

        The request is an object with one of ``report`` (the player's), ``change`` (texts of `CHOICES` by name),
        ``speed`` (samples a frame), ``theme`` (its name), ``link`` (parameters of an address), ``file`` (a run file in
        base64). The answer has the ``message`` for the page, and as ``refused`` a sentence if something was not done;
        then nothing is changed.
        """
        refused = ""
        try:
            self._do(_read(text))
        except ValueError as error:
            refused = f"{str(error).removesuffix('.')}. Nothing was changed."
        told: dict[str, Any] = {"message": self.message()}
        return orjson.dumps({**told, "refused": refused}, option=_PACKING).decode()

    def _do(self, asked: Mapping[str, Any]) -> None:
        if "report" in asked:
            notice_touch(self.visit, asked["report"])
            hear(self.visit, asked["report"])
            self.visit.work(lambda: False)
        elif "change" in asked:
            self.change(asked["change"])
        elif "speed" in asked:
            self.hurry(asked["speed"])
        elif "theme" in asked:
            self.dress(asked["theme"])
        elif "link" in asked:
            self.open_link(str(asked["link"]))
        elif "file" in asked:
            raw = _bytes(str(asked["file"]))
            self._opened(lambda: open_run(self.visit, raw))
        else:
            raise ValueError("what is asked must be one of report, change, speed, theme, link and file")

    # What is asked for

    def change(self, wish: object) -> None:
        """Change settings, each given as an address writes it; what has to go along with them does.

        Raises
        ------
        ValueError
            If a setting is none of `CHOICES` or its text is not allowed; then nothing is changed.
        """
        if not isinstance(wish, Mapping) or not all(name in CHOICES for name in wish):
            raise ValueError(f"a change must be made of {', '.join(CHOICES)}")
        values = {name: field_from_text(name, str(text)) for name, text in wish.items()}
        settings, along = fitted(self.visit.settings, values)
        self.visit.change(settings)
        self.visit.said.notices += [f"{words[0].upper()}{words[1:]}." for words in along]

    def hurry(self, samples: object) -> None:
        """Choose how many samples each frame presents, one of `SPEEDS`."""
        if samples not in SPEEDS:
            raise ValueError(f"speed must be one of {', '.join(map(str, SPEEDS))}, not {shown(samples)}")
        self.visit.look(samples_per_frame=samples)

    def dress(self, theme: object) -> None:
        """Draw the pictures in a theme, one of `THEMES`."""
        if not isinstance(theme, str) or theme not in THEMES:
            raise ValueError(f"theme must be one of {', '.join(THEMES)}, not {shown(theme)}")
        self.visit.theme, self.visit.drawn.undressed = THEMES[theme], True

    def open_link(self, link: str) -> None:
        """Open the run of an address's parameters; with ``weights`` among them its weights are compared.

        Raises
        ------
        ValueError
            If it is no such link; then nothing is changed.
        """
        digest = dict(parse_qsl(link)).get(WEIGHTS, "")
        rest = "&".join(part for part in link.split("&") if not part.startswith(f"{WEIGHTS}="))
        if digest and not is_digest(digest):
            raise ValueError("weights must be 64 hexadecimal digits")
        self._opened(lambda: open_link(self.visit, f"?{rest}"))
        if digest:
            transport = self.visit.transport
            step = transport.job.target if transport.job is not None else self.visit.experiment.step
            self.visit.opened.saved = SavedRun(self.visit.experiment, step, digest, origin="link")

    def _opened(self, open_it: Callable[[], None]) -> None:
        open_it()
        visit = self.visit
        visit.page, visit.racing = Page(), None
        visit.view = replace(visit.view, surface=False, present=False, moment="after")

    # What is told

    def looks(self) -> dict[str, Any]:
        """Return what the page is built of: the names of its parts, and what may be chosen."""
        return {
            "fields": FIELDS,
            "labels": LABELS,
            "speeds": SPEEDS,
            "speed": self.visit.view.samples_per_frame,
            "datasets": {name: kind.title for name, kind in KINDS.items()},
            "bounds": {name: BOUNDS[name] for name in ("eta", "seed")},
        }

    def looks_as_text(self) -> str:
        """Return how the page looks as JSON."""
        return orjson.dumps(self.looks(), option=_PACKING).decode()

    def message(self) -> dict[str, Any]:
        """Return what the page has not been told yet."""
        visit = self.visit
        chunk = chunk_to_send(visit)
        told: dict[str, Any] = {}
        new = chunk["id"] != self._told
        if visit.drawn.whole or visit.drawn.undressed:
            visit.drawn.whole = visit.drawn.undressed = False
            pictures = visit.pictures
            told["views"] = {name: pictures.about(name, whole=True, alt=LABELS[name]) for name in LABELS}
            told["theme"] = visit.theme.name
            told["captions"] = {"network": network_words(visit), "boundary": boundary_words(visit)}
        if new:
            self._told = chunk["id"]
            told["chunk"] = {**chunk, "line": None, "address": None}
        if new and chunk["mode"] == "replace":
            told["spoken"] = spoken(visit)
            told["said"], told["wrong"] = self._said()
            told["place"] = {"first": visit.experiment.step == 0, "last": False, "playing": visit.running}
            told["chosen"] = {name: to_params(visit.settings)[name] for name in CHOICES}
            told["title"] = self._title()
        if visit.at_rest and "chunk" in told:
            told["alts"] = visit.pictures.alts(visit.rest_frame())
            told["explained"] = explained(visit)
            told["link"] = None if self.base is None else short_link(self.base, visit)
            told["here"] = self._here()
        return told

    def _title(self) -> str:
        sizes = "-".join(map(str, self.visit.experiment.sizes))
        return f"A {sizes} network learns: {self.visit.experiment.dataset.title}"

    def _said(self) -> tuple[str, list[str] | None]:
        visit = self.visit
        if visit.at_rest:
            compare(visit)
        finding, wrong = what_is_wrong(visit), divergence(visit)
        if finding is not None:
            wrong = (finding.words, finding.advice)
        parts = [*visit.said.warnings, *visit.said.notices, what_it_did(visit)]
        visit.said.notices.clear()
        return " ".join(part for part in parts if part), None if wrong is None else list(wrong)

    def _here(self) -> str | None:
        """Return the parameters of a link to what is on show, with the digest of the weights."""
        link = short_link("", self.visit)
        if link is None:
            return None
        experiment = self.visit.experiment
        query = link.removeprefix("?") or f"step={experiment.step}"
        return f"{query}&{WEIGHTS}={digest_of(experiment.network)}" if experiment.step else query


def _read(text: str) -> Mapping[str, Any]:
    try:
        asked = orjson.loads(text) if len(text) <= MOST_LETTERS else None
    except ValueError:
        asked = None
    if not isinstance(asked, Mapping):
        raise ValueError(f"what is asked must be an object in JSON of at most {MOST_LETTERS:,} letters")
    return asked


def _bytes(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except ValueError:
        raise ValueError("file must be in base64") from None


def explained(visit: Visit) -> dict[str, Any]:
    """Return what is said of the chosen part of the network at rest, or of the step if nothing is chosen."""
    update, digits, step = visit.update, visit.view.digits, visit.experiment.step
    if update is None:
        return {"words": NO_NEXT, "lines": []}
    whose = whose_numbers(update, None if visit.to_come else step)
    if visit.chosen is not None:
        found = of_part(update, visit.experiment.dataset, visit.chosen, digits, _PAINT)
        words = f"{found.kind}: {whose}."
        return {"name": found.name, "words": words, "lines": [_line(line) for line in found.lines]}
    if visit.to_come:
        return {"words": f"{INVITED} Or press Step to present the first sample.", "lines": []}
    moved = moved_most(update, step, digits)
    if moved is None:
        return {"words": f"Step {step:,} has moved no weight. {INVITED}", "lines": []}
    key, said = moved
    lines = of_part(update, visit.experiment.dataset, key, digits, _PAINT).lines
    return {"words": f"{said} {INVITED}", "lines": [_line(line) for line in lines if line.key == key]}


def _line(line: Line) -> dict[str, Any]:
    nodes, numbers = written(inline(line))
    return {"nodes": nodes, "numbers": numbers, **({"note": line.note} if line.note else {})}
