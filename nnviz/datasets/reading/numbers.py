"""Numbers as people write them: thousands, decimal commas, percent, currencies, units and typographic minus signs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from nnviz.datasets.reading.table import PLAIN_NUMBER

LONGEST = 60
"""Signs of a cell up to which it is looked at as a number that is not written plainly."""
_MINUS = str.maketrans("−–‒﹣－‐‑", "-------")
_ALIKE = str.maketrans("\u00a0\u202f\u2009\u2007’ʼ´`", "    ''''")
_PARTS = re.compile(
    r"(?P<before>(?:[^\d.,]|(?:Rs|Fr|kr)\.)*)(?P<body>[.,]?\d(?:[\d.,' ]*\d)?[.,]?)"
    r"(?P<power>(?:[eEdD]|\s?[×x·*]\s?10\^?)[+-]?\d+)?"
    r"(?P<after>\D*)"
)
_CURRENCY = re.compile(
    r"US\$|A\$|C\$|NZ\$|R\$|HK\$|[$€£¥₹₽₩₺₪₫฿₴₦₱₡¢]|USD|EUR|GBP|JPY|CHF|CNY|RMB|INR|AUD|CAD|SEK|NOK|DKK|PLN|CZK|HUF|BRL|TRY|Rs\.?|Fr\.?|kr\.?"
    r"|zł|Kč|Ft|лв\.?|руб\.?|円|元|원"
)
_NO_CENTS = re.compile(r"(?<=\d)[.,] ?(?:--?|—)(?=\D*$)")
"""5,- and 5.–: a price without cents."""
_FOOTNOTES = re.compile(r"(?<=[\d.%]) ?(?:\*{1,4}|†|‡|§|¶|\[(?:[a-z\d]|\d\d|\d{3}|note \d{1,2})\])+$")
_UNIT = re.compile(r"[A-Za-zµμΩ°º²³%‰/·^⁻¹\-]{1,12}\.?(?: [A-Za-zµ/°²³]{1,12})?")
_KNOWN_UNITS = frozenset(
    "g kg mg µg μg t lb lbs oz m cm mm km µm μm nm in ft yd mi s ms µs us ns min h hr hrs d l L ml mL cl dl µl mol "
    "mmol K °C °F ° C F Hz kHz MHz GHz W kW MW Wh kWh V mV kV A mA N kN Pa hPa kPa MPa bar mbar J kJ cal kcal rad deg "
    "dB Ω m² m³ cm² cm³ km² m2 m3 cm2 cm3 km/h m/s mph ppm ppb px pt B kB KB MB GB x X × ha ‰ mg/l mg/L g/l g/L g/cm³ "
    "kg/m³ mg/dL mmol/L sec yr yrs".split()
)


@dataclass(frozen=True)
class Written:
    """A number as it was written.

    Attributes
    ----------
    body : str
        Its digits with what stands between them.
    power : str
        The exponent in plain form, as "e-05", or "".
    minus : bool
        Whether it is below zero.
    mark : str
        "%", a currency, a unit, or "".
    odd : str
        What else is not plain: "minus" for a typographic or trailing minus, "brackets" for (3.5), "cents" for 5.–,
        "footnote" for 3.5* and 3.5[1].
    """

    body: str
    power: str = ""
    minus: bool = False
    mark: str = ""
    odd: str = ""


@lru_cache(maxsize=4096)
def written(cell: str) -> Written | None:
    """Return the parts of a number in a cell, or None if it holds anything else."""
    if len(cell) > LONGEST:
        return Written(cell) if PLAIN_NUMBER.fullmatch(cell) else None
    plain = cell.translate(_ALIKE).translate(_MINUS)
    bare = _FOOTNOTES.sub("", _NO_CENTS.sub("", plain))
    odd = "" if bare == plain else "footnote" if _FOOTNOTES.search(plain) else "cents"
    plain = bare
    found = _PARTS.fullmatch(plain)
    if found is None or not readings(found["body"]):
        return None
    before, after = found["before"].strip(), found["after"]
    minus = False
    if before.startswith("(") and after.rstrip().endswith(")"):
        before, after, minus, odd = before[1:].strip(), after.rstrip()[:-1], True, "brackets"
    marks: list[str] = []
    before, marks = _without_currency(before, marks)
    if before in ("-", "+"):
        minus = minus or before == "-"
        odd = "minus" if before == "-" and "-" not in cell else odd
    elif before:
        return None
    attached, after = after[:1] != " ", after.strip()
    if after == "-" and not before and not minus:
        minus, odd, after = True, "minus", ""
    after, marks = _without_currency(after, marks)
    if after:
        if not _UNIT.fullmatch(after) or (attached and after not in _KNOWN_UNITS and after != "%"):
            return None
        marks.append(after)
    if len(marks) > 1:
        return None
    power = re.sub(r"(?:[eEdD]|\s?[×x·*]\s?10\^?)(?=[+-]?\d)", "e", found["power"] or "", count=1)
    return Written(found["body"], power, minus, marks[0] if marks else "", odd)


def is_unit(text: str) -> bool:
    """Whether a text is a unit that is known, as it stands behind a number or below a name."""
    return text == "%" or text in _KNOWN_UNITS


def _without_currency(text: str, marks: list[str]) -> tuple[str, list[str]]:
    found = _CURRENCY.search(text)
    if found is None:
        return text, marks
    rest = (text[: found.start()] + text[found.end() :]).strip()
    return (rest, [*marks, found.group()]) if rest in ("", "-", "+") else (text, marks)


@lru_cache(maxsize=4096)
def readings(body: str) -> tuple[tuple[str, str, str], ...]:
    """Return the ways to read digits with signs between them: (decimal sign, sign of thousands, plain text) each.

    A sign that is not there is "": 950 can be read in one way, 1,250 in two.
    """
    if body.isdecimal():
        return (("", "", body),)
    found = []
    for decimal, other in ((".", ","), (",", ".")):
        if re.fullmatch(rf"\d+\{decimal}\d+|\{decimal}\d+" + (r"|\d+\." if decimal == "." else ""), body):
            found.append((decimal, "", body.replace(",", ".")))
        for sign in (other, " ", "'"):
            groups = rf"[1-9]\d{{0,2}}(?:\{sign}\d{{3}})+"
            if sign == ",":
                groups = rf"(?:{groups}|[1-9]\d?(?:,\d\d)+,\d{{3}})"
            if whole := re.fullmatch(rf"({groups})(?:\{decimal}(\d+))?", body):
                part = whole[2]
                plain = whole[1].replace(sign, "") + (f".{part}" if part else "")
                way = (decimal if part else "", sign, plain)
                if way not in found:
                    found.append(way)
    return tuple(found)


@dataclass(frozen=True)
class Signs:
    """How numbers of a table are written: the decimal sign, the sign of thousands, and cells that fit both."""

    decimal: str = "."
    thousands: str = ""
    doubtful: str = ""


def guess_signs(bodies: Iterable[Iterable[str]], decimal: str | None, thousands: str | None) -> Signs:
    """Return the signs of numbers in columns, by the cells that can be read in one way only.

    Parameters
    ----------
    bodies : iterable of iterable of str
        Of each column, how its numbers are written without sign and unit.
    decimal, thousands : str or None
        What was chosen.
    """
    point = comma = 0
    used: dict[str, int] = {}
    doubtful: dict[str, str] = {}
    trailing = False
    for column in bodies:
        whole, dotted, doubts = [], 0, []
        for body in column:
            ways = readings(body)
            if len(ways) == 1:
                sign, group, plain = ways[0]
                point += sign == "." or group == ","
                comma += sign == "," or group == "."
                dotted += sign == "."
                if group:
                    used[group] = used.get(group, 0) + 1
                if not sign and not group:
                    whole.append(plain)
            elif ways:
                sign = "," if "," in body else "."
                doubtful.setdefault(sign, body)
                doubts.append(body)
        # 950 beside 1.250 and no other decimals: a program that writes 950 without zeros would write 1.25.
        small = whole and all(len(plain) <= 3 for plain in whole)
        trailing |= bool(small and not dotted and any(body.endswith("0") for body in doubts))
    chosen = decimal or _decimal(point, comma, doubtful, trailing, thousands)
    if thousands is None:
        other = "." if chosen == "," else ","
        signs = [sign for sign in used if sign != chosen]
        thousands = other if other in doubtful or other in signs else (signs[0] if signs else "")
    doubt = ""
    if decimal is None and not (point or comma):
        doubt = doubtful.get(",", doubtful.get(".", ""))
    elif decimal is None and point and comma:
        doubt = next(iter(doubtful.values()), "")
    return Signs(chosen, thousands, doubt)


def _decimal(point: int, comma: int, doubtful: dict[str, str], trailing: bool, thousands: str | None) -> str:
    if thousands in (".", ","):
        return "," if thousands == "." else "."
    if thousands is not None and "," in doubtful and not point:
        return ","
    if not point and not comma and "." in doubtful and "," not in doubtful and trailing:
        return ","
    return "," if comma > point else "."


def plain_number(number: Written, signs: Signs) -> str | None:
    """Return a number in plain form, with a decimal point and a hyphen, or None if the signs forbid it."""
    ways = readings(number.body) if len(number.body) <= LONGEST else (("", "", number.body),)
    if len(ways) > 1:
        ways = tuple(way for way in ways if (way[1] == signs.thousands if way[1] else way[0] == signs.decimal))
    if not ways:
        return None
    return ("-" if number.minus else "") + ways[0][2] + number.power
