"""The page at the address: the playground."""

from nnviz.page.playground import playground

playground()
