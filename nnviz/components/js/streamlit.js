// What the page's scripts know of Streamlit's own page. `nnviz.server.streamlit_internals` lists the same names, and a
// test looks for each of them in the front end of the Streamlit that is installed.

export const APP = '[data-testid=stApp]';
/** An attribute of the app: whether the server is there. */
export const CONNECTION = 'data-test-connection-state';
export const CONNECTED = 'CONNECTED';
/** An attribute of the app: whether the server is at work for it. */
export const SCRIPT = 'data-test-script-state';
export const AT_REST = 'notRunning';
/** Stands where Streamlit could not draw a part of the page. */
export const UNDRAWN = '[data-testid=stErrorElementStack]';
/** In the dialog where Streamlit could not read what the server said. */
export const UNREAD = 'Bad message format';
export const NUMBER_FIELD = '[data-testid="stNumberInputField"]';
export const SHUT_SIDEBAR = '[data-testid="stSidebarCollapseButton"]';
/** Before the names under which the browser keeps whether the sidebar is shut. */
export const SIDEBAR_STATE = 'stSidebarCollapsed-';
/** The address at which the server says that it is well. */
export const HEALTH = '_stcore/health';
