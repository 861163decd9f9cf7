"""Pasted links, name by name: codes that were coded twice, names in capitals, decimal commas, names that come twice.

Names that a sentence repeats are those of a list that is given, never a link's own letters.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import unquote

_TWICE_CODED = re.compile(r"%25(?=[0-9a-f]{2})", re.IGNORECASE)
_INSIDE = re.compile(r"[?&](?:q|u|url|target|link|to)=(https?(?:%3a|:)[^&]+)", re.IGNORECASE)
_LEADING = re.compile(r"([?#][?#/!]+)(?=[A-Za-z_]{1,40}=)")
_PAIR = re.compile(r"(?:;|＆|%26(?:amp;|amp%3B)?|&amp%3B)\s*([A-Za-z_]{1,40})(?:=|%3D)", re.IGNORECASE)
_NAME = re.compile(r"(?<=[?#&])([A-Za-z_]{3,40})(?==)|^([A-Za-z_]{3,40})(?==)")
_BLANKS = re.compile(r"(?<==)(?:%20|%09|%0a|%0d|%c2%a0)+|(?:%20|%09|%0a|%0d|%c2%a0)+(?=&|$)", re.IGNORECASE)
_COMMA = re.compile(r"(?:(?<=[?#&])|^)([A-Za-z_]{1,40})=([-+]?\d{1,12}),(\d{1,20})(?=&|$)")
_FRAGMENT = re.compile(r"(\?[^#]*=[^#]*)#(?:[^=]*|:~:.*)$")
_CODED_END = re.compile(
    r"(?:%(?:2[0-79a-f]|3[abcef]|5[bcd]|60|7[bd]|0[9ad]|c2%(?:bb|a0)|e2%80%(?:9[89cd]|a6)))+$", re.IGNORECASE
)
_ENDS = " \t\r\n\u00a0.,;:!?)>]}”’»\"'`*/\\+…"
"""What stands at a link's end and is not of it, where it came as a percent code."""


def uncoded(text: str, said: list[str]) -> str:
    """With codes that were coded twice as they were, and taken out of a link that only leads on to it."""
    made = text
    for _ in range(3):
        made = _TWICE_CODED.sub("%", made)
    if made != text:
        said.append("Percent codes in the link were coded twice: they were read as the signs that they stand for.")
    if (found := _INSIDE.search(made)) is not None:
        made = unquote(found[1])
        said.append("The address was taken out of a link that leads on to it.")
    if fragment := _FRAGMENT.search(made):
        made = made[: fragment.start()] + fragment[1]
        said.append("What stands behind `#` in the link was left out.")
    return made


def without_coded_end(text: str, said: list[str]) -> str:
    """Without closing signs and blanks at the end that came as percent codes."""
    found = _CODED_END.search(text)
    if found is None or "=" not in text:
        return text
    bare = unquote(found[0]).rstrip(_ENDS)
    if bare:
        return text
    said.append("Percent codes at the end of the link were left out.")
    return text[: found.start()]


def with_pairs(text: str, names: Collection[str], numbers: Collection[str], said: list[str]) -> str:
    """With every name set off by an ampersand, in the letters that it has, and numbers with a decimal point."""
    made = _LEADING.sub(lambda found: "#" if "#" in found[0] else "?", text)
    made = _BLANKS.sub("", made)
    if made != text:
        said.append("Signs too many before the first name, and blanks around values, were left out.")
    parted = _PAIR.sub(lambda found: f"&{found[1]}=" if found[1] in names else found[0], made)
    if parted != made:
        said.append("The names in the link are parted by other signs than `&`: they were read as that.")
    known = {name.lower(): name for name in names}

    def plain(found: re.Match[str]) -> str:
        name = known.get(found[0].lower(), "")
        if found[0] in names or not name:
            return found[0]
        said.append(f"The name {name} in the link has capital or small letters in other places: it was read as that.")
        return name

    def pointed(found: re.Match[str]) -> str:
        if found[1] not in numbers:
            return found[0]
        said.append(f"The comma in {found[1]}={found[2]},{found[3]} was read as a decimal point.")
        return f"{found[1]}={found[2]}.{found[3]}"

    parted = _COMMA.sub(pointed, _NAME.sub(plain, parted))
    given = re.findall(r"(?:[?#&]|^)([A-Za-z_]{1,40})=", parted)
    said += twice([name for name in dict.fromkeys(given) if given.count(name) > 1 and name in names])
    return parted


def twice(names: Collection[str]) -> list[str]:
    """Return a sentence for each name that is in a link or an address more than once."""
    return [f"The link has {name} more than once: the last one counts." for name in names]
