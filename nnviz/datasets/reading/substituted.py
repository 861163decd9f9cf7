"""Signs that word processors, web pages and keyboards put in place of plain ones: quotes, separators, line ends.

Each replacement is said in a sentence. A table that was written here is read to the letter and does not pass here.
"""

from __future__ import annotations

import re

from nnviz.datasets.reading.choices import Remark

_LINE_ENDS = re.compile("[\x85\u2028\u2029]")
_UNSEEN = re.compile("[\u200b\u200e\u200f\u2060\ufeff]+")
_WIDE = str.maketrans({"，": ",", "；": ";", "、": ",", "｜": "|"})
_PAIRS = "“”|„“|„”|‟”|”“|””|«»|»«|‘’|‚‘|‚’|’’|‹›|›‹|＂＂"
_TYPOGRAPHIC = "[" + "".join(sorted(set(_PAIRS) - {"|"})) + "]"
_QUOTED = re.compile(
    rf"(?:(?<=[,;\t|])|^)(?P<before> *)(?P<open>{_TYPOGRAPHIC})(?P<inside>(?:(?!{_TYPOGRAPHIC}).)*)"
    rf"(?P<close>{_TYPOGRAPHIC})(?= *(?:[,;\t|]|$))"
)
_EXCEL = re.compile(r'(?:(?<=[,;\t|])|^)(?:="([^"\n]*)"|"=""([^"\n]*)"""|=""([^"\n]*)"")(?=[,;\t|]|$)', re.MULTILINE)
_ESCAPED = re.compile(r'(?:(?<=[,;\t|])|^) *"[^"\n]*[^"\n\\]\\"[^",;\t|\s]', re.MULTILINE)
_PREFIXED = re.compile(r"(?:(?<=[,;\t|])|^)'([-+]?[\d.,]*\d)(?=[,;\t|]|$)", re.MULTILINE)
_TWICE = re.compile("[ÃÂÐÑÎÏ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
_MAIL = re.compile(r"[ \t]*>(?:[ \t]?>)*(?:[ \t]+|$)")
_BULLET = re.compile(r"[ \t]*[*•·‣▪◦][ \t]+")


def plainly(text: str) -> tuple[str, list[Remark]]:
    """Return a text with plain signs, its lines where they were, and a sentence for each kind of sign replaced."""
    said: list[Remark] = []
    text = _decoded_once(text, said)
    if "\n" not in text.strip() and _LINE_ENDS.search(text):
        text = _LINE_ENDS.sub("\n", text)
        said.append(Remark("", "Unusual signs for the end of a line are read as such."))
    if _UNSEEN.search(text):
        bare = _UNSEEN.sub("", text)
        if bare.strip():
            text = bare
            said.append(Remark("", "Signs without width, which nobody sees, are left out."))
    if re.search("[，；、｜]", text) and not re.search(r"[,;\t|]", text):
        text = text.translate(_WIDE)
        said.append(Remark("separator", "Wide commas, semicolons and bars are read as plain ones."))
    text = _without_marks(text, said)
    text = _quoted(text, said)
    if '=""' in text or '="' in text:
        made = _EXCEL.sub(lambda found: '"' + next(cell for cell in found.groups() if cell is not None) + '"', text)
        if made != text:
            text = made
            said.append(Remark("quote", 'Excel’s ="…" around cells is left out: what is in it is the cell.'))
    if '\\"' in text and _ESCAPED.search(text):
        text = re.sub(r'(?<!\\)\\"', '""', text)
        said.append(Remark("quote", "A quotation mark behind a backslash is read as a part of its cell."))
    if "'" in text and not re.search(r"'[ \t]*(?:[,;\t|]|$)", text, re.MULTILINE):
        made = _PREFIXED.sub(r"\1", text)
        if made != text:
            text = made
            said.append(Remark("quote", "An apostrophe before a number, as Excel puts it, is left out."))
    return text, said


def _decoded_once(text: str, said: list[Remark]) -> str:
    """With the letters that UTF-8 meant, where a program had read it as Windows-1252 and saved that: Ã¶ for ö."""
    found = _TWICE.search(text)
    if found is None:
        return text
    try:
        made = text.encode("cp1252").decode("utf-8")
        letter = found[0].encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text
    said.append(Remark("encoding", f"“{found[0]}” and its like are UTF-8 that was encoded twice: read as “{letter}”."))
    return made


def _without_marks(text: str, said: list[Remark]) -> str:
    """Without what stands at the beginning of each line: the sign of a quoted mail, or a bullet."""
    for begin, what in ((_MAIL, "“>” of a quoted mail"), (_BULLET, "bullet")):
        if not begin.match(text.lstrip("\n")):
            continue
        lines = text.split("\n")
        if sum(bool(line.strip()) for line in lines[:50]) < 2:
            continue
        if all(begin.match(line) or not line.strip() for line in lines):
            said.append(Remark("", f"The {what} at the beginning of each line is left out."))
            return "\n".join(begin.sub("", line, count=1) for line in lines)
    return text


def _quoted(text: str, said: list[Remark]) -> str:
    """With plain quotation marks around cells in lines that have typographic ones alone."""
    if not re.search(_TYPOGRAPHIC, text):
        return text
    pairs = set(_PAIRS.split("|"))
    example = ""

    def plain(found: re.Match[str]) -> str:
        nonlocal example
        if found["open"] + found["close"] not in pairs:
            return found[0]
        example = example or found["open"] + "…" + found["close"]
        return f'{found["before"]}"{found["inside"]}"'

    lines = [line if '"' in line else _QUOTED.sub(plain, line) for line in text.split("\n")]
    if not example:
        return text
    said.append(Remark("quote", f"Typographic quotation marks around cells ({example}) are left out."))
    return "\n".join(lines)
