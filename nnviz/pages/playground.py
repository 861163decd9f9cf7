"""The page at the address: the playground."""

from nnviz.ui.playground import playground
from nnviz.ui.upkeep import keep_up

playground()
keep_up()
