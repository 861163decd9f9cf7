"""Pasted links: this undoes what mail, chats, Markdown and web pages do to a link on its way.

A sentence fit for Markdown reports every change. Characters from the link occur in it only if they are in a table of
this file or of Python's own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from html.entities import html5
from urllib.parse import unquote

from nnviz.exchange.pasted_pairs import uncoded, with_pairs, without_coded_end

_BLANK = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")
_TITLE = re.compile(r"\s[\"'(]")
_MARKUP = re.compile(
    r"<a\b[^<>]*\bhref\s*=\s*[\"']([^\"'<>]+)|\[url=[\"']?([^\[\]\"']+)|\[\[(\w+://[^\[\]]+)\]|^`[^`<>]*<([^`<>]+)>`__?$"
    r"|^\[(\w+://\S+) [^\[\]]*\]$",
    re.IGNORECASE,
)
_PROSE = re.compile(r"[\d)>.,;\"']\s+(?=[A-Za-z])[^&=#]*$")
_BEFORE = "<([{\"'`*“‘«"
_ENDS = ".,;:!"
_ENDS_OF_VALUES = "?/\\+…"
"""Signs at the end of a link with parameters that are not of it either."""
_CLOSES = {")": "(", "]": "[", "}": "{", ">": "<", "”": "“", "’": "‘", "»": "«", '"': '"', "'": "'", "`": "`", "*": "*"}
"""What stands at a link's end, and what opened it. A sign that the link itself opens is a part of it."""
_AMPERSAND = re.compile(r"&(?:amp|#0*38|#x0*26)(?:;(?:amp;)*|$)", re.IGNORECASE)
_PRINTABLE = re.compile(r"(?:[^=]|=3D|=\r?\n)*=3D(?:[^=]|=3D|=\r?\n)*", re.IGNORECASE)
_ESCAPED = re.compile(r"\\(?=[&#=?_*~.,:-])")
_READ_AS_AMPERSAND = ("`&amp;` was read as `&`.",)
_LONGEST_NAME = 40
_A_NAME = re.compile(r"[A-Za-z_]*")
_ANYTHING = ("own",)
"""Names whose values may hold any sign."""


def _swallowed() -> dict[str, tuple[str, ...]]:
    """The names of HTML's entities by the sign that each becomes."""
    found: dict[str, list[str]] = {}
    for name, sign in html5.items():
        if len(sign) == 1 and not sign.isascii():
            found.setdefault(sign, []).append(name.removesuffix(";"))
    return {sign: tuple(sorted(set(names), key=len, reverse=True)) for sign, names in found.items()}


_ENTITIES = _swallowed()


def cleaned(text: str, names: Collection[str], numbers: Collection[str] = ()) -> tuple[str, tuple[str, ...]]:
    """Return a pasted link as it was meant, and a sentence for everything that was changed in it.

    Parameters
    ----------
    text : str
        A link, or a part of one.
    names : collection of str
        Names of parameters: an HTML entity that stands at the beginning of one is put back, "®ularization" becomes
        "&regularization". Capitals in a name that should not be there become small letters.
    numbers : collection of str
        Names whose values are numbers: a decimal comma in one becomes a point.
    """
    said: list[str] = []
    text = text.strip()
    mends = (
        _printable,
        _without_markup,
        _without_markdown,
        _without_marks,
        _without_prose,
        _without_blanks,
        uncoded,
        _decoded,
    )
    for mend in (*mends, without_coded_end, _with_ampersands, _unescaped):
        text = mend(text, said)
    text = with_pairs(_with_names(text, names, said), names, numbers, said)
    return text, tuple(dict.fromkeys(said))


def cleaned_params(
    params: Mapping[str, str], names: Collection[str], numbers: Collection[str] = ()
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return an address's parameters as they were meant, and a sentence for everything that was changed in them.

    Where no parameter of these names becomes another one, nothing is changed and nothing said.
    """
    given = {name: value for name, value in params.items() if value or name.rstrip(";") != "amp"}
    ended = () if len(given) == len(params) else _READ_AS_AMPERSAND
    if any("&" in given.get(name, "") for name in _ANYTHING):
        return given, ended
    text, said = cleaned("&".join(f"{name}={value}" for name, value in given.items()), names, numbers)
    pairs = [part.partition("=") for part in text.split("&") if part]
    made = {name: value for name, _, value in pairs}
    known = [{name: value for name, value in one.items() if name in names} for one in (given, made)]
    if known[0] == known[1]:
        return given, ended
    # An ampersand within a value came as a percent code; where a name of an address stands behind it, it parts names.
    return made, (*ended, *said) or ("`%26` was read as `&`.",)


def _printable(text: str, said: list[str]) -> str:
    """Without the codes of a mail in quoted-printable: "=3D" for every "=", and "=" at the end of a line."""
    if not _PRINTABLE.fullmatch(text):
        return text
    said.append("`=3D` was read as `=`, which a mail had made of it.")
    return re.sub(r"=\r?\n", "", text).replace("=3D", "=").replace("=3d", "=")


def _without_markup(text: str, said: list[str]) -> str:
    """The address of a link in HTML, BBCode, Org or reStructuredText."""
    found = _MARKUP.search(text)
    if found is None:
        return text
    said.append("The address was taken out of its markup.")
    return next(part for part in found.groups() if part)


def _without_prose(text: str, said: list[str]) -> str:
    """Without words behind the link: those that begin after a value is at its end."""
    found = _PROSE.search(text)
    if found is None or "=" in text[found.start() :]:
        return text
    said.append("The words behind the link were left out.")
    return _without_end(text[: found.start() + 1])


def _without_markdown(text: str, said: list[str]) -> str:
    """The address of a link [words](address "title")."""
    words, between, rest = text.partition("](")
    if not between or not words.lstrip("!").startswith("["):
        return text
    said.append("The address was taken out of its Markdown link.")
    address = rest[: rest.rfind(")")] if ")" in rest else rest
    title = _TITLE.search(address)
    return address[: title.start()] if title else address


def _without_marks(text: str, said: list[str]) -> str:
    """Without the signs around a link that are not of it."""
    bare = _without_end(text.lstrip(_BEFORE))
    if bare != text:
        said.append("Brackets, quotation marks and full stops around the link were left out.")
    return bare


def _without_end(text: str) -> str:
    """Without the signs at its end, back to the first that the text itself opens."""
    signs = Counter(text)
    ends = _ENDS + _ENDS_OF_VALUES if "=" in text else _ENDS
    while text:
        sign = text[-1]
        opening = _CLOSES.get(sign)
        if opening == sign:
            bare = text.rstrip(sign)
            opened = sign in bare
        else:
            bare = text[:-1]
            opened = opening is not None and signs[opening] >= signs[sign]
        if opened or (opening is None and sign not in ends):
            break
        signs[sign] -= len(text) - len(bare)
        text = bare
    return text


def _without_blanks(text: str, said: list[str]) -> str:
    bare = _BLANK.sub("", text)
    if bare != text:
        said.append("Spaces and line breaks in the link were left out.")
    return bare


def _decoded(text: str, said: list[str]) -> str:
    """With the signs that part a link, where they came as percent codes."""
    if re.match(r"https?%3a", text, re.IGNORECASE):
        text = unquote(text)
        said.append("Percent codes in the link were read as the signs that they stand for.")
    elif "#" not in text and "%23" in text:
        text = text.replace("%23", "#", 1)
        said.append("`%23` was read as `#`.")
    address, mark, query = text.partition("#") if "#" in text else text.partition("?")
    if mark and "=" not in query and re.search("%3d", query, re.IGNORECASE):
        text = address + mark + unquote(query)
        said.append("Percent codes in the link were read as the signs that they stand for.")
    return text


def _with_ampersands(text: str, said: list[str]) -> str:
    made = _AMPERSAND.sub("&", text)
    if made != text:
        said += _READ_AS_AMPERSAND
    return made


def _unescaped(text: str, said: list[str]) -> str:
    made = _ESCAPED.sub("", text)
    if made != text:
        said.append("Backslashes before signs were left out: `\\&` was read as `&`.")
    return made


def _of_known(text: str, names: Collection[str]) -> bool:
    """Whether the text ends with a name that there is and the beginning of its value, which may not hold any sign."""
    name, mark, value = re.split("[?#&]", text)[-1].partition("=")
    return bool(mark and value) and name in names and name not in _ANYTHING


def _with_names(text: str, names: Collection[str], said: list[str]) -> str:
    """With the ampersand and the letters of a name that were taken for an HTML entity."""
    if text.isascii() and "%" not in text:
        return text
    # In an address bar such a sign is written in percent codes.
    text = re.sub(r"(?:%[89a-f][0-9a-f])+", lambda found: unquote(found[0]), text, flags=re.IGNORECASE)
    made: list[str] = []
    for at, sign in enumerate(text):
        rest, mark, _ = text[at + 1 : at + 1 + _LONGEST_NAME].partition("=")
        rest = rest.removeprefix(";")
        entities = _ENTITIES.get(sign, ())
        whole = next((name for name in entities if name + rest in names), None)
        if whole is None and entities and mark and _A_NAME.fullmatch(rest) and _of_known(text[:at], names):
            whole = entities[-1].lower()  # an unknown name ends the value before it all the same
        if whole is None:
            made.append(sign)
            continue
        made.append(f"&{whole}")
        said.append(f"`{sign}` was read as `&{whole}`, which a web page had made one sign of.")
    return "".join(made)
