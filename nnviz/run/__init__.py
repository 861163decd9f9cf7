"""A run: the settings that it depends on, its weights at any step, and a position in time."""
