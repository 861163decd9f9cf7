"""The static playground as a text: what it holds, what it may fetch, and what is said where something is missing."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
import zipfile
from base64 import b64decode

import pytest

from nnviz.components.modules import script
from nnviz.export.static_page import HOST, PACKAGES, PyodideError, copy_pyodide, needed, sources, static_page
from scripts.static import BESIDE, build
from tests.browser.test_static import stand_in
from tests.export.test_html_page import Reader

ALONE = """
import json, sys
sys.path.insert(0, sys.argv[1])
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("streamlit", "plotly", "PIL", "vl_convert", "charset_normalizer", "pandas", "segno"):
            raise ImportError(f"{name} is not in the browser")
sys.meta_path.insert(0, Absent())
from nnviz.session.answers import Answers
import nnviz
assert nnviz.__file__.startswith(sys.argv[1])
answers = Answers()
for name in json.loads(answers.looks_as_text())["datasets"]:
    told = json.loads(answers.answer(json.dumps({"change": {"dataset": name, "hidden": "2"}})))
    assert not told["refused"] and set(told["message"]["views"]) == {"network", "boundary", "loss"}, name
print("fine")
"""


def policy_of(text):
    found = next(a["content"] for _, a in Reader(text).tags if a.get("http-equiv") == "Content-Security-Policy")
    return dict(part.split(" ", 1) for part in found.split("; "))


def test_the_sources_are_enough_for_every_data_set_without_what_is_not_in_the_browser(tmp_path):
    raw = sources()
    assert raw == sources()
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path)
    assert not [name for name in names if "__pycache__" in name or name.split("/")[1] in ("page", "server", "export")]
    command = [sys.executable, "-c", ALONE, str(tmp_path)]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=120, check=False)
    assert ran.stdout == "fine\n", ran.stderr[-2000:]


def test_the_page_holds_worker_sources_and_vega_and_may_fetch_pyodide_alone():
    text = static_page(base="https://host/")
    read = Reader(text)
    held = {
        a.get("id"): raw for (_, a), raw in zip([t for t in read.tags if t[0] == "script"], read.scripts, strict=True)
    }
    unpacked = {name: gzip.decompress(b64decode(raw)) for name, raw in held.items() if name}
    assert unpacked["engine"].decode() == f"{script('engine')}engine();\n"
    assert unpacked["sources"] == sources()
    policy = policy_of(text)
    assert policy["default-src"] == "'none'" and policy["connect-src"] == HOST and policy["worker-src"] == "blob:"
    assert policy["script-src"].endswith(f"'unsafe-eval' {HOST}")
    assert len(text) < 2_000_000
    start = next(json.loads(a["data-start"]) for _, a in read.tags if "data-start" in a)
    assert start == {"address": f"{HOST}pyodide.mjs", "packages": list(PACKAGES), "base": "https://host/"}
    beside = policy_of(static_page(BESIDE))
    assert beside["connect-src"] == "'self'" and beside["script-src"].endswith("'unsafe-eval' 'self'")


def test_what_is_needed_of_a_folder_is_copied_with_what_that_needs(tmp_path):
    folder = stand_in(tmp_path / "from")
    lock = json.loads((folder / "pyodide-lock.json").read_text())
    lock["packages"] |= {"more": {"file_name": "more.whl", "depends": ["numpy"]}}
    lock["packages"]["altair"]["depends"] = ["more"]
    (folder / "pyodide-lock.json").write_text(json.dumps(lock))
    with pytest.raises(PyodideError, match=r"it lacks more\.whl$"):
        copy_pyodide(folder, tmp_path / "to")
    assert not (tmp_path / "to").exists()
    (folder / "more.whl").write_text("")
    (folder / "other.whl").write_text("")
    build(tmp_path / "site", pyodide=folder)
    assert sorted(path.name for path in (tmp_path / "site" / BESIDE).iterdir()) == sorted(needed(folder))
    assert "other.whl" not in needed(folder)


@pytest.mark.parametrize("text", [None, "{", "{}", '{"packages": {}}', '{"packages": {"numpy": {}}}', "[]"])
def test_a_folder_that_is_none_of_pyodide_is_refused(tmp_path, text):
    if text is not None:
        (tmp_path / "pyodide-lock.json").write_text(text)
    with pytest.raises(PyodideError, match="pyodide must be a folder with a distribution of Pyodide"):
        needed(tmp_path)
    with pytest.raises(ValueError, match="base must begin with http"):
        static_page(base="javascript:alert(1)")
