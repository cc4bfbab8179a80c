"""Small multiples: separate charts, each under its own title."""

from streamlit.testing.v1 import AppTest


def _page() -> None:
    import altair as alt
    import pandas as pd

    from core.charts import theme
    from pages._shared.multiples import multiples

    points = alt.Chart(pd.DataFrame({"x": [0.0, 1.0]})).mark_point().encode(alt.X("x:Q", axis=theme.axis()))
    multiples([theme.titled(points, f"Layer <{layer}>", f"Points of layer {layer}.") for layer in (1, 2)])


def test_each_of_the_charts_stands_alone_under_its_title():
    app = AppTest.from_function(_page).run(timeout=30)
    assert not app.exception
    assert len(app.get("vega_lite_chart")) == 2
    assert [title.proto.body for title in app.get("html")] == ["<b>Layer &lt;1&gt;</b>", "<b>Layer &lt;2&gt;</b>"]
