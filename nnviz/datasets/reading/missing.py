"""Words for a missing cell."""

from __future__ import annotations

WORDS = frozenset(
    "na n/a #n/a #na n.a. nan null none nil ? ?? - -- --- . .. — – <na> <null> (null) \\n #div/0! #value! #ref! #name? "
    "#num! #null! -nan nan(ind) nat … ... #nv #wert! #bezug! #zahl! #spill! #calc! 1.#ind -1.#ind 1.#qnan "
    "pd.na (blank) k.a.".split()
)
"""What is taken for a missing cell, in small letters, beside the empty one."""
CAN_BE_CLASSES = frozenset({"na", "n/a", "n.a.", "k.a.", "none", "nil", "null", "-", "--", "---"})
"""Signs that are words of their own among words: None beside Mild and Severe, - beside +, -- beside ++."""
SENTINELS = frozenset({"-9", "-99", "-999", "-9999", "-99999", "999", "9999", "99999", "-999.0", "-9999.0", "-99.0"})
"""Numbers that often stand for a missing one; they are never taken for that unasked."""


def is_missing(cell: str) -> bool:
    """Whether a cell is empty or one of these words."""
    return not cell or (len(cell) < 10 and cell.lower() in WORDS)
