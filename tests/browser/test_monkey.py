"""Five hundred random actions: nothing on the page breaks, and what it counts is what a run without a page gives.

``NNVIZ_MONKEY`` chooses another seed, ``NNVIZ_MONKEY_ACTIONS`` another number of actions.
"""

from __future__ import annotations

import os

from tests.browser.monkey import Monkey

SEED = int(os.environ.get("NNVIZ_MONKEY", "20151"))
ACTIONS = int(os.environ.get("NNVIZ_MONKEY_ACTIONS", "500"))
COMPARE_EVERY = 25


def test_random_actions_break_nothing(open_page, server):
    page = open_page()
    monkey = Monkey(page, server, SEED)
    print(f"seed {SEED}, {ACTIONS} actions")
    try:
        for i in range(1, ACTIONS + 1):
            monkey.act()
            monkey.look()
            if i % COMPARE_EVERY == 0:
                monkey.compare()
    except BaseException:
        print(f"after {i} actions; the last ones:", *monkey.last, sep="\n  ")
        raise
    print(dict(monkey.done), f"compared {monkey.compared} times, {monkey.playing} times out of playing")
    assert monkey.compared >= ACTIONS // COMPARE_EVERY // 2
