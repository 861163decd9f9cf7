"""Who cannot open a link: judged by its address alone."""

from __future__ import annotations

import pytest

from nnviz.session.reach import HERE, NEAR, narrow_reach


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ("localhost", HERE),
        ("LOCALHOST:8501", HERE),
        ("nnviz.localhost:8501", HERE),
        ("127.0.0.1:8501", HERE),
        ("127.8.9.1", HERE),
        ("0.0.0.0:8501", HERE),
        ("[::1]:8501", HERE),
        ("10.1.2.3", NEAR),
        ("172.16.0.9:8501", NEAR),
        ("172.31.255.1", NEAR),
        ("192.168.1.20:8501", NEAR),
        ("169.254.7.7", NEAR),
        ("100.64.0.1", NEAR),
        ("[fe80::1]", NEAR),
        ("[fd12::1]:8501", NEAR),
        ("teacher.local", NEAR),
        ("school-server", NEAR),
        ("box.home.arpa", NEAR),
        ("172.32.0.1", ""),
        ("8.8.8.8", ""),
        ("[2606:4700::1111]", ""),
        ("host.example", ""),
        ("nnviz.streamlit.app", ""),
        ("localhost.example.com", ""),
        ("local.example.org.", ""),
    ],
)
def test_who_cannot_open_a_link_is_said(host, words):
    assert narrow_reach(f"https://{host}/?step=12") == words


@pytest.mark.parametrize("link", ["", "/?step=12", "https://[broken/", "not a link"])
def test_what_is_no_link_is_not_judged(link):
    assert narrow_reach(link) == ""
