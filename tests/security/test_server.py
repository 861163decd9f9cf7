"""What the running server refuses, and what it says with every answer."""

from __future__ import annotations

import http.client
import secrets
from urllib.parse import urlsplit

import pytest

from nnviz.server.guard import welcome

TYPES = ("/", "/_stcore/health", "/_stcore/host-config", "/nowhere", "/media/none", "/app/static/none.js")


def ask(address, method, path, headers=None, body=None):
    """The server's answer: status, headers by name in lower case, body."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
    try:
        connection.request(method, path, body=body, headers=headers or {})
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, found, b"" if answer.status == 101 else answer.read()
    finally:
        connection.close()


def websocket(address, origin):
    """The status with which the server answers a page of an origin that wants a websocket; None: no origin is said."""
    headers = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        **({"Origin": origin} if origin else {}),
    }
    return ask(address, "GET", "/_stcore/stream", headers)[0]


@pytest.mark.parametrize("path", TYPES)
def test_every_answer_has_the_headers(watched, path):
    _, headers, _ = ask(watched.address, "GET", path)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    host = urlsplit(watched.address).netloc
    assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == "'self'"
    assert policy["connect-src"] == f"'self' ws://{host} wss://{host} data: blob:"
    assert policy["object-src"] == policy["frame-src"] == "'none'"
    assert "http" not in policy["script-src"] + policy["img-src"] + policy["style-src"] + policy["font-src"]
    assert "access-control-allow-origin" not in headers


def test_a_host_that_is_none_is_not_repeated(watched):
    _, headers, _ = ask(watched.address, "GET", "/", {"Host": "x; script-src *"})
    assert "script-src *" not in headers["content-security-policy"]


def test_pages_of_other_sites_get_no_websocket_and_no_leave_to_read(watched):
    own = watched.address
    assert websocket(own, own) == 101
    assert websocket(own, None) == 101  # no browser
    for other in ("http://evil.example", "https://evil.example", "null", "http://[", "http://127.0.0.1.evil.example"):
        assert websocket(own, other) == 403
    for path in TYPES:
        _, headers, _ = ask(own, "GET", path, {"Origin": "http://evil.example"})
        assert headers.get("access-control-allow-origin") != "*"
        assert headers.get("access-control-allow-origin") != "http://evil.example"


def test_a_name_that_the_server_was_told_of_is_welcome(monkeypatch):
    from streamlit import config

    told = {
        "server.enableCORS": True,
        "server.corsAllowedOrigins": ["https://school.example"],
        "browser.serverAddress": "workshop.example",
    }
    monkeypatch.setattr(config, "get_option", told.__getitem__)
    assert welcome("https://workshop.example", "10.0.0.7:8501")
    assert welcome("https://school.example", "10.0.0.7:8501")
    assert welcome("http://10.0.0.7:8501", "10.0.0.7:8501")
    assert not welcome("http://10.0.0.7:8502", "10.0.0.7:8501")
    assert not welcome("https://workshop.example.evil.example", "10.0.0.7:8501")
    told["server.enableCORS"] = False
    assert welcome("https://evil.example", "10.0.0.7:8501")


def upload(address, headers):
    border = secrets.token_hex(8)
    body = f'--{border}\r\nContent-Disposition: form-data; name="f"; filename="f.csv"\r\n\r\na,b\r\n--{border}--\r\n'
    kind = {"Content-Type": f"multipart/form-data; boundary={border}"}
    return ask(address, "PUT", "/_stcore/upload_file/nobody/1", {**kind, **headers}, body.encode())[0]


def test_an_upload_needs_the_token_of_the_page(watched):
    _, headers, _ = ask(watched.address, "GET", "/_stcore/health")
    cookie = headers["set-cookie"].split(";")[0]
    token = cookie.split("=", 1)[1]
    assert "samesite=lax" in headers["set-cookie"].lower()
    assert upload(watched.address, {}) == 403
    assert upload(watched.address, {"Cookie": cookie}) == 403
    assert upload(watched.address, {"Cookie": cookie, "X-Xsrftoken": "x" + token}) == 403
    assert upload(watched.address, {"Cookie": cookie, "X-Xsrftoken": token}) == 400  # let in: there is no such session


OUTSIDE = (
    "/app.py",
    "/.streamlit/config.toml",
    "/app/static/../app.py",
    "/app/static/%2e%2e/app.py",
    "/app/static/..%2fapp.py",
    "/media/../app.py",
    "//app.py",
    "/app/static//etc/passwd",
)


@pytest.mark.parametrize("path", OUTSIDE)
def test_no_file_but_the_pages_own_is_served(watched, path):
    _, _, body = ask(watched.address, "GET", path)
    assert b"st.navigation" not in body
    assert b"[server]" not in body
    assert b"root:" not in body


def test_the_server_turns_to_nobody(watched):
    websocket(watched.address, "http://evil.example")
    assert watched.calls() == []
