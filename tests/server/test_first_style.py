"""The style of the first moment: in pages, and in nothing else."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from nnviz.server.first_style import FIRST_STYLE, with_first_style

PAGE = b"<html><head><title>Streamlit</title></head><body></head></body></html>"


def answered(headers, *parts, status=200):
    """Header and body that a browser gets of an answer in these parts."""
    told = []

    async def send(message):
        told.append(message)

    async def answer():
        to = with_first_style(send)
        await to({"type": "http.response.start", "status": status, "headers": headers})
        for i, part in enumerate(parts):
            await to({"type": "http.response.body", "body": part, "more_body": i + 1 < len(parts)})

    with ThreadPoolExecutor(1) as other:  # where no browser's loop runs
        other.submit(asyncio.run, answer()).result()
    return dict(told[0]["headers"]), b"".join(message["body"] for message in told[1:])


@pytest.mark.parametrize("cut", [len(PAGE), 20, 45])
def test_a_page_gets_it_once_at_the_end_of_its_head(cut):
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", str(len(PAGE)).encode())]
    headers += [(b"etag", b"1"), (b"last-modified", b"Fri, 27 Nov 2026 13:56:21 GMT")]
    told, body = answered(headers, PAGE[:cut], PAGE[cut:])
    assert body == PAGE.replace(b"</head>", FIRST_STYLE + b"</head>", 1)
    assert told == {b"content-type": b"text/html; charset=utf-8", b"content-length": str(len(body)).encode()}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([(b"content-type", b"text/javascript")], 200),
        ([(b"content-type", b"text/html"), (b"content-encoding", b"gzip")], 200),
        ([(b"content-type", b"text/html")], 404),
        ([], 304),
    ],
)
def test_other_answers_stay_as_they_are(headers, status):
    assert answered(headers, PAGE[:9], PAGE[9:], status=status) == (dict(headers), PAGE)
