"""Files that are no table, named as what they are, each with what to do about it."""

from __future__ import annotations

import re

from nnviz.datasets.own import DataError

_SIGNATURES = (
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet: save it as CSV first"),
    (b"%PDF", "a PDF: copy the table out of it, and paste it"),
    (b"\x1f\x8b", "a packed file: unpack it first"),
    (b"BZh", "a packed file: unpack it first"),
    (b"\xfd7zXZ", "a packed file: unpack it first"),
    (b"(\xb5/\xfd", "a packed file: unpack it first"),
    (b"7z\xbc\xaf", "a packed file: unpack it first"),
    (b"Rar!", "a packed file: unpack it first"),
    (b"\x89PNG", "a picture: the table has to be text"),
    (b"\xff\xd8\xff", "a picture: the table has to be text"),
    (b"GIF8", "a picture: the table has to be text"),
    (b"PAR1", "a Parquet file: save it as CSV first"),
    (b"ARROW1", "an Arrow file: save it as CSV first"),
    (b"FEA1", "a Feather file: save it as CSV first"),
    (b"Obj\x01", "an Avro file: save it as CSV first"),
    (b"\x89HDF", "an HDF5 file: save the table in it as CSV first"),
    (b"\x93NUMPY", 'a NumPy file: save the array with np.savetxt(…, delimiter=",") first'),
    (b"SQLite format 3", "an SQLite database: save one of its tables as CSV first"),
    (b"MATLAB 5.0", "a MATLAB file: save the matrix with writematrix first"),
    (b"RDX", "an R workspace: save the data frame with write.csv first"),
    (b"$FL2", "an SPSS file: save it as CSV first"),
    (b"<stata_dta>", "a Stata file: save it as CSV first"),
)
_PICKLE = re.compile(rb"\x80[\x02-\x05]")
_ASCII_PICKLE = re.compile(r"(\(l|\(d|\()p0\b|ccopy_reg|cnumpy|ccollections|cpandas")
_ADDRESS = re.compile(r"(https?|ftp)://\S+|www\.\S+", re.IGNORECASE)
_PATH = re.compile(r"(?:file:/|[A-Za-z]:[\\/]|\\\\).*|(?:~|\.{1,2})?/[^,;\t|]*\.\w{1,8}", re.IGNORECASE)
_ANSWER = re.compile(
    r"(HTTP/[\d.]+ )?[45]\d\d\b[: .-]*[A-Z][A-Z’' -]{3,}|Not Found|Forbidden|Unauthorized|Bad Request|Access Denied",
    re.IGNORECASE,
)
_SQL = re.compile(
    r"(?:\s*(?:--[^\n]*|/\*(?:[^*]|\*(?!/))*\*/))*\s*(?:(?:create|drop|alter|truncate)\s+(?:temp(?:orary)?\s+)?table\b|insert\s+(?:ignore\s+)?into\b|replace\s+into\b"
    r"|values\s*\(|select\b[^\n]*\sfrom\s|begin\s+transaction|pragma\s+\w+|lock\s+tables\b)",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"(import \w+|from [\w.]+ import |library\(|#!|def \w+\(|function\s*\w*\(|\w+\s*(<-|=)\s*(data\.frame|pd\.DataFrame"
    r"|read\w*|c|matrix|np\.array)\(|[A-Za-z_]\w*\s*=\s*[\[({])"
)
_DIFF = re.compile(r"(diff --git |Index: )?[^\n]*\n?--- .*\n\+\+\+ .*\n@@ |@@ -\d+(,\d+)? \+\d")
_SETTINGS = re.compile(r"\s*(\[[\w. -]+\]|[A-Za-z_][\w.-]*\s*=.*)")
_DPUT = re.compile(r"(\w+\s*(<-|=)\s*)?(structure\(list\(|data\.frame\(|pd\.DataFrame\(|tibble\()")
_YAML = re.compile(r"\s*(- )?[\w][\w .-]*:( \S.*)?|\s*- \S.*")
_TAG = re.compile(r"<[A-Za-z!?][^<>\n]*>")


def refuse_bytes(raw: bytes) -> None:
    """Raise DataError with the kind of a file that is not text."""
    for mark, what in _SIGNATURES:
        if raw.startswith(mark):
            raise DataError(f"This is {what}.")
    if raw.startswith(b"PK"):
        raise DataError(f"This is {_zipped(raw[:4_000])}.")
    if _PICKLE.match(raw) and b"." in raw[-2:]:
        raise DataError(
            "This is a Python pickle: it is not opened, as that would run what is in it. Save it as CSV first."
        )
    if raw[257:262] == b"ustar":
        raise DataError("This is a packed file: unpack it first.")


def refuse_text(text: str) -> None:
    """Raise DataError with the kind of a text that is no table."""
    if what := _kind(text):
        raise DataError(f"This is {what}.")
    if what := _likeness(text):
        raise DataError(f"This looks like {what}. If it is one already, choose what separates its cells.")


def is_prose(lines: list[str]) -> bool:
    """Whether lines are sentences and not rows."""
    words = [len(line.split()) for line in lines]
    ends = sum(line.rstrip()[-1:] in ".!?:,;" for line in lines)
    digits = sum(sign.isdigit() for line in lines for sign in line)
    letters = sum(sign.isalpha() for line in lines for sign in line)
    if not lines or letters <= 10 * digits:
        return False
    long = sum(words) >= 5 * len(words) and (ends > 0 or max(words) > 7)
    return long or (sum(words) >= 3 * len(words) and 2 * ends >= len(lines))


def _zipped(head: bytes) -> str:
    if b"xl/" in head or b"opendocument.spreadsheet" in head or b"[Content_Types]" in head:
        return "a spreadsheet: save it as CSV first"
    if b".npy" in head:
        return 'a packed NumPy file: save the array with np.savetxt(…, delimiter=",") first'
    return "a spreadsheet or zip file: save it as CSV first"


def _kind(text: str) -> str | None:
    head = text.lstrip()[:4_000]
    low = head.lower()
    if low.startswith("version https://git-lfs.github.com/spec"):
        return (
            "a Git LFS pointer, which stands for a file that was not fetched: get the file itself with “git lfs pull”"
        )
    if low.startswith(("<!doctype html", "<html", "<table", "<head", "<body")):
        return "a web page (HTML): copy the table out of it as the browser shows it, and paste it"
    if low.startswith("<?xml") and "spreadsheet" in low:
        return "a spreadsheet in XML: save it as CSV first"
    if low.startswith(("<?xml", "<svg")) or (_TAG.match(head) and text.rstrip().endswith(">") and "</" in text):
        return "XML: save the table in it as CSV first"
    if re.match(r"\{\s*[\"'}]", head) or re.match(r"\[\s*(\{|[\"']|\[\s*\[|\]|$)", head):
        if '"nbformat"' in text or '"cell_type"' in head:
            return "a notebook: save the table in it as CSV first, as with DataFrame.to_csv"
        return "JSON: save the table in it as CSV first, a line for each row"
    if low.startswith("{\\rtf"):
        return "a text document (RTF): copy the table out of it, and paste it"
    if low.startswith("%!ps"):
        return "PostScript: copy the table out of it, and paste it"
    if _ASCII_PICKLE.match(head):
        return "a Python pickle: it is not opened, as that would run what is in it. Save it as CSV first"
    alone = text.strip().strip("\"'")
    if "\n" not in alone and _ADDRESS.fullmatch(alone):
        return "an address: download the file behind it, and give that"
    if "\n" not in alone and _PATH.fullmatch(alone):
        return "the place of a file: give the file itself, or paste what is in it"
    if "\n" not in alone and _ANSWER.fullmatch(alone):
        return "a server’s answer that it does not give the file: look for its address again"
    if "\\begin{" in head:
        return "LaTeX: take the rows of its table, a line for each, with & between the cells"
    if _SQL.match(head):
        return "SQL: save the table as CSV first"
    if _DPUT.match(head):
        return "a program's text for a table: save the table as CSV first"
    if _CODE.match(head):
        return "a program: run it, and save its table as CSV"
    if _DIFF.match(head):
        return "what two versions of a file differ in: give one of the files"
    return None


def _likeness(text: str) -> str | None:
    """What a text looks like that may be a table all the same."""
    lines = [line for line in text.lstrip()[:4_000].split("\n")[:30] if line.strip()]
    plain = [line[:200] for line in lines[:-1] if line.lstrip()[:1] not in "#;"]
    if len(plain) > 1 and any("=" in line for line in plain) and all(map(_SETTINGS.fullmatch, plain)):
        return "a list of settings: write it as a table, a line for each row"
    if len(lines) > 2 and all(_YAML.fullmatch(line[:200]) for line in lines[:-1]):
        return "YAML or a list of keys: write it as a table, a line for each row"
    return None
