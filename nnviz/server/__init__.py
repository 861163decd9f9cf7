"""What stands around Streamlit in the server process, and the only place that looks inside Streamlit."""
