"""JavaScript modules joined into the one text that a component's script is.

Streamlit hands a component's script to the browser as text, in which an import has nothing to be relative to. So each
module becomes a function that gives what it exports, in the order in which they need one another. What is allowed is
little, and checked: imports by name from a file beside it, exports of declarations by name, one default export of the
first module, and no cycles. `import(address)` is left to the browser: an address that is known only there.
"""

from __future__ import annotations

import re
from pathlib import Path

_COMMENT = re.compile(r"^[ \t]*(?:/\*\*.*?\*/|//[^\n]*)[ \t]*\n", re.MULTILINE | re.DOTALL)
_IMPORT = re.compile(r"^import\s*\{([^}]*)\}\s*from\s*'\./([\w-]+)\.js';\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async function|function|class|const) (\w+))", re.MULTILINE)
_DEFAULT = re.compile(r"^export default function \w+\(", re.MULTILINE)
_LEFT = re.compile(r"^(?:import\b|export\b).*|\bimport\((?!address\)).*", re.MULTILINE)


def script(name: str) -> str:
    """A component's script: the module of that name in `js`, with all that it imports."""
    return joined(Path(__file__).parent / "js" / f"{name}.js")


def joined(entry: Path) -> str:
    """Join a module and all that it imports.

    Parameters
    ----------
    entry : Path
        The module whose default export Streamlit calls.

    Raises
    ------
    ValueError
        If a module says something that is not allowed, is not there or imports itself by way of others; it is named.
    """
    texts: dict[str, str] = {}
    _add(entry.parent, entry.stem, texts, (), first=True)
    return "".join(texts.values())


def _add(folder: Path, name: str, texts: dict[str, str], above: tuple[str, ...], *, first: bool = False) -> None:
    if name in above:
        raise ValueError(f"{name}.js imports itself: {' -> '.join([*above, name])}")
    if name in texts:
        return
    path = folder / f"{name}.js"
    if not path.is_file():
        raise ValueError(f"{above[-1] if above else name}.js imports {name}.js, which is not there")
    text = _COMMENT.sub("", path.read_text(encoding="utf-8"))
    heads = []
    for names, other in _IMPORT.findall(text):
        _add(folder, other, texts, (*above, name))
        wanted = [part.strip() for part in names.split(",") if part.strip()]
        heads.append(f"const {{ {', '.join(part.replace(' as ', ': ') for part in wanted)} }} = {_place(other)};\n")
        missing = {part.split(" as ")[0] for part in wanted} - set(_exports(folder, other))
        if missing:
            raise ValueError(
                f"{name}.js imports {', '.join(sorted(missing))} from {other}.js, which does not export it"
            )
    body = _EXPORT.sub("", _IMPORT.sub("", text))
    left = _LEFT.search(_DEFAULT.sub("", body) if first else body)
    if left:
        raise ValueError(f"{name}.js says {left[0].strip()!r}, which is more than the joining of modules knows")
    if first:
        if not _DEFAULT.search(body):
            raise ValueError(f"{name}.js has no default export")
        texts[name] = "".join(heads) + body
    else:
        given = ", ".join(_exports(folder, name))
        texts[name] = f"const {_place(name)} = (() => {{\n{''.join(heads)}{body}return {{ {given} }};\n}})();\n"


def _exports(folder: Path, name: str) -> list[str]:
    return _EXPORT.findall(_COMMENT.sub("", (folder / f"{name}.js").read_text(encoding="utf-8")))


def _place(name: str) -> str:
    return "$" + name.replace("-", "_")
