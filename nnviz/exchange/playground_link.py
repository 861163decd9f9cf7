"""Links of TensorFlow Playground (playground.tensorflow.org): the same data, network and learning here.

Names, values and defaults are those of its state.ts, nn.ts and playground.ts; a parameter that a link leaves out has
their default, not ours. A sentence names everything that has no equivalent here; nothing is ignored silently.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote
from zlib import crc32

from nnviz.exchange.pasted import cleaned
from nnviz.run.settings import BOUNDS, FieldError, Settings, checked, shown
from nnviz.run.suggestion import suggestion

HOST = "playground.tensorflow.org"
LONGEST = 4_000
"""Characters of a link."""
MOST_NAMED = 5
"""Names that are none of TensorFlow Playground's, each with a sentence."""
SAMPLES = {"classification": 500, "regression": 1200}
MOST_NOISE = 80
"""Most noise of a link, in per cent; the slider of TensorFlow Playground ends at 50, and a link can have more."""
SCALE = {"classification": 5, "regression": 6}
"""By task, what the coordinates of TensorFlow Playground are divided by here."""
DATASETS = {"circle": "circle", "xor": "xor", "gauss": "gauss", "spiral": "spiral"}
REG_DATASETS = {"reg-plane": "plane", "reg-gauss": "multigauss"}
ACTIVATIONS = {"relu": "relu", "tanh": "tanh", "sigmoid": "logistic", "linear": "identity"}
PENALTIES = {"none": "none", "L1": "l1", "L2": "l2"}
FEATURES = {
    "x": "x1",
    "y": "x2",
    "xSquared": "x1x1",
    "ySquared": "x2x2",
    "xTimesY": "x1x2",
    "sinX": "sinx1",
    "sinY": "sinx2",
}
HIDES: dict[str, tuple[str, ...]] = {
    "playButton": ("play",),
    "stepButton": ("step", "epoch"),
    "resetButton": ("reset",),
    "learningRate": ("eta",),
    "activation": ("activation", "output"),
    "regularization": ("regularization",),
    "regularizationRate": ("regularization_rate",),
    "dataset": ("dataset",),
    "problem": ("dataset",),
    "percTrainData": ("test_share",),
    "noise": ("noise",),
    "batchSize": ("batch_size",),
    "numHiddenLayers": ("hidden",),
    "showTestData": ("test_shown",),
    "discretize": ("discrete",),
    **{name: ("features",) for name in FEATURES},
}
"""Each name that a `…_hide` of TensorFlow Playground hides, and the names of the same controls here."""
NAMES = (
    *("activation", "regularization", "batchSize", "dataset", "regDataset", "learningRate", "regularizationRate"),
    *("noise", "networkShape", "seed", "showTestData", "discretize", "percTrainData", *FEATURES, "cosX", "cosY"),
    *("collectStats", "tutorial", "problem", "initZero", "hideText"),
)
NUMBERS = ("learningRate", "regularizationRate", "noise", "percTrainData", "batchSize")
"""Names whose values are numbers."""
SHARED = ("activation", "regularization", "dataset", "noise", "seed")
"""Names that an address of ours has too."""

_NUMBER = re.compile(r"[+-]?([0-9]{1,12}(\.[0-9]{0,20})?|\.[0-9]{1,20})(e[+-]?[0-9]{1,2})?", re.IGNORECASE)
_SHAPE = re.compile(r"[0-9]{1,9}(,[0-9]{1,9}){0,99}")
_SHAPE_OTHERWISE = re.compile(r"[\[(]?[0-9]{1,9}([,;:x×–-][0-9]{1,9}){0,99}[,;]?[\])]?")
_HIDE = re.compile(r"([A-Za-z]{1,24})_hide")


@dataclass(frozen=True)
class Imported:
    """What a link of theirs asks for.

    Attributes
    ----------
    settings : Settings
    hide : tuple of str
        Controls that it hides, by our names, each once.
    view : tuple of (str, bool)
        Fields of the view that it sets: whether test samples are on the boundary, and whether that shows classes alone.
    remarks : tuple of str
        A sentence for everything that is not the same here.
    changed : tuple of str
        A sentence for everything that was changed in the link itself: what it gets wrong, what cannot be here and has
        the nearest value instead, and what pasting had done to it.
    """

    settings: Settings
    hide: tuple[str, ...]
    view: tuple[tuple[str, Any], ...]
    remarks: tuple[str, ...]
    changed: tuple[str, ...] = ()


def is_theirs(params: Mapping[str, str]) -> bool:
    """Whether parameters of an address can only be theirs."""
    return any((name in NAMES and name not in SHARED) or _HIDE.fullmatch(name) for name in params)


def their_names(params: Mapping[str, str]) -> tuple[str, ...]:
    """The parameters that no address of ours has."""
    return tuple(name for name in params if is_theirs({name: ""}))


def read_link(text: str) -> Imported:
    """Return what a pasted link asks for: a whole one, or its part from "#" or "?" on, or the bare parameters.

    Raises
    ------
    ValueError
        If it is no link of TensorFlow Playground.
    """
    if len(text) > LONGEST:
        raise ValueError(f"a link must have at most {LONGEST:,} characters, not {len(text):,}")
    text, mended = cleaned(text, NAMES, NUMBERS)
    address, mark, query = text.partition("#")
    if not mark or not query:
        address, mark, query = text.partition("?")
    whole = bool(re.match(rf"(https?://)?{re.escape(HOST)}(/|$)", address))
    if not mark:
        query = "" if whole else text
        if bare := re.fullmatch(rf"(?:https?://)?{re.escape(HOST)}/?(\w+=.*)", text):
            query, whole = bare[1], True
            mended = (*mended, "`#` was missing before the first name, and was put in.")
    pairs = [part.partition("=") for part in query.split("&") if part]
    params = {unquote(name): unquote(value) for name, _, value in pairs}
    if not whole and not is_theirs(params):
        raise ValueError(f"this must be a link of {HOST}, such as https://{HOST}/#activation=tanh&networkShape=4,2")
    found = read_params(params)
    return replace(found, changed=(*mended, *found.changed))


def read_params(params: Mapping[str, str]) -> Imported:
    """Return what their parameters ask for. No text makes it raise."""
    reading = _Reading(params)
    problem = reading.choice("problem", {name: name for name in SAMPLES}, "classification")
    regression = problem == "regression"
    reading.different(*_always(problem))
    values: dict[str, Any] = {
        "n": SAMPLES[problem],
        "dataset": _dataset(reading, regression),
        "output": "identity" if regression else "tanh",
        "activation": reading.choice("activation", ACTIVATIONS, "tanh"),
        "regularization": reading.choice("regularization", PENALTIES, "none"),
        "regularization_rate": reading.number("regularizationRate", "regularization_rate", 0.0),
        "eta": reading.number("learningRate", "eta", 0.03),
        "batch_size": reading.number("batchSize", "batch_size", 10, _as_whole),
        "noise": _noise(reading),
        "test_share": reading.number("percTrainData", "test_share", 0.5, lambda share: round(1 - share / 100, 12)),
        "hidden": _hidden(reading),
        "features": _features(reading),
        "order": "file",
        **_start(reading),
    }
    if values["regularization"] == "l1" and values["regularization_rate"] > 0:
        reading.different(
            "L1: there a weight that its penalty carries across 0 is taken out for good; here it crosses."
        )
    view = _pictures(reading)
    hide = _hides(reading)
    others = [name for name in params if name not in NAMES and not _HIDE.fullmatch(name)]
    for name in others[:MOST_NAMED]:
        meant = suggestion(name, NAMES)
        reading.change(f"{shown(name)} is no parameter of theirs{meant}, and was passed over.")
    if len(others) > MOST_NAMED:
        reading.change(f"{len(others) - MOST_NAMED:,} more names in it are no parameters of theirs.")
    remarks, changed = (tuple(dict.fromkeys(said)) for said in (reading.remarks, reading.changed))
    return Imported(Settings(**values), hide, view, remarks, changed)


class _Reading:
    """Parameters being read, and what there is to say of them."""

    def __init__(self, params: Mapping[str, str]) -> None:
        # As theirs: a parameter without a value is as one that is not there (but for networkShape).
        self.params = params
        self.remarks: list[str] = []
        self.changed: list[str] = []

    def text(self, name: str) -> str | None:
        found = self.params.get(name, "").strip()
        return found or None

    def different(self, *remarks: str) -> None:
        self.remarks += remarks

    def change(self, sentence: str) -> None:
        self.changed.append(sentence)

    def wrong(self, name: str, instead: object, why: str = "cannot be") -> None:
        self.change(f"{name}={shown(self.params.get(name, ''))} {why}; here it is {instead}.")

    def choice(self, name: str, known: Mapping[str, str], default: str) -> str:
        text = self.text(name)
        if text is None or text in known:
            return default if text is None else known[text]
        same = next((one for one in known if one.lower() == text.lower()), None)
        if same is not None:
            self.change(f"{name}={shown(text)} was read as {same}.")
            return known[same]
        self.wrong(name, default, f"cannot be{suggestion(text, known)}")
        return default

    def flag(self, name: str, default: bool = False) -> bool:
        """As theirs: everything but "false" is true."""
        text = self.text(name)
        return default if text is None else text != "false"

    def number(
        self, name: str, field: str, default: float, ours: Callable[[float], float] = lambda value: value
    ) -> Any:
        """The value of a field of ours: the nearest that it can have, or the default where there is no number."""
        text = self.text(name)
        if text is None:
            return default
        try:
            if text.endswith("%") and _NUMBER.fullmatch(text[:-1].rstrip()):
                text = text[:-1].rstrip()
                self.change(f"The percent sign in {name}={shown(text)} was left out.")
            if not _NUMBER.fullmatch(text):
                raise ValueError
            value = ours(float(text))
            low, high = BOUNDS[field]
            nearest = min(max(value, low), high)
            made = checked({field: value if value == nearest else type(low)(nearest)})[field]
        except (FieldError, ValueError, OverflowError):
            self.wrong(name, f"{field} {default:g}")
            return default
        if made != value:
            self.wrong(name, f"{field} {made:g}, the nearest there is")
        return made


def _as_whole(value: float) -> float:
    return int(value) if value == int(value) else value


def _noise(reading: _Reading) -> float:
    text = reading.text("noise")
    if text is not None and _NUMBER.fullmatch(text) and float(text) > MOST_NOISE:
        reading.wrong("noise", "noise 0.5, as it becomes there, too", f"is more than the {MOST_NOISE} that it can be")
        return 0.5
    found: float = reading.number("noise", "noise", 0.0, lambda slider: round(slider / 100, 12))
    return found


def _always(problem: str) -> tuple[str, ...]:
    """List the differences that do not depend on the link."""
    scale = SCALE[problem]
    return (
        f"Coordinates are divided by {scale} here (its −{scale} to {scale} is −1 to 1), so squares and products by "
        f"{scale * scale}; the sines are the same. With smaller inputs the same η learns more slowly.",
        "Its random numbers are others: data of the same kind and first weights from the same range, but not the same "
        "ones.",
        "Which samples are held out for testing is drawn class by class here, there from all samples together.",
        "A step there is an epoch, here it is one sample. Batches end with the epoch here; there the samples that are "
        "left over wait for the next epoch's first batch.",
    )


def _dataset(reading: _Reading, regression: bool) -> str:
    if regression:
        found = reading.choice("regDataset", REG_DATASETS, "plane")
        if found == "plane":
            reading.different(
                "Targets of the slope are cut off at ±1 here. There they reach ±1.2, and up to ±1.8 with noise: "
                "without noise a network without hidden layers can learn them exactly, which it cannot here."
            )
        return found
    found = reading.choice("dataset", DATASETS, "circle")
    if found == "spiral":
        reading.different("The spiral's two arms have each other's class here: the other colour, the same task.")
    return found


def _hidden(reading: _Reading) -> tuple[int, ...]:
    text = reading.params.get("networkShape")
    if text is None:
        return (4, 2)
    if not text.strip():
        return ()
    plain = ",".join(re.findall("[0-9]+", text))
    if not _SHAPE.fullmatch(text.strip()) and _SHAPE_OTHERWISE.fullmatch("".join(text.split())):
        reading.change(f"networkShape={shown(text)} was read as {shown(plain)}.")
        text = plain
    if not _SHAPE.fullmatch(text.strip()):
        reading.wrong("networkShape", "hidden 4-2")
        return (4, 2)
    asked = tuple(int(size) for size in text.split(","))
    least, most = (int(bound) for bound in BOUNDS["neurons"])
    found = tuple(min(max(size, least), most) for size in asked[: int(BOUNDS["hidden_layers"][1])])
    if found != asked:
        reading.wrong("networkShape", f"hidden {'-'.join(map(str, found))}, the nearest there is")
    return found


def _features(reading: _Reading) -> tuple[str, ...]:
    # As theirs: a feature whose control is hidden is not there at all.
    shown_ones = [name for name in FEATURES if reading.text(f"{name}_hide") != "true"]
    chosen = tuple(FEATURES[name] for name in shown_ones if reading.flag(name, default=name in ("x", "y")))
    if not chosen:
        reading.different("It has no input feature at all; here the network gets x₁ and x₂.")
    for name in ("cosX", "cosY"):
        if reading.flag(name):
            reading.different(f"{name} is in its links, but no input of its networks, nor of ours.")
    return chosen


def _start(reading: _Reading) -> dict[str, Any]:
    """First weights and seed."""
    start: dict[str, Any] = {"init": "uniform", "init_scale": 0.5}
    if reading.flag("initZero"):
        start = {"init": "zeros"}
    else:
        reading.different("Biases begin at 0.1 there, at 0 here.")
    if (seed := reading.text("seed")) is not None:
        start["seed"] = crc32(seed.encode("utf-8", "replace"))
        reading.different(f"Seed {shown(seed)} became {start['seed']}.")
    return start


def _pictures(reading: _Reading) -> tuple[tuple[str, Any], ...]:
    """What of the view is asked for; a link that says nothing of it leaves it as it is."""
    ours = {"showTestData": "test_shown", "discretize": "discrete"}
    view = tuple((field, reading.flag(name)) for name, field in ours.items() if name in reading.params)
    if "showTestData" not in reading.params:
        reading.different("There test samples are hidden until they are asked for; here they are on the map, hollow.")
    if reading.flag("collectStats"):
        reading.different("collectStats: nothing is collected here.")
    if reading.text("tutorial") is not None:
        reading.different("tutorial: its tutorials are not here.")
    if reading.flag("hideText"):
        reading.different("hideText: there is no such text here.")
    return view


def _hides(reading: _Reading) -> tuple[str, ...]:
    hide: list[str] = []
    for name in reading.params:
        found = _HIDE.fullmatch(name)
        if found is None or reading.text(name) != "true":
            continue
        if found[1] in FEATURES:
            reading.different(f"{name}: here all input features are hidden together.")
        elif found[1] not in HIDES:
            reading.different(f"{shown(name)} hides nothing here.")
        hide += HIDES.get(found[1], ())
    return tuple(dict.fromkeys(hide))
