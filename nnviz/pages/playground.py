"""The playground's page."""

from nnviz.ui.playground import playground

playground()
