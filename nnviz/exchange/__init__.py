"""Runs that come from elsewhere or go there: the run file, links of TensorFlow Playground, JSON read strictly."""
