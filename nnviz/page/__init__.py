"""The page's parts; with the player and the pages the only code that knows Streamlit."""
