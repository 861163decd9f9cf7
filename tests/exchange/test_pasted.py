"""Links as they arrive: through mail, chats, Markdown and web pages."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.exchange.pasted import cleaned, cleaned_params
from nnviz.exchange.playground_link import NAMES, read_link
from nnviz.session.names import NUMBERS, OURS, unknown_names

ALL = (*OURS, *NAMES)
QUERY = "activation=relu&batchSize=5&dataset=spiral&regularization=L2&networkShape=3,2&noise=20"
LINK = f"https://playground.tensorflow.org/#{QUERY}"
MEANT = read_link(LINK)
WAYS = {
    "entity": LINK.replace("&", "&amp;"),
    "entity twice": LINK.replace("&", "&amp;amp;"),
    "numeric entity": LINK.replace("&", "&#38;"),
    "hexadecimal entity": LINK.replace("&", "&#x26;"),
    "backslash": LINK.replace("&", "\\&"),
    "backslashes everywhere": LINK.replace("&", "\\&").replace("#", "\\#").replace("=", "\\="),
    "hash in percent": LINK.replace("#", "%23"),
    "all in percent": LINK.replace("#", "%23").replace("&", "%26").replace("=", "%3D").replace(",", "%2C"),
    "quoted-printable": LINK.replace("=", "=3D").replace("data", "da=\r\nta"),
    "entity at the end": LINK + "&amp;",
    "half an entity at the end": LINK + "&amp",
    "whole in percent": LINK.replace(":", "%3A").replace("/", "%2F").replace("#", "%23").replace("=", "%3D"),
    "registered": LINK.replace("&reg", "®"),
    "registered in percent": LINK.replace("&reg", "%C2%AE"),
    "bracket": LINK + ")",
    "full stop": LINK + ".",
    "comma": LINK + ",",
    "quotation mark": LINK + '"',
    "quoted": f"“{LINK}”",
    "angles": f"<{LINK}>",
    "Markdown": f"[a spiral, with & in it]({LINK})",
    "Markdown with angles": f"[a spiral](<{LINK}>).",
    "Markdown with a title": f'[a spiral]({LINK} "try it")',
    "code": f"`{LINK}`",
    "bold": f"**{LINK}**",
    "brackets within brackets": f"({{[<{LINK}>]}}).",
    "more brackets closed than opened": f"{LINK})])>.",
    "blanks": LINK.replace("&", " & "),
    "broken lines": LINK.replace("noise", "\r\n  noise"),
    "unseen blanks": LINK.replace("=", "=\u200b"),
    "coded twice": LINK.replace("#", "%2523").replace("&", "%2526").replace("=", "%253D").replace(",", "%252C"),
    "comma coded twice": LINK.replace(",", "%252C"),
    "ampersands in percent": LINK.replace("&", "%26"),
    "behind a link that leads on": "https://www.google.com/url?q=https%3A%2F%2Fplayground.tensorflow.org%2F%23"
    + QUERY.replace("&", "%26").replace("=", "%3D")
    + "&sa=D",
    "semicolons": LINK.replace("&", ";"),
    "wide ampersands": LINK.replace("&", "＆"),
    "no hash": LINK.replace("#", ""),
    "two hashes": LINK.replace("#", "##"),
    "hash and question mark": LINK.replace("#", "#?"),
    "names in capitals": LINK.replace("activation", "ACTIVATION").replace("networkShape", "networkshape"),
    "values in capitals": LINK.replace("relu", "ReLU").replace("spiral", "Spiral").replace("L2", "l2"),
    "layers parted otherwise": LINK.replace("3,2", "3-2"),
    "layers in brackets": LINK.replace("3,2", "[3,2]"),
    "percent sign": LINK + "&percTrainData=50%",
    "decimal comma": LINK + "&learningRate=0,03",
    "one name twice": LINK.replace("activation=relu", "activation=tanh&activation=relu"),
    "closing bracket in percent": LINK + "%29",
    "quotation mark in percent": LINK + "%E2%80%9D",
    "blank in percent": LINK + "%20",
    "blanks before values": LINK.replace("=", "=%20"),
    "question mark": LINK + "?",
    "slash": LINK + "/",
    "ellipsis": LINK + "…",
    "plus": LINK + "+",
    "apostrophe": LINK + "’",
    "words behind": f"Look at {LINK} please",
    "HTML": f'<a href="{LINK.replace("&", "&amp;")}">try it</a>',
    "BBCode": f"[url={LINK}]try it[/url]",
    "reStructuredText": f"`try it <{LINK}>`_",
    "Org": f"[[{LINK}][try it]]",
    "a wiki": f"[{LINK} try it]",
    "all at once": f"[x]({LINK.replace('&reg', '®').replace('&', '&amp;').replace('#', '%23')}).\n",
}


@pytest.mark.parametrize("way", WAYS)
def test_a_link_is_read_as_it_was_meant_and_what_was_changed_is_said(way):
    found = read_link(WAYS[way])
    assert (found.settings, found.remarks) == (MEANT.settings, MEANT.remarks)
    assert found.changed
    assert all(sentence.endswith(".") for sentence in found.changed)


@pytest.mark.parametrize(
    "way",
    [
        lambda link: link.replace("&", "%2526").replace("=", "%253D"),
        lambda link: link.replace("&", "%26"),
        lambda link: link.replace("&", ";"),
        lambda link: link.replace("dataset", "Dataset").replace("eta=", "ETA="),
        lambda link: link.replace("0.2", "0,2"),
        lambda link: link.replace("=", "=%20"),
        lambda link: link.replace("eta=0.2", "eta=7&eta=0.2"),
        lambda link: link + "%29",
        lambda link: link + "?",
        lambda link: link.replace("?", "??"),
        lambda link: link + "#top",
        lambda link: link.replace("=", "=3D"),
        lambda link: link + "&amp;",
        lambda link: link + " please",
    ],
)
def test_a_link_of_ours_is_read_as_it_was_meant(way):
    link = "https://example.org/?dataset=xor&hidden=5-4&eta=0.2&step=40"
    assert cleaned(link, ALL, NUMBERS) == (link, ())
    made, said = cleaned(way(link), ALL, NUMBERS)
    assert dict(parse_qsl(made.partition("?")[2])) == dict(parse_qsl(link.partition("?")[2]))
    assert len(said) in (1, 2) and all(sentence.endswith(".") for sentence in said)


def test_a_comma_stays_where_a_value_is_a_list():
    for link in ("?history=eta:0.5@3,eta:0.2@5&hidden=5-4", "#networkShape=3,2&learningRate=0.03"):
        assert cleaned(link, ALL, NUMBERS) == (link, ())


def test_a_link_as_it_should_be_is_left_alone():
    assert MEANT.changed == ()
    for link in (
        "https://example.org/?a=f(g(1))",
        "https://example.org/?a=<b>x</b>",
        'https://example.org/?a="x"',
        "https://example.org/?a=«x»",
        LINK,
        LINK + "&seed=0.5",
        "https://example.org/?dataset=xor&step=5&history=eta:0.5@3",
    ):
        assert cleaned(link, ALL) == (link, ())


@pytest.mark.parametrize(
    ("sign", "name"),
    [("®", "regularization"), ("®", "regularization_rate"), ("®", "regularizationRate"), ("η", "eta")],
)
def test_a_name_that_became_a_sign_is_put_back(sign, name):
    entity = {"®": "reg", "η": "eta"}[sign]
    text = f"?step=5{sign}{name.removeprefix(entity)}=0.5"
    made, said = cleaned(text, ALL)
    assert made == f"?step=5&{name}=0.5"
    assert len(said) == 1 and f"&{entity}" in said[0]


def test_a_sign_that_is_of_no_name_stays():
    for sign in "®¶§¬×°µ¤€":
        for text in (f"?step=5{sign}", f"?step={sign}colour=red", f"?own=5{sign}colour=red", f"?colour=5{sign}eta=red"):
            assert cleaned(text, ("step", "own")) == (text, ())


def test_a_sign_of_an_unknown_name_ends_the_value_before_it():
    for sign, name in {"®": "regcolour", "¶": "param", "¬": "notify", "§": "section", "×": "timestep"}.items():
        entity = {"®": "reg", "¶": "para", "¬": "not", "§": "sect", "×": "times"}[sign]
        made, said = cleaned(f"?dataset=xor&step=40{sign}{name.removeprefix(entity)}=1", ALL)
        assert made == f"?dataset=xor&step=40&{name}=1" and len(said) == 1
        params, said = cleaned_params({"dataset": "xor", "step": f"40{sign}{name.removeprefix(entity)}=1"}, ALL)
        assert (params["dataset"], params["step"]) == ("xor", "40") and name in params and said


def test_a_name_that_became_a_sign_is_put_back_whatever_it_is():
    names = [name for name in ("paragraph", "section", "notes", "timestep", "degree", "microns", "currency")]
    for sign, name in zip("¶§¬×°µ¤", names, strict=True):
        entity = {"¶": "para", "§": "sect", "¬": "not", "×": "times", "°": "deg", "µ": "micro", "¤": "curren"}[sign]
        assert cleaned(f"a=1{sign}{name.removeprefix(entity)}=2", names)[0] == f"a=1&{name}=2"


def test_parameters_of_an_address_are_read_as_they_were_meant():
    meant = {"dataset": "xor", "eta": "0.5", "regularization": "l2", "step": "40"}
    for given_ in (
        {"dataset": "xor", "amp;eta": "0.5", "amp;regularization": "l2", "amp;step": "40"},
        {"dataset": "xor", "eta": "0.5®ularization=l2", "step": "40"},
        {"dataset": "xor", "eta": "0.5\\", "regularization": "l2\\", "step": "40"},
        {"dataset": "xor", "eta": "0.5", "regularization": "l2", "step": "40)."},
        {"dataset": "xor", "eta": " 0.5", "regularization": "l2", "step": "4 0"},
        {"dataset": "xor&eta=0.5&regularization=l2&step=40"},
        {"dataset": "xor", "eta": "0.5&regularization=l2", "step": "40"},
        {"dataset": "3Dxor", "eta": "3D0.5", "regularization": "3Dl2", "step": "3D40"},
        {**meant, "amp;": ""},
        {**meant, "amp": ""},
    ):
        made, said = cleaned_params(given_, ALL)
        assert made == meant
        assert said
    assert cleaned_params(meant, ALL) == (meant, ())
    ends_itself = {"dataset": "<b>x</b>", "step": "f(3)", "hidden": '"4"'}
    for value in ends_itself.values():
        assert cleaned_params({"eta": "0.5", "dataset": value}, ALL) == ({"eta": "0.5", "dataset": value}, ())
    own = {"own": "a&eta=3&b", "step": "3"}
    assert cleaned_params(own, ALL) == (own, ())
    foreign = {"utm_source": "a b)", "step": "3"}
    assert cleaned_params(foreign, ALL) == (foreign, ())


@settings(deadline=None)
@given(st.dictionaries(st.text(max_size=12) | st.sampled_from(ALL), st.text(max_size=30), max_size=6))
def test_no_parameters_make_it_raise(params):
    made, said = cleaned_params(params, ALL)
    assert said or made == params
    unknown_names(made)


@given(st.text(max_size=200))
def test_no_text_makes_it_raise_and_what_is_clean_stays_so(text):
    once, _ = cleaned(text, ALL)
    assert isinstance(once, str)


def test_unknown_names_are_named_with_what_was_meant():
    assert unknown_names({"dataset": "xor", "eta": "1", "utm_source": "x", "embed": "true", "networkShape": "4"}) == ()
    (said,) = unknown_names({"hiden": "3"})
    assert "'hiden'" in said and "did you mean hidden?" in said
    for other, meant in {
        "learning_rate": "eta",
        "lr": "eta",
        "layers": "hidden",
        "batchSize": "batch_size",
        "learningRate": "eta",
        "optimizer": "optimiser",
        "batch-size": "batch_size",
    }.items():
        (said,) = unknown_names({other: "3", "eta": "0.5", "hidden": "4"})
        assert f"did you mean {meant}?" in said, said
    (said,) = unknown_names({"batch_sise": "3"})
    assert "'batch_sise'" in said
    (said,) = unknown_names({"<b>": "3"})
    assert "<" not in said and "did you mean" not in said
    assert len(unknown_names({f"name{i}x": "1" for i in range(500)})) == 6
