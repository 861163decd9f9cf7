"""The page at the address: the playground."""

from nnviz.ui.playground import playground

playground()
