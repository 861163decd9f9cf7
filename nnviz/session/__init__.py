"""One visitor's session without Streamlit: what they do, what the browser is told of it, the page's address."""
