"""One visitor's session without Streamlit: the visitor's actions, the messages to the browser, and the address."""
