"""Vega's bundle: made once, kept by version, and a plain word when it cannot be."""

from importlib.metadata import version

import pytest

from nnviz.components.vega import bundle_name, ensure_bundle


@pytest.fixture(autouse=True)
def _afresh():
    ensure_bundle.cache_clear()
    yield
    ensure_bundle.cache_clear()


def test_the_name_changes_with_the_version(monkeypatch):
    assert version("vl-convert-python") in bundle_name()
    assert bundle_name().endswith(".js")
    monkeypatch.setattr("nnviz.components.vega.version", lambda package: f"9.9-{package}")
    assert bundle_name() == "vega-9.9-vl-convert-python.js"


def test_it_is_made_once_and_whole(tmp_path, monkeypatch):
    folder = tmp_path / "a" / "static"
    name = ensure_bundle(folder)
    assert name == bundle_name()
    assert [path.name for path in folder.iterdir()] == [name]  # nothing is left of the making
    text = (folder / name).read_text(encoding="utf-8")
    assert len(text) > 500_000
    assert "vega" in text

    # Found in the folder it is not made again, in this process or the next.
    monkeypatch.setattr("sys.executable", str(tmp_path / "nothing"))
    when = (folder / name).stat().st_mtime_ns
    ensure_bundle.cache_clear()
    assert ensure_bundle(folder) == name
    assert (folder / name).stat().st_mtime_ns == when


def test_a_file_that_is_there_is_taken_as_it_is(tmp_path):
    (tmp_path / bundle_name()).write_text("mine", encoding="utf-8")
    assert ensure_bundle(tmp_path) == bundle_name()
    assert (tmp_path / bundle_name()).read_text(encoding="utf-8") == "mine"


def test_a_folder_that_cannot_be_says_so(tmp_path):
    (tmp_path / "static").write_text("a file, not a folder", encoding="utf-8")
    with pytest.raises(RuntimeError, match=r"cannot make vega-.* in the folder 'static'"):
        ensure_bundle(tmp_path / "static")


def test_a_python_that_cannot_be_run_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.executable", str(tmp_path / "nothing"))
    with pytest.raises(RuntimeError, match="cannot make vega-"):
        ensure_bundle(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_making_that_fails_leaves_nothing_behind(tmp_path, monkeypatch):
    broken = tmp_path / "modules"
    broken.mkdir()
    (broken / "vl_convert.py").write_text("def javascript_bundle():\n    raise MemoryError", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(broken))
    with pytest.raises(RuntimeError, match="cannot make vega-"):
        ensure_bundle(tmp_path / "static")
    assert list((tmp_path / "static").iterdir()) == []
    # What failed once is tried again.
    monkeypatch.delenv("PYTHONPATH")
    assert ensure_bundle(tmp_path / "static") == bundle_name()
