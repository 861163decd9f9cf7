"""The page: everything that Streamlit draws for a visit."""

from pathlib import Path

ICON = str(Path(__file__).parent / "icon.svg")
"""The page's picture in the browser's tab."""
