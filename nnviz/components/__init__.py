"""The browser's side of the page: one Streamlit component in each folder."""
