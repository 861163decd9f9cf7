"""Every page that nnviz writes has the same frame: its policy comes before anything else, and its title is text."""

from __future__ import annotations

from html.parser import HTMLParser

from nnviz.components.html import POLICY, html_document


def test_a_page_has_its_policy_before_its_style_and_its_title_as_text():
    made = html_document("</title><script>", "<p>body</p>", style="p { margin: 0; }\n", policy=POLICY)
    found: list[tuple[str, dict[str, str | None]]] = []
    texts: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attributes):
            found.append((tag, dict(attributes)))

        def handle_data(self, data):
            texts.append(data.strip())

    Reader().feed(made)
    tags = [tag for tag, _ in found]
    assert tags == ["html", "head", "meta", "meta", "meta", "meta", "title", "style", "body", "p"]
    assert found[3][1] == {"http-equiv": "Content-Security-Policy", "content": POLICY}
    assert [text for text in texts if text] == ["</title><script>", "p { margin: 0; }", "body"]
