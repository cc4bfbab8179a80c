"""Widgets that are no Params fields: what an address may say."""

import pytest
from streamlit.testing.v1 import AppTest


def script() -> None:
    import streamlit as st

    from pages._shared import controls

    found = controls.whole_number("Page", 1, 9, 2, key="some_page", bind="query-params")
    none = controls.whole_number("Image", 0, 9, None, key="some_image", bind="query-params")
    st.write(f"{found!r} {none!r}")


@pytest.mark.parametrize(
    ("written", "read"),
    [("7", 7), ("1e309", 2), ("-1e309", 2), ("inf", 2), ("nan", 2), ("10", 2), ("0", 2), ("junk", 2), ("", 2)],
)
def test_a_number_of_an_address_is_read_or_falls_back(written, read):
    app = AppTest.from_function(script)
    app.query_params["some_page"] = written
    app.query_params["some_image"] = "1e309"
    app.run()
    assert not app.exception
    assert app.markdown[0].value == f"{read} None"
    app.number_input(key="some_image").set_value(3).run()
    assert app.markdown[0].value == f"{read} 3"
