"""Print the lessons' hand-out: A4, one page a lesson, to be filled in by pen.

Run it as ``python scripts/handout.py --base https://HOST/ handout.pdf``. ``--route 45`` prints the lessons of a route,
``--lessons sgd,xor`` some of them, ``--answers`` the teacher's pages with all answers.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from nnviz.components.html import POLICY, html_document
from nnviz.figures.qr import qr_svg
from nnviz.lessons import LESSONS, ROUTES, Choice, Equation, Lesson, Task
from scripts.chromium import FLAGS, find_chromium

BOX = "☐"
LINE = '<span class="line"></span>'
WIDTH, HEIGHT = 673, 1016
"""A4 without its margins, at 96 dots an inch."""
SMALLEST = 0.85
"""By how much a lesson is made smaller at most, to fit on its page."""
FIT = """([height, smallest]) => [...document.querySelectorAll('section')].filter((one) => {
  for (let zoom = 1; zoom >= smallest; zoom -= 0.01) {
    one.style.zoom = zoom;
    if (one.getBoundingClientRect().height <= height) return false;
  }
  return true;
}).map((one) => one.dataset.lesson)"""
STYLE = """
@page { size: A4; margin: 14mm 16mm }
* { box-sizing: border-box }
body { margin: 0; font: 10.5pt/1.38 "DejaVu Sans", "Noto Sans", Arial, sans-serif; color: #000 }
section { break-after: page; position: relative }
section:last-child { break-after: auto }
h1 { font-size: 17pt; margin: 0 30mm 1mm 0; line-height: 1.2 }
h2 { font-size: 10.5pt; margin: 3.4mm 0 .6mm }
p { margin: 0 0 1mm }
.promise { margin: 0 30mm 2mm 0; font-style: italic }
.name { margin: 0 30mm 2mm 0 }
.qr { position: absolute; top: 0; right: 0; width: 26mm }
.qr svg { width: 26mm; height: 26mm; display: block }
.choices { margin: 0; padding: 0; list-style: none; display: flex; flex-wrap: wrap; gap: .4mm 6mm }
.task { break-inside: avoid; padding-left: 6mm; position: relative; margin-bottom: 1.4mm }
.task > b { position: absolute; left: 0 }
.line { display: inline-block; width: 24mm; border-bottom: .3mm solid #000; height: 4.2mm; vertical-align: bottom }
.lines { height: 7mm; border-bottom: .3mm solid #000 }
table { border-collapse: collapse; margin: .6mm 7mm .6mm 0; display: inline-table; vertical-align: bottom }
td { padding: .1mm 1mm; text-align: center }
td.names { font-size: 7pt }
td .line { width: 18mm }
"""


def choices(among: Iterable[Choice], right: str | None = None) -> str:
    """Return choices with a box each, or the right one alone."""
    kept = [choice for choice in among if right in (None, choice.key)]
    mark = BOX if right is None else "☑"
    return f'<ul class="choices">{"".join(f"<li>{mark} {escape(choice.words)}</li>" for choice in kept)}</ul>'


def worked(equation: Equation, *, filled: bool) -> str:
    """Return a line of a worked example as a small table: names, symbols, numbers."""
    signs = [" × "] * (len(equation.factors) - 1) + [" = "]

    def row(kind: str, cells: Sequence[str], between: Sequence[str]) -> str:
        made = f'<td class="{kind}">{cells[0]}</td>'
        for sign, cell in zip(between, cells[1:], strict=True):
            made += f'<td>{sign}</td><td class="{kind}">{cell}</td>'
        return f"<tr>{made}</tr>"

    parts = equation.parts
    numbers = [LINE if part.blank and not filled else escape(part.text()) for part in parts]
    return (
        "<table>"
        + row("names", [escape(part.name) for part in parts], [""] * len(signs))
        + row("symbols", [escape(part.symbol) for part in parts], signs)
        + row("numbers", numbers, signs)
        + "</table>"
    )


def task(made: Task, *, answers: bool) -> str:
    """Return a task with room for its answer, or with the answer."""
    body = f"<b>{escape(made.key)}</b><p>{escape(made.words)}</p>"
    body += "".join(worked(equation, filled=answers) for equation in made.factors)
    if answers:
        body += f"<p><i>{escape(made.hints[2])}</i></p>"
    elif made.choices:
        body += choices(made.choices)
    elif made.answer == "none":
        body += f"<p>{BOX} done, with {LINE}{LINE}</p>"
    elif not made.blanks:
        body += f"<p>{' '.join(f'{escape(label)} {LINE}' for label in made.fields)}</p>"
    return f'<div class="task">{body}</div>'


def sheet(made: Lesson, base: str, *, answers: bool = False) -> str:
    """Return a lesson's page.

    Parameters
    ----------
    made : Lesson
    base : str
        The playground's address, for the QR code.
    answers : bool
        Whether it is the teacher's page.
    """
    link = f"{base}?{urlencode({'lesson': made.key})}"
    position = list(LESSONS).index(made.key) + 1 if made.key in LESSONS else 0
    right = made.prediction.right(made.begin()) if answers else None
    top = f"<h1>{position}. {escape(made.title)}</h1>" if position else f"<h1>{escape(made.title)}</h1>"
    parts = [
        top,
        f'<div class="qr">{qr_svg(link)}</div>',
        f'<p class="promise">{escape(made.promise)}</p>',
        f'<p class="name">{made.minutes} minutes · {escape(link)}</p>',
        "" if answers else f'<p class="name">Name {LINE}{LINE} Date {LINE}</p>',
        f"<h2>Set-up</h2><p>{escape(made.set_up)}</p>",
        f"<h2>Prediction, before you read on</h2><p>{escape(made.prediction.question)}</p>",
        choices(made.prediction.choices, right),
        f"<p><i>{escape(made.prediction.outcome)}</i></p>" if answers else "",
        "<h2>Tasks</h2>",
        *(task(one, answers=answers) for one in made.tasks),
        f"<h2>Why</h2><p>{escape(made.why.question)}</p>",
        choices(made.why.choices, made.why.right if answers else None),
    ]
    if answers:
        parts += [f"<p><i>{escape(made.why.words)}</i></p>", f"<h2>What it means</h2><p>{escape(made.meaning)}</p>"]
    else:
        parts += ["<h2>What it means, in your own words</h2>", '<div class="lines"></div>' * 2]
    return f'<section data-lesson="{escape(made.key)}">{"".join(parts)}</section>'


def document(lessons: Iterable[Lesson], base: str, *, answers: bool = False) -> str:
    """Return the whole hand-out as one page of HTML, which loads nothing."""
    sheets = "".join(sheet(made, base, answers=answers) for made in lessons)
    return html_document("Lessons", sheets, style=STYLE, policy=POLICY)


def write(html: str, target: Path) -> None:
    """Print a page of HTML to a PDF.

    Raises
    ------
    SystemExit
        If a lesson needs more than a page.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.emulate_media(media="print")
        page.set_content(html)
        long = page.evaluate(FIT, [HEIGHT, SMALLEST])
        if long:
            browser.close()
            raise SystemExit(f"more than a page: {', '.join(long)}")
        page.pdf(path=str(target), format="A4", prefer_css_page_size=True)
        browser.close()


def main() -> None:
    """Read the command line and print."""
    parser = argparse.ArgumentParser(description="Print the lessons' hand-out, one page a lesson.")
    parser.add_argument("target", type=Path, help="the PDF to write")
    parser.add_argument("--base", default="http://localhost:8501/", help="the playground's address")
    chosen = parser.add_mutually_exclusive_group()
    chosen.add_argument("--route", choices=tuple(ROUTES), default="all")
    chosen.add_argument("--lessons", type=lambda text: text.split(","), help="keys, separated by commas")
    parser.add_argument("--answers", action="store_true", help="the teacher's pages")
    told = parser.parse_args()
    keys = told.lessons or ROUTES[told.route].lessons
    unknown = [key for key in keys if key not in LESSONS]
    if unknown:
        parser.error(f"lessons must be of {', '.join(LESSONS)}, not {', '.join(unknown)}")
    write(document((LESSONS[key] for key in keys), told.base, answers=told.answers), told.target)
    print(told.target)


if __name__ == "__main__":
    main()
