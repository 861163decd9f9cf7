"""A run: what it depends on, what it is at any step, and a position in time over it."""
