"""The browser's side of the page, a Streamlit component each."""
