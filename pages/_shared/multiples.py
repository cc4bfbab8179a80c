"""Small multiples: charts of one kind side by side, which stack on a narrow screen."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from pages._shared import layout


def multiples(figures: Sequence[Any], *, width: int = 280, **options: Any) -> None:
    """Show charts in equal columns, as many in a row as have room, each under its own title.

    A facet or a concatenation is one drawing, whose parts keep their places and run off a narrow screen; separate
    charts stack. Give them the same scales (`domain`), because nothing else makes them comparable.

    Parameters
    ----------
    figures
        One chart for each, titled by `theme.titled`; none of them names a width.
    width
        The least width of a column, in pixels.
    """
    with st.grid(len(figures), min_column_width=width, gap="small"):
        for figure in figures:
            layout.chart(figure, **options)
