"""What pages use of Streamlit beyond its documentation: each test says what broke after an upgrade."""

import ast

from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests, ScriptRequestType
from streamlit.testing.v1 import AppTest

from core.catalog import ROOT
from pages._shared import streamlit_private

PRIVATE = ("streamlit.runtime", "streamlit.web", "streamlit.elements", "streamlit.proto", "streamlit.commands")


def test_only_one_module_of_the_pages_imports_what_is_private():
    """Otherwise an upgrade breaks in places that nobody looks at. (A class that only annotates is no harm.)"""
    found = set()
    for path in [*(ROOT / "pages").glob("**/*.py"), ROOT / "Home.py"]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PRIVATE):
                found |= {(path.name, name.name) for name in node.names}
    others = {(file, name) for file, name in found if file != "streamlit_private.py"}
    assert others <= {("subject.py", "UploadedFile")}


def test_a_rerun_that_a_fragment_asks_for_does_not_end_a_script_by_itself():
    """The reason for `_let_a_fragment_rerun_through`. If this fails, Streamlit now does it: remove ours."""
    requests = ScriptRequests()
    requests.request_rerun(RerunData(fragment_id="some"))
    assert requests._state is ScriptRequestType.RERUN, "the state that we look at is called otherwise now"
    assert requests.on_scriptrunner_yield() is None


def test_a_rerun_of_the_page_takes_a_waiting_rerun_of_a_fragment_along():
    """Otherwise a Stop button inside a fragment would be lost by our rerun of the page."""
    from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates

    pressed = WidgetStates(widgets=[WidgetState(id="stop", trigger_value=True)])
    requests = ScriptRequests()
    requests.request_rerun(RerunData(fragment_id="some", widget_states=pressed))
    requests.request_rerun(RerunData())
    found = requests.on_scriptrunner_yield()
    assert found is not None
    assert not found.rerun_data.fragment_id_queue
    assert [state.id for state in found.rerun_data.widget_states.widgets] == ["stop"]


def page_with_a_stop():
    """A script that waits at our yield point, with a rerun requested meanwhile."""
    import streamlit as st
    from streamlit.runtime.scriptrunner import get_script_run_ctx
    from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

    from pages._shared import streamlit_private

    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    if st.session_state["runs"] == 1:
        get_script_run_ctx().script_requests.request_rerun(RerunData(fragment_id=st.session_state.get("fragment")))
    streamlit_private.yield_point()
    st.session_state["ends"] = st.session_state.get("ends", 0) + 1
    st.write(f"left: {streamlit_private.visitor_left()}")


def test_the_yield_point_ends_a_script_whose_control_has_changed():
    for fragment in (None, "some"):
        app = AppTest.from_function(page_with_a_stop, default_timeout=30)
        app.session_state["fragment"] = fragment
        app.run()
        assert not app.exception
        assert (app.session_state["runs"], app.session_state["ends"]) == (2, 1), f"fragment: {fragment}"
        assert app.markdown[0].value == "left: False"


def test_the_cookie_of_a_browser_says_the_same_bytes_however_it_is_written():
    """Otherwise a student who reloads a room's page counts twice, and a teacher loses the room."""
    from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string

    written = [generate_xsrf_token_string(bytes(range(16))) for _ in range(2)]
    assert written[0] != written[1]
    assert {streamlit_private.decode_xsrf_token_string(text)[0] for text in written} == {bytes(range(16))}
    assert streamlit_private.decode_xsrf_token_string("")[0] is None


def page_with_a_bound_control():
    """A page that takes its control's parameter into its own hands for a run."""
    import streamlit as st

    from pages._shared import streamlit_private

    if st.session_state.get("move"):
        st.session_state["defaults"] = streamlit_private.unbind()
        st.query_params["size"] = "3"
        del st.session_state["move"], st.session_state["size"]
        st.rerun()
    st.slider("Size", 1, 9, 5, key="size", bind="query-params")


def test_the_parameter_of_a_control_can_be_set_once_it_is_unbound():
    """A lesson's step begins so: without `unbind` Streamlit refuses to set the parameter."""
    app = AppTest.from_function(page_with_a_bound_control)
    app.query_params["size"] = "7"
    app.run()
    assert app.slider[0].value == 7
    app.session_state["move"] = True
    app.run()
    assert not app.exception
    assert app.session_state["defaults"] == {"size": 5}
    assert app.slider[0].value == 3
