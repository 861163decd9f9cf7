"""nnviz: a neural network that learns one sample at a time, with every number on show."""
