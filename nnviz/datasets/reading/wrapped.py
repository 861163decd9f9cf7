"""What a table was wrapped in on its way: quotes around all of it, quotes around each line, a fence of code."""

from __future__ import annotations

import re

from nnviz.datasets.reading.choices import Remark

_QUOTES = ("'''", '"""', "'", '"', "`")
_FENCE = re.compile(r"(```+|~~~+)\s*\w*")
_SEPARATED = re.compile(r"[,;\t|]")


def unwrapped(text: str) -> tuple[str, list[Remark]]:
    """Return the text without what it is wrapped in, its lines where they were, and a sentence for each wrapping."""
    said: list[Remark] = []
    text = _without_fence(text, said)
    text = _without_quotes(text, said)
    return _without_quoted_lines(text, said), said


def _without_fence(text: str, said: list[Remark]) -> str:
    lines = text.split("\n", 3)[:3]
    first = next((i for i, line in enumerate(lines) if line.strip()), None)
    if first is None or not _FENCE.fullmatch(lines[first].strip()[:40]):
        return text
    begin = sum(len(line) + 1 for line in lines[:first])
    body = text[begin + len(lines[first]) :]
    bare = body.rstrip()
    end = bare.rfind("\n") if bare.endswith(("```", "~~~")) and not bare[bare.rfind("\n") :].strip("\n `~") else -1
    said.append(Remark("", "The fence of code around the table is left out."))
    return "\n" * first + (body[:end] if end >= 0 else body)


def _without_quotes(text: str, said: list[Remark]) -> str:
    bare = text.strip()
    for quote in _QUOTES:
        inside = bare[len(quote) : -len(quote)]
        if len(bare) > 2 * len(quote) and bare.startswith(quote) and bare.endswith(quote) and quote not in inside:
            break
    else:
        return text
    if "\n" not in inside and "\\n" in inside:
        # What Python shows of a text: its line ends and tabs are spelled.
        inside = inside.replace("\\r", "").replace("\\n", "\n").replace("\\t", "\t")
    if "\n" not in inside.strip():
        return text
    said.append(Remark("quote", "The quotation marks around the whole table are left out."))
    return text[: len(text) - len(text.lstrip())] + inside


def _without_quoted_lines(text: str, said: list[Remark]) -> str:
    """Undo what a spreadsheet does to a CSV in its first column: each line is one quoted cell."""
    head = [line.strip() for line in text.split("\n", 50)[:50] if line.strip()]
    for quote in "\"'":
        if len(head) < 2 or not all(_quoted_line(line, quote) for line in head):
            continue
        said.append(Remark("quote", "The quotation marks around each line are left out."))
        lines = text.split("\n")
        return "\n".join(
            bare[1:-1].replace(quote * 2, quote) if _quoted_line(bare := line.strip(), quote) else line
            for line in lines
        )
    return text


def _quoted_line(line: str, quote: str) -> bool:
    """Whether a line is a single quoted cell that holds several."""
    if len(line) < 3 or line[0] != quote or line[-1] != quote:
        return False
    inside = line[1:-1]
    return quote not in inside.replace(quote * 2, "") and _SEPARATED.search(inside) is not None
