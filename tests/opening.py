"""A page of the gallery in Streamlit's AppTest, reached from Home as a visitor reaches it, so that its links work."""

from streamlit.testing.v1 import AppTest

from core.catalog import ROOT


def app_of(page: str, seconds: float = 120, **query: str) -> AppTest:
    """The page (its path from the project's root) before its first run, with this address."""
    app = AppTest.from_file(str(ROOT / "Home.py"), default_timeout=seconds).switch_page(page)
    for name, value in query.items():
        app.query_params[name] = value
    return app
