"""What a learner hands in as a page to print: predictions beside what came of them, answers, tries, time, links."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from nnviz.components.html import POLICY, html_document
from nnviz.exchange.hand_in import HandIn
from nnviz.exchange.progress import LessonRecord, TaskRecord
from nnviz.lessons import LESSONS, ROUTES, Choice, Lesson, Task

_STYLE = """
body { font: 11pt/1.45 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #1f2430; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 1.6rem; } h2, tr { break-after: avoid; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.25rem 0.5rem; }
td, th { border-bottom: 1px solid #ccc; } a { color: #0072B2; overflow-wrap: anywhere; }
"""


def hand_in_page(hand_in: HandIn, base: str, outcome: Callable[[str], str]) -> str:
    """Return the page as HTML, in which every text from outside is escaped.

    Parameters
    ----------
    hand_in : HandIn
    base : str
        The playground's address, before the parameters; "" for links that lead nowhere.
    outcome : callable
        Returns the key of the choice that comes true of a lesson's key.
    """
    progress = hand_in.progress
    route = ROUTES.get(progress.route)
    minutes = sum(record.seconds for record in progress.lessons.values()) / 60
    known = [(LESSONS[key], record) for key, record in progress.lessons.items() if key in LESSONS]
    tasks = [record.task(task.key) for made, record in known for task in made.tasks]
    parts = [
        f"<h1>{escape(hand_in.name)}</h1>",
        f"<p>{escape(route.title) if route else 'Lessons of the backprop playground'}: "
        f"{sum(task.passed for task in tasks)} of {len(tasks)} tasks passed in {minutes:.0f} minutes.</p>",
        *(_lesson(made, record, base, outcome(made.key)) for made, record in known),
    ]
    return html_document(hand_in.name, "\n".join(parts), style=_STYLE, policy=POLICY)


def _lesson(made: Lesson, record: LessonRecord, base: str, right: str) -> str:
    told = [f"<h2>{escape(made.title)} ({record.seconds / 60:.0f} min)</h2>"]
    if record.prediction:
        verdict = (
            "and so it is" if record.prediction == right else f"and it is: {_words(made.prediction.choices, right)}"
        )
        told.append(
            f"<p>Predicted: {escape(_words(made.prediction.choices, record.prediction))} ({escape(verdict)})</p>"
        )
    rows = "".join(_task(task, record.task(task.key), base) for task in made.tasks)
    head = "<tr><th>Task</th><th>Passed</th><th>Answer</th><th>Tries</th><th>Hints</th></tr>"
    told.append(f"<table>{head}{rows}</table>")
    if record.why:
        told.append(f"<p>{escape(made.why.question)} {escape(_words(made.why.choices, record.why))}</p>")
    return "".join(told)


def _task(task: Task, record: TaskRecord, base: str) -> str:
    passed = "yes" if record.passed else "no"
    if record.passed and record.link.startswith("?") and base.startswith(("http://", "https://")):
        passed = f'<a href="{escape(base + record.link)}">yes, here</a>'
    answer = _words(task.choices, record.answer)
    return (
        f"<tr><td>{escape(task.key)}. {escape(task.words)}</td><td>{passed}</td><td>{escape(answer)}</td>"
        f"<td>{record.tries}</td><td>{record.hints}</td></tr>"
    )


def _words(choices: tuple[Choice, ...], key: str) -> str:
    return next((choice.words for choice in choices if choice.key == key), key)
