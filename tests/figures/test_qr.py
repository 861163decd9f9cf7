"""The QR code: what a reader of its squares gets back is the link, and what is too long is refused."""

import re

import pytest
import segno

from nnviz.figures.qr import MOST_BYTES, qr_svg


def squares(svg):
    """The dark modules of the picture, as rows of a matrix, drawn from its path's strokes."""
    size = int(re.search(r'viewBox="0 0 (\d+) \1"', svg)[1])
    grid = [[0] * size for _ in range(size)]
    path = re.search(r'class="qrline"[^>]* d="([^"]*)"|d="([^"]*)" class="qrline"|stroke="#000"[^>]* d="([^"]*)"', svg)
    x = y = 0.0
    for command, text in re.findall(r"([Mmh])([^Mmh]*)", next(group for group in path.groups() if group)):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", text)]
        if command == "h":
            for column in range(int(x), int(x + numbers[0])):
                grid[int(y)][column] = 1
            x += numbers[0]
        elif command == "m":
            x, y = x + numbers[0], y + numbers[1]
        else:
            x, y = numbers
    return grid


def test_the_picture_shows_the_code_with_a_white_rim():
    link = "https://example.org/nn?dataset=xor&eta=0.5&step=1"
    svg = qr_svg(link)
    assert svg.startswith("<svg ")
    assert 'fill="#fff"' in svg
    wanted = [list(row) for row in segno.make(link.encode(), error="l", micro=False).matrix_iter(border=4)]
    grid = squares(svg)
    assert grid == [[int(value) for value in row] for row in wanted]
    assert not any(grid[0]) and not any(row[3] for row in grid)


def test_the_longest_link_has_a_code_and_a_longer_one_none():
    assert qr_svg("x" * MOST_BYTES).startswith("<svg ")
    with pytest.raises(ValueError, match="2,901"):
        qr_svg("x" * (MOST_BYTES + 1))
