"""Record how addresses and run files of today open: `python -m tests.legacy.record`.

What is in `tests/legacy/runs.json` was recorded at commit 727782a, before anything of what an address or a file means
was changed. An entry is never made anew: this script adds those whose name is not there yet, with the addresses and
files that the program of its day writes. `python -m tests.legacy.record check` opens them all and says what differs.
`python -m tests.legacy.record machine` adds the bits of a processor that rounds otherwise. Recorded are those of
OpenBLAS for AVX-512 (SkylakeX) and for AVX2 (Haswell), the latter also with NumPy's own loops for AVX2.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from nnviz.datasets import KINDS, OwnData, kind_of
from nnviz.exchange.progress import LessonRecord, Progress, progress_text
from nnviz.exchange.runfile import save_run
from nnviz.run.examples import EXAMPLES
from nnviz.run.experiment import Experiment
from nnviz.run.manual_edits import hands_text
from nnviz.run.settings import Settings, to_params
from nnviz.session.address import history_text
from nnviz.session.beginning import begun
from nnviz.session.open_save import run_bytes
from nnviz.session.visit import Visit
from tests.legacy.opening import RUNS, arithmetic, looked_at, opened, recorded, told

QUICK = {"n": 60, "eta": 0.3}


def _own(kind: str, scaling: str = "standardise") -> OwnData:
    rng = np.random.default_rng(5)
    X = np.round(rng.normal([150.0, 0.02, -3.0], [40.0, 0.005, 1.0], (60, 3)), 5)
    names = ("height in cm", "share", "Größe <z>")
    if kind == "values":
        return OwnData(X=X, inputs=names, values=X[:, 0] * 3 + X[:, 2], target="price", scaling=scaling)  # type: ignore[arg-type]
    count = 3 if kind == "classes" else 2
    labels = np.digitize(X[:, 0] + 20 * X[:, 2], [70, 110][: count - 1])
    classes = ("low", "middle", "high")[:count]
    return OwnData(X=X, inputs=names, labels=labels, classes=classes, target="kind", scaling=scaling)  # type: ignore[arg-type]


def _settings() -> dict[str, tuple[Settings, int]]:
    """Runs by name: settings and the step they are left at."""
    made: dict[str, tuple[Settings, int]] = {}
    for name in KINDS:
        kind = kind_of(name)
        output = "logistic" if kind.task == "classification" else "identity"
        small = {"n": 60} if kind.uses_n else {}
        steps = 150 if name == "digits" else 400
        made[f"data {name}"] = (Settings(dataset=name, output=output, eta=0.1, **small), steps)  # type: ignore[arg-type]
    for name in ("logistic", "tanh", "relu", "identity", "step"):
        made[f"activation {name}"] = (Settings(activation=name, hidden=(5, 3), **QUICK), 300)  # type: ignore[arg-type]
        made[f"output {name}"] = (Settings(output=name, dataset="moons", **QUICK), 300)  # type: ignore[arg-type]
    for name in ("auto", "uniform", "normal", "xavier", "he", "zeros", "constant"):
        init = Settings(init=name, init_scale=0.25, init_seed=9, activation="tanh", **QUICK)  # type: ignore[arg-type]
        made[f"init {name}"] = (init, 200)
    for name in ("l1", "l2"):
        penalty = Settings(regularization=name, regularization_rate=0.003, noise=0.2, **QUICK)  # type: ignore[arg-type]
        made[f"penalty {name}"] = (penalty, 300)
    for name in ("shuffled", "file", "replacement"):
        made[f"order {name}"] = (Settings(order=name, seed=2**32 - 1, bias=False, **QUICK), 300)  # type: ignore[arg-type]
    for name in ("inverse", "step"):
        schedule = Settings(eta_schedule=name, eta_decay=0.7, eta_every=2, **QUICK)  # type: ignore[arg-type]
        made[f"schedule {name}"] = (schedule, 400)
    entropy: dict[str, Any] = {"loss": "cross_entropy", "eta": 0.05}
    made |= {
        "cross entropy": (Settings(noise=0.1, **entropy), 300),
        "softmax": (Settings(dataset="blobs4", output="softmax", noise=0.15, **entropy), 300),
        "softmax of irises": (Settings(dataset="iris", output="softmax", test_share=0.4, **entropy), 500),
        "cross entropy of penguins": (Settings(dataset="penguins", hidden=(6,), **entropy), 500),
        "irises all in one batch": (Settings(dataset="iris_petals", batch_size=2000, momentum=0.9, eta=0.5), 2100),
        "penguins, no test rows": (Settings(dataset="penguins", test_share=0.0, eta=0.1, hidden=()), 342),
        "digits by softmax": (Settings(dataset="digits", output="softmax", hidden=(16,), batch_size=5, **entropy), 200),
        "batches and momentum": (Settings(batch_size=7, momentum=0.8, eta=0.2, dataset="spiral", noise=0.05), 1001),
        "six layers": (Settings(hidden=(4, 4, 4, 4, 4, 4), activation="tanh", eta=0.05, n=100), 500),
        "features": (Settings(features=("x1", "x1x1", "x2x2", "x1x2", "sinx1", "sinx2"), hidden=(2,), eta=0.1), 600),
        "features of irises": (Settings(dataset="iris", features=("x1", "x3x4", "x4x4"), eta=0.05, hidden=(3,)), 300),
        "perceptron": (Settings(dataset="linear", rule="perceptron", output="step", hidden=(), eta=0.1), 280),
        "perceptron of XOR": (Settings(dataset="xor4", rule="perceptron", output="step", hidden=(), eta=1.0), 101),
        "slope by tanh": (Settings(dataset="plane", output="tanh", noise=0.3, eta=0.1), 300),
        "hills by relu": (Settings(dataset="multigauss", output="relu", activation="relu", eta=0.02, n=500), 700),
        "two thousand samples": (Settings(n=2000, noise=0.5, test_share=0.9, dataset="gauss", eta=0.1), 500),
        "own classes": (Settings(dataset="own", own=_own("classes"), eta=0.2), 420),
        "own two classes": (Settings(dataset="own", own=_own("pair"), output="tanh", eta=0.1, batch_size=4), 400),
        "own values": (Settings(dataset="own", own=_own("values"), output="identity", eta=0.02), 420),
        "own values by logistic": (Settings(dataset="own", own=_own("values"), eta=0.3, test_share=0.5), 300),
        "own min-max": (Settings(dataset="own", own=_own("classes", "min-max"), eta=0.2, seed=8), 420),
        "own min-max values": (Settings(dataset="own", own=_own("values", "min-max"), output="tanh", eta=0.1), 210),
        "own not scaled": (Settings(dataset="own", own=_own("pair", "none"), eta=0.001, features=("x2", "x3")), 300),
    }
    return made


def _changed(start: Settings) -> Experiment:
    """A run with changes of every kind on its way."""
    run = Experiment(start)
    run.advance(40)
    run.change(eta=0.125)
    run.set_weight((0, 1, 0), 0.7)
    run.freeze((1, 0, 0))
    run.advance(33)
    run.change(batch_size=5, regularization_rate=0.002)
    run.advance(60)
    run.set_weight((1, 1, 0), -1e-3)
    run.freeze((1, 0, 0), False)
    run.change(eta=0.3)
    run.advance(90)
    return run


def _address(run: Experiment) -> str:
    """The whole address, as the page writes it."""
    more = {"history": history_text(run.start, run.edits), "edits": hands_text(run.hands)}
    told_ones = {name: text for name, text in more.items() if text}
    return urlencode({**to_params(run.settings), "step": str(run.step), **told_ones})


def _at(start: Settings, step: int) -> Experiment:
    run = Experiment(start)
    run.seek(step)
    return run


CHANGED = {
    "changes of circle": Settings(n=80, regularization="l2"),
    "changes of irises": Settings(dataset="iris", regularization="l1", eta=0.2),
    "changes of penguins": Settings(dataset="penguins", momentum=0.5, eta=0.05, regularization="l2"),
    "changes of own data": Settings(dataset="own", own=_own("classes"), regularization="l2", eta=0.1),
    "changes of own values": Settings(dataset="own", own=_own("values"), output="identity", eta=0.03),
}

TYPED = {
    "nothing at all": "",
    "a step alone": "step=777",
    "irises by hand": "dataset=iris&step=250",
    "petals by hand": "dataset=iris_petals&hidden=3-3&activation=tanh&eta=0.1&step=500",
    "penguins by hand": "dataset=penguins&output=softmax&loss=cross_entropy&eta=0.05&seed=7&step=480",
    "penguins, half of them tests": "dataset=penguins&test_share=0.5&features=x1-x2-x1x2&eta=0.1&step=342",
    "digits by hand": "dataset=digits&hidden=8&eta=0.2&step=100",
    "moons, looked at otherwise": "dataset=moons&step=50&log=1&surface=1&digits=6&axes=2-1&samples_per_frame=50",
    "a change and a weight": "eta=0.5&history=eta:1.0@40&edits=w:0:0:1=0.25@52~f:1:0:0=1@60&step=100",
    "a long run": "dataset=xor&hidden=3&eta=0.2&step=60000",
    "theirs: the first page": "networkShape=4,2",
    "theirs: a spiral": "activation=relu&batchSize=10&dataset=spiral&networkShape=6,4&noise=25&seed=0.1&percTrainData="
    "70&xTimesY=true&sinX=true&learningRate=0.01&regularization=L2&regularizationRate=0.003",
    "theirs: a slope": "problem=regression&regDataset=reg-plane&activation=linear&networkShape=&noise=10&batchSize=5",
    "theirs: hills": "problem=regression&regDataset=reg-gauss&activation=tanh&networkShape=5,3&initZero=false&seed=z",
    "theirs: zeros": "dataset=xor&initZero=true&networkShape=3&discretize=true&regularization=L1&"
    "regularizationRate=0.1",
}


LATER = {
    "nesterov": "dataset=moons&n=60&optimiser=nesterov&momentum=0.8&eta=0.05&step=300",
    "AdaGrad": "dataset=moons&n=60&optimiser=adagrad&epsilon=1e-07&eta=0.1&batch_size=4&step=300",
    "RMSProp": "dataset=xor&n=60&optimiser=rmsprop&rho=0.9&epsilon=1e-06&eta=0.02&step=300",
    "Adam": "dataset=spiral&n=60&optimiser=adam&beta1=0.8&beta2=0.99&eta=0.02&regularization=l2&step=300",
    "momentum by its name": "dataset=moons&n=60&optimiser=momentum&momentum=0.7&eta=0.1&step=300",
    **{
        f"activation {name}": f"n=60&hidden=4-3&activation={name}&output={output}&eta=0.1&step=200"
        for name, output in (
            ("leaky_relu", "logistic"),
            ("elu", "elu"),
            ("softplus", "softplus"),
            ("silu", "silu"),
            ("gelu", "gelu"),
            ("sine", "sine"),
            ("gaussian", "gaussian"),
        )
    },
    "mixed activations": "dataset=moons&hidden=4-3-2&activation=tanh-silu-sine&eta=0.1&step=400",
    "irises scaled by the training rows": "dataset=iris&scaled_by=training&eta=0.1&step=250",
    "irises scaled by all rows": "dataset=iris&scaled_by=all&eta=0.1&step=250",
    "every choice of the view": "dataset=iris&hidden=4-3&output=softmax&loss=cross_entropy&scaled_by=training&step=100&"
    "samples_per_frame=20&surface=1&log=1&effects=1&digits=8&output_shown=2&axes=3-4&layer_shown=1&maps=1&discrete=1&"
    "test_shown=0&moment=before&histogram_of=gradients&present=1&stop_after=900&stop_loss=0.01&stop_accuracy=0.95",
    "parts of the page": "dataset=xor&step=20&hide=eta,digits,new_seed&view=transport,network,loss",
    "a race": "dataset=xor&n=60&step=140&race_axis=updates&"
    "race=batch_size:10~~eta:1.0~eta:0.25@40~w:0:1:2=0.5@52~~hidden:3-3~activation:tanh-relu",
    "a sweep": "dataset=moons&eta=0.3&sweep=hidden:1,2,3~eta:0.5,1.0~seeds:3~samples:1400",
    "a lesson with what was done in it": "dataset=xor&hidden=2&step=40&lesson=xor&step_of_lesson=2&route=all&"
    + urlencode(
        {"progress": progress_text(Progress(lessons={"xor": LessonRecord(prediction="two", why="flat", seconds=60)}))}
    ),
}
"""What came after the first recording."""


def _save(visit: Visit) -> str:
    visit.learner.progress = replace(visit.learner.progress, lesson="eta", step=1, route="30").noting("eta", seconds=90)
    return run_bytes(visit).decode()


def later_files() -> dict[str, str]:
    """Run files of the second version: with a race and a lesson, and with all else that came later."""
    mixed = begun(dict(parse_qsl(LATER["mixed activations"].replace("step=400", "optimiser=adam"))))
    mixed.experiment.advance(60)
    mixed.experiment.change(eta=0.03)
    mixed.experiment.freeze((1, 0, 0))
    mixed.experiment.advance(60)
    return {
        "mixed activations by Adam": run_bytes(mixed).decode(),
        "a race, a lesson and the view": _save(opened({"query": LATER["a race"] + "&log=1&digits=6&maps=0"})),
    }


def addresses() -> dict[str, str]:
    """Every address by name."""
    made = {name: _address(_at(start, step)) for name, (start, step) in _settings().items()}
    made |= {name: _address(_changed(start)) for name, start in CHANGED.items()}
    return made | TYPED | LATER


def files() -> dict[str, str]:
    """Every run file by name, as text."""
    chosen = (
        *("data circle", "data iris", "data penguins", "data digits", "data mazur", "features of irises"),
        *("softmax of irises", "perceptron", "own classes", "own values", "own min-max values", "own not scaled"),
        *("batches and momentum", "schedule step", "irises all in one batch"),
    )
    known = _settings()
    runs = {name: _at(*known[name]) for name in chosen}
    runs |= {name: _changed(start) for name, start in CHANGED.items()}
    for name in ("mazur", "nand", "saturated"):
        runs[f"example {name}"] = run = EXAMPLES[name].experiment()
        run.advance(30)
    made = {name: save_run(run, {"log": "1"} if run.hands else {}).decode() for name, run in runs.items()}
    return made | later_files()


def record() -> None:
    """Add what is not recorded yet."""
    found: dict[str, Any] = recorded() if RUNS.exists() else {"numpy": np.__version__, "addresses": [], "files": []}
    there = {kind: {entry["about"] for entry in found[kind]} for kind in ("addresses", "files")}
    for about, query in addresses().items():
        if about not in there["addresses"]:
            # Theirs have no step in them: what is compared is the run a while later.
            found["addresses"].append({"about": about, "query": query, "then": 500 * about.startswith("theirs")})
    for about, text in files().items():
        if about not in there["files"]:
            found["files"].append({"about": about, "file": text})
    for entry in (*found["addresses"], *found["files"]):
        if "digests" not in entry:
            now = told(visit := opened(entry))
            entry |= {**now, "digests": {arithmetic(): now.pop("digest")}, "looked_at": looked_at(visit)}
    _write(found)


def add_machine() -> None:
    """Add the bits that the recorded runs have on this machine; only for a program that is known to be right."""
    found = recorded()
    for entry in (*found["addresses"], *found["files"]):
        now = told(opened(entry))
        for name in ("train", "test"):
            if entry[name] is not None and abs(now[name] - entry[name]) > 1e-9 * max(1.0, abs(entry[name])):
                raise SystemExit(f"{entry['about']}: the loss is another one. Nothing was added.")
        entry["digests"].setdefault(arithmetic(), now["digest"])
    _write(found)


def _write(found: dict[str, Any]) -> None:
    RUNS.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{len(found['addresses'])} addresses, {len(found['files'])} run files")


def check() -> None:
    """Say which of them have other bits here than anywhere, and how far their losses are off."""
    other, off = [], 0.0
    for entry in (*(found := recorded())["addresses"], *found["files"]):
        now = told(opened(entry))
        off = max(off, *(abs(now[name] - entry[name]) for name in ("train", "test") if entry[name] is not None))
        if now["digest"] != entry["digests"].get(arithmetic()):
            other.append(entry["about"])
    known = arithmetic() in found["addresses"][0]["digests"]
    print("an arithmetic that was recorded" if known else "an arithmetic that was not recorded")
    print(f"other bits: {len(other)} ({', '.join(other)}); losses off by at most {off:.3g}")


if __name__ == "__main__":
    {"": record, "check": check, "machine": add_machine}["".join(sys.argv[1:])]()
