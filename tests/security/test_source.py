"""What the repository itself promises: bounds, no HTML of others, no secrets, workflows that may do little."""

from __future__ import annotations

import re
import subprocess
import tomllib

import pytest

from scripts.chromium import ROOT
from scripts.outdated import FILES, bounds, held_back, number


def tracked(*ends):
    """The repository's files, by how their names end."""
    found = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if found.returncode:
        pytest.skip("this is no git repository")
    return [ROOT / name for name in found.stdout.split("\0") if name.endswith(ends) and (ROOT / name).is_file()]


@pytest.mark.parametrize("name", FILES)
def test_every_requirement_has_both_bounds(name):
    found = bounds((ROOT / name).read_text(encoding="utf-8"))
    assert found
    assert all(number(low) < number(below) for low, below in found.values())


@pytest.mark.parametrize("line", ["numpy", "numpy>=2", "numpy<3", "numpy==2.1", "numpy>=2,<3; os_name == 'nt'", "-e ."])
def test_a_requirement_without_both_is_found(line):
    with pytest.raises(ValueError, match="line 1 must be"):
        bounds(line)


def test_the_report_names_what_a_bound_holds_back():
    required = {"numpy": ("2.1", "3"), "ruff": ("0.17", "0.18"), "pillow": ("10.1", "14")}
    assert held_back(required, {"numpy": "3.0.1", "ruff": "0.17.9", "idna": "9"}) == [
        "- numpy: 3.0.1 is out, and the bound is <3"
    ]
    assert held_back(required, {"ruff": "0.18.0"})
    assert not held_back(required, {"pillow": "13.9.9"})


def test_html_is_made_in_one_file_of_text_that_is_ours():
    making = re.compile(
        r"unsafe_allow_html|\bst\.html\b|\bhtml\(|components\.v1|innerHTML|outerHTML|insertAdjacentHTML"
        r"|document\.write|dangerouslySet|DOMParser|createContextualFragment|\beval\(|new Function"
    )
    found = {
        path.relative_to(ROOT).as_posix(): len(making.findall(path.read_text(encoding="utf-8")))
        for path in tracked(".py", ".js", ".css", ".html")
        if path.is_relative_to(ROOT / "nnviz") or path == ROOT / "app.py"
    }
    assert len(found) > 100
    assert {name: count for name, count in found.items() if count} == {"nnviz/page/style.py": 1}
    source = (ROOT / "nnviz/page/style.py").read_text(encoding="utf-8")
    assert 'st.html(f"<style>{css}</style>")' in source
    assert "css = _CSS + (PRESENT_STYLE if presented else BESIDE_SETTINGS)\n" in source


def test_nothing_is_named_that_a_browser_would_fetch_from_elsewhere():
    links = re.compile(r"""(?:src|href|url|import|fetch)\s*[=(:]?\s*["'(`]+\s*(?:https?:)?//([\w.-]+)""")
    for path in tracked(".js", ".css", ".svg", ".html"):
        assert not links.findall(path.read_text(encoding="utf-8")), path


def test_there_are_no_secrets():
    kinds = re.compile(
        rb"-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30}|github_pat_\w{30}|xox[abp]-\w{10}"
        rb"|sk-[A-Za-z0-9]{32}|hf_[A-Za-z]{30}|glpat-[\w-]{18}|(?i:password|secret|token)\s*[=:]\s*[\"'][^\"'\s{}<>]{16,}"
    )
    names = [path.name for path in tracked("")]
    assert not {"secrets.toml", ".env", "id_rsa", "credentials"}.intersection(names)
    for path in tracked(""):
        assert not kinds.search(path.read_bytes()), path


def test_the_servers_settings_are_those_of_security_md():
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    server = settings["server"]
    assert server["enableXsrfProtection"] is server["enableCORS"] is True
    assert (server["maxUploadSize"], server["maxMessageSize"]) == (4, 20)
    assert settings["browser"] == {"gatherUsageStats": False, "serverAddress": "localhost"}
    assert settings["client"]["showErrorDetails"] == "none"
    promised = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    assert "| A run file | 4 MB |" in promised
    assert "| A table | 2 MB, 10,000 rows, 100 columns |" in promised
    assert "20 MB" in promised


def test_workflows_may_read_and_nothing_else():
    paths = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
    assert [path.stem for path in paths] == ["ci", "dependencies", "gallery"]
    assert "pull_request:" in paths[0].read_text(encoding="utf-8")
    gallery = paths.pop()
    # It publishes the site that it builds, may write nothing else, and knows nothing of pull requests.
    site = gallery.read_text(encoding="utf-8")
    assert re.findall(r"[\w-]+: write", site) == ["pages: write", "id-token: write"]
    assert re.search(r"^permissions:\n  contents: read\n(?! )", site, re.MULTILINE)
    assert "pull_request" not in site and "secrets." not in site and "persist-credentials: false" in site
    assert all(re.fullmatch(r"actions/[\w-]+@v\d+", name) for name in re.findall(r"uses:\s*(\S+)", site))
    weekly = paths[1].read_text(encoding="utf-8")
    assert all(part in weekly for part in ("schedule:", "cron:", "pip-audit", "scripts/outdated.py"))
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert re.search(r"^permissions:\n  contents: read\n(?! )", text, re.MULTILINE)
        assert "write" not in text
        assert "secrets." not in text
        used = re.findall(r"uses:\s*(\S+)", text)
        assert used
        assert all(re.fullmatch(r"actions/[\w-]+@(v\d+|[0-9a-f]{40})", name) for name in used)
        assert text.count("persist-credentials: false") == sum("checkout" in name for name in used)
        assert ".ci/run" in text
        # Nothing of a pull request's own words reaches a shell.
        assert not re.findall(r"\$\{\{\s*github\.(?!workflow|ref\s)", text)
