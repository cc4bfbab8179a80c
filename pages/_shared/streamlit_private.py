"""The only module that uses what Streamlit does not document; tests/pages/test_streamlit_private.py tests each use.

Why each is needed: see the functions. After an upgrade of Streamlit run that test first.
"""

from typing import Any

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType
from streamlit.web.server.starlette.starlette_app_utils import decode_xsrf_token_string


def yield_point() -> None:
    """End the script here when a control has changed meanwhile or the session has closed.

    Streamlit does this at each of its calls, but a call that draws something costs a message to the browser. Reading
    the session state draws nothing.
    """
    st.session_state.get("_yield_point")
    _let_a_fragment_rerun_through()


def _let_a_fragment_rerun_through() -> None:
    """Rerun the page when a widget inside a fragment was used.

    Streamlit lets such a rerun wait for the end of the script, so that a Stop button inside a fragment would act only
    when the run is finished. A rerun of the whole page takes the widget's value and its callback along.
    """
    context = get_script_run_ctx()
    requests = None if context is None else context.script_requests
    if requests is not None and requests._state is ScriptRequestType.RERUN:
        st.rerun()


def visitor_left() -> bool:
    """Whether the browser tab is closed. That ends no script by itself."""
    context = get_script_run_ctx()
    return context is not None and runtime.exists() and not runtime.get_instance().is_active_session(context.session_id)


def unbind() -> dict[str, Any]:
    """Part all controls from the address, and return the defaults of those that stood in it by key.

    Streamlit refuses to set a parameter of the address that belongs to a control, and removes it when the control is
    not drawn. A control drawn again is bound again. Only a default that is assigned replaces what the browser shows.
    """
    context = get_script_run_ctx()
    if context is None:
        return {}
    state = context.session_state._state
    for binding in list(state.query_params._bindings_by_param.values()):
        state.query_params.unbind_widget(binding.widget_id)
    keys = state._key_id_mapper.id_key_mapping
    known = {keys[id]: state.get_widget_metadata(id) for id in state._query_param_bound_widget_ids if id in keys}
    return {name: metadata.deserializer(None) for name, metadata in known.items() if metadata is not None}


def browser_secret() -> str:
    """Return a text that this browser alone knows and keeps over reloads, or "" where it has no cookie of Streamlit.

    The cookie against cross-site requests is the one that every visitor has; it is written differently at each visit,
    but says the same random bytes. They are not shown, stored or written anywhere.
    """
    said, _ = decode_xsrf_token_string(st.context.cookies.get("_streamlit_xsrf", ""))
    return said.hex() if said else ""
