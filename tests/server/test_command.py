"""The command `nnviz`: its options, and the folder that it starts the page from."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest
from streamlit.web import cli

from nnviz.server.command import FILES, STATIC_VARIABLE, arguments, home, main, prepared
from scripts.chromium import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_options_have_the_defaults_that_the_help_names():
    options = arguments([])
    assert (options.port, options.address, options.no_browser) == (8501, "127.0.0.1", False)
    assert arguments(["--port", "9000", "--no-browser"]).port == 9000


@pytest.mark.parametrize("wrong", ["0", "65536", "x", "-1", "8501.0", "٨"])
def test_a_wrong_port_is_named_with_what_is_allowed(wrong, capsys):
    with pytest.raises(SystemExit):
        arguments([f"--port={wrong}"])
    assert "argument --port: must be a whole number from 1 to 65535" in capsys.readouterr().err


def test_the_help_says_what_the_command_does(capsys):
    with pytest.raises(SystemExit):
        arguments(["--help"])
    assert "Start the backprop playground" in capsys.readouterr().out


def test_the_start_folder_holds_the_script_and_the_configuration(tmp_path):
    script = prepared(ROOT, tmp_path / "deep" / "folder")
    assert script.read_text(encoding="utf-8") == (ROOT / "app.py").read_text(encoding="utf-8")
    assert [name for name in FILES if not (script.parent / name).is_file()] == []
    assert prepared(ROOT, script.parent) == script  # a second start finds them there


def test_the_command_starts_the_page_of_a_checkout(tmp_path, monkeypatch):
    """As it does after `pip install -e .`, which makes no wheel."""
    told = []
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv(STATIC_VARIABLE, "before")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "main", lambda words, **_: told.extend(words))
    with pytest.raises(SystemExit) as ended:
        main(["--port", "9000", "--no-browser"])
    assert ended.value.code is None
    assert told[0] == "run" and told[told.index("--server.port") + 1] == "9000"
    assert Path(told[1]).read_text(encoding="utf-8") == (ROOT / "app.py").read_text(encoding="utf-8")
    assert Path(told[1]).is_relative_to(tmp_path / "cache")
    assert Path(".streamlit/config.toml").is_file()  # where the command has gone
    assert os.environ[STATIC_VARIABLE] == str(Path(told[1]).parent / "static")


@pytest.mark.parametrize("there", [(), *[(name,) for name in FILES]])
def test_a_broken_installation_is_said_in_a_sentence(there, tmp_path):
    for name in there:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    with pytest.raises(SystemExit, match=r"cannot start: app.py and \.streamlit/config\.toml are neither in .* nor in"):
        home([tmp_path, tmp_path / "elsewhere"])


def test_the_wheel_brings_the_files_that_the_command_copies():
    included = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert included == {name: f"nnviz/server/home/{name}" for name in FILES}


def test_the_package_needs_what_the_requirements_name():
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert PROJECT["project"]["dependencies"] == [line for line in lines if line and not line.startswith("#")]
