"""Exchange of runs with other programs: the run file, links of TensorFlow Playground, and a strict JSON reader."""
