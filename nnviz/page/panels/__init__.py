"""What lies behind "More" below the page: one file a panel, drawn only while it is chosen.

A file that declares PANEL (title, place in the choice, name of the function that draws it) is one; `more.py` finds it.
"""
