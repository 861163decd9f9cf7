"""Exports of a run: a script that repeats it, its weights, its loss history and its pictures."""
