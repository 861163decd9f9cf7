"""What the browser's reports do to a visit: each is handled once."""

from __future__ import annotations

from collections.abc import Mapping

from nnviz.figures.theme import THEMES
from nnviz.session.choice import beside
from nnviz.session.lock import alone
from nnviz.session.states import State
from nnviz.session.telling import end_unseen, play_on
from nnviz.session.transport import nothing
from nnviz.session.visit import PRESSES, Visit


@alone
def hear(visit: Visit, raw: object) -> None:
    """Handle the browser's latest report once: the step on show, a click, a wish for frames or for charts."""
    news = visit.talk.take(raw)
    if news is None:
        return
    transport = visit.transport
    visit.around.hear(news.report)
    visit.shown = visit.shown if news.report.shown is None else news.report.shown
    pick = news.wishes.get("pick")
    if isinstance(pick, Mapping):
        key = str(pick.get("key"))
        visit.choose(beside(key, visit.chosen, visit.experiment.sizes) if pick.get("name") == "pixel" else key)
    if "tick" in news.facts:
        transport.tick()
    for what in news.done:
        if isinstance(what, int):
            transport.seek(what)
        elif what in PRESSES:
            visit.press(what)
    theme = THEMES.get(str(news.wishes.get("theme")))
    if theme is not None and theme is not visit.theme:
        visit.theme = theme
        visit.drawn.undressed = True
    if "need" in news.wishes:
        transport.act(nothing)
        visit.drawn.whole = True
    if "held" in news.facts:
        transport.settle(visit.shown)
    elif "done" in news.facts:
        transport.shown_all()
    elif "want" in news.facts and transport.state in (State.STARTING, State.PLAYING):
        if visit.presence.gone():
            end_unseen(visit)
        else:
            play_on(visit)


def notice_touch(visit: Visit, raw: object) -> bool:
    """Note the time if the visitor, not the player, made the page run; return whether it was the visitor."""
    own = visit.talk.by_hand(raw)
    if own:
        visit.presence.touch()
    return own
