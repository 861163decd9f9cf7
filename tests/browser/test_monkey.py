"""Twenty-five random actions: nothing on the page breaks, and what it counts is what a run without a page gives.

``NNVIZ_MONKEY`` chooses other seeds, one or several with commas between them, ``NNVIZ_MONKEY_ACTIONS`` another number
of actions, and ``NNVIZ_MONKEY_SLOWER`` how many times as slowly the browser is to compute.
"""

from __future__ import annotations

import os

import pytest

from tests.browser.monkey import Monkey

SEEDS = [int(seed) for seed in os.environ.get("NNVIZ_MONKEY", "20151").split(",")]
SLOWER = float(os.environ.get("NNVIZ_MONKEY_SLOWER", "1"))
ACTIONS = int(os.environ.get("NNVIZ_MONKEY_ACTIONS", "25"))
COMPARE_EVERY = 25


@pytest.mark.parametrize("seed", SEEDS)
def test_random_actions_break_nothing(open_page, server, seed):
    page = open_page(fresh=True)
    monkey = Monkey(page, server, seed, SLOWER)
    print(f"seed {seed}, {ACTIONS} actions, {SLOWER:g} times as slowly")
    try:
        for i in range(1, ACTIONS + 1):
            monkey.act()
            monkey.look()
            if i % COMPARE_EVERY == 0:
                monkey.compare()
    except BaseException:
        print(f"after {i} actions; the last ones:", *monkey.last, sep="\n  ")
        raise
    lost = {name for name, times in monkey.done.items() if times >= 8 and monkey.missed[name] == times}
    assert not lost, f"nothing of these kinds was there to be touched: {lost}"
    print(dict(monkey.done), f"compared {monkey.compared} times, {monkey.playing} times out of playing")
    assert monkey.compared >= ACTIONS // COMPARE_EVERY // 2
