import streamlit as st
def lesson(visit):
    with st.container(key="lesson"):
        st.header("6 · XOR", anchor=False)
        st.caption("Task 2 of 3 · about 9 minutes")
        st.markdown("Seed 3 stands still at a loss of 0.063. Change **one** setting only, so that the loss falls below 0.01 within 20,000 samples. Anything is allowed: the number of neurons, the first weights, the learning rate.")
        st.text_input("Your number", key="x_answer")
        with st.container(horizontal=True):
            st.button("Check", type="primary", key="x_check"); st.button("Hint 1 of 3", key="x_hint")
        st.warning("Not yet: the loss is 0.063. Row 2 and row 3 give one half.")
        with st.container(horizontal=True):
            st.button("Previous", key="x_prev"); st.button("Continue", key="x_next")
