"""Which of our requirements have a newer release than their upper bound lets in: `python scripts/outdated.py`.

It asks pip, in the environment that it runs in. It only reports: whether a bound moves is decided after the tests.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILES = ("requirements.txt", "requirements-dev.txt", "requirements-torch.txt")
_LINE = re.compile(
    r"([A-Za-z0-9][A-Za-z0-9._-]*)\s*>=\s*([0-9][0-9.]*)\s*,\s*<\s*([0-9][0-9.]*)(?:; sys_platform != 'win32')?"
)


def bounds(text: str) -> dict[str, tuple[str, str]]:
    """Return the lower and the upper bound of each requirement of a file, by its name in lower case.

    Raises
    ------
    ValueError
        If a line that is no comment and no other file has not both.
    """
    found = {}
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.split("#")[0].strip()
        if not line or line.startswith("-r "):
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise ValueError(f"line {number} must be a name with both bounds, such as numpy>=2.1,<3, not {line!r}")
        found[match[1].lower().replace("_", "-")] = (match[2], match[3])
    return found


def number(version: str) -> tuple[int, ...]:
    """Return the numbers of a version, to be compared; "2.10.1rc1" is that of 2.10.1."""
    return tuple(int(part) for part in re.findall(r"\d+", version.split("+")[0])[:3])


def held_back(required: Mapping[str, tuple[str, str]], newest: Mapping[str, str]) -> list[str]:
    """Return a line for each requirement whose newest release is at or beyond its upper bound."""
    lines = []
    for name, (_, below) in sorted(required.items()):
        if name in newest and number(newest[name]) >= number(below):
            lines.append(f"- {name}: {newest[name]} is out, and the bound is <{below}")
    return lines


def main() -> int:
    """Print the report."""
    required: dict[str, tuple[str, str]] = {}
    for name in FILES:
        required |= bounds((ROOT / name).read_text(encoding="utf-8"))
    command = [sys.executable, "-m", "pip", "list", "--outdated", "--format=json", "--disable-pip-version-check"]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    newest = {one["name"].lower().replace("_", "-"): one["latest_version"] for one in found}
    lines = held_back(required, newest)
    print("\n".join(["Newer releases that an upper bound holds back:", *lines] if lines else ["No bound holds back."]))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
