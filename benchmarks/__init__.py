"""Measurements: each script prints one table and a JSON line."""
