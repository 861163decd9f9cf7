"""The page: what Streamlit draws of a visit."""
