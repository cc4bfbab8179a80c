"""The chapter on singular vectors of the input side, as images, and on how local they are."""

import streamlit as st

from core.jacobian.charts import spectra as charts
from core.jacobian.experiments import JacobianRun
from core.jacobian.findings.spectra import localisation, weakest_directions
from core.jacobian.measurement import SHOWN_INPUTS, SHOWN_RANKS
from core.jacobian.measures import MEASURES, RANDOM_PARTICIPATION
from core.jacobian.spectrum_shape import of_kept_directions
from core.jacobian.vector_images import film
from pages._shared import layout
from pages._shared.player import Pictures, player

SLUG = "jacobian"
STATES = ("After training", "Before training")


def directions(run: JacobianRun) -> None:
    """Show figure 4 of the paper: directions as images, strongest first, and measures of how they are spread."""
    # The address holds these names: links of earlier versions say picture.
    names = [f"picture {i + 1}" for i in range(SHOWN_INPUTS)]
    chosen = st.segmented_control(
        "Input",
        names,
        default=names[0],
        required=True,
        key=f"{SLUG}_input",
        bind="query-params",
    )
    image = names.index(str(chosen))
    left, right = st.columns([1, 4])
    with left:
        layout.picture(run.pictures[image], "The input", f"Test image {image + 1}.", side=192)
    with right:
        player(
            [
                Pictures(title=title, frames=film(run.vectors[state, :, image]), labels=run.layers, columns=8)
                for state, title in enumerate(STATES)
            ],
            moments=[*(f"direction {rank + 1}" for rank in SHOWN_RANKS), "weakest direction"],
            key=f"{SLUG}_vectors",
            start=0,
        )
    st.caption(weakest_directions(run, image).text)
    measure = str(
        st.segmented_control(
            "Measure",
            tuple(MEASURES),
            default=next(iter(MEASURES)),
            required=True,
            key=f"{SLUG}_measure",
            bind="query-params",
        )
    )
    row = list(MEASURES).index(measure)
    level = RANDOM_PARTICIPATION[run.vectors.shape[-1]] if row == 0 else None
    title = f"{measure.capitalize()} of the singular vectors" + (" (dashed: a random vector)" if level else "")
    values = of_kept_directions(run.values, run.measures[:, row])
    layout.chart(charts.by_index(values, run.layers, title, measure, level=level))
    st.markdown(localisation(run).text)
