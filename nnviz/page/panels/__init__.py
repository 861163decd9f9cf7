"""The panels behind "More" at the end of the page: one file for each panel, which is drawn only while it is chosen."""
