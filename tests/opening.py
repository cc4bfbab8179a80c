"""A page of the gallery in Streamlit's AppTest, reached from Home as a visitor reaches it, so that its links work."""

from functools import cache
from typing import Any

from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from core.catalog import ROOT

SECONDS = 120
# In each session AppTest looks for components in every installed package, which takes longer than a page does.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


def app_of(page: str, prefix: str = "", /, **query: Any) -> AppTest:
    """The page (its path from the project's root) before its first run; `prefix` stands before each name in `query`."""
    app = AppTest.from_file(str(ROOT / "Home.py"), default_timeout=SECONDS).switch_page(page)
    for name, value in query.items():
        app.query_params[f"{prefix}{name}"] = str(value)
    return app


def opened(page: str, prefix: str = "", /, **query: Any) -> AppTest:
    """The page after its first run."""
    return app_of(page, prefix, **query).run()


def said(app: AppTest) -> str:
    """All that the page says in words."""
    kinds = (app.markdown, app.caption, app.info, app.warning, app.error)
    return " ".join(element.value for kind in kinds for element in kind)
