"""What depends on the random seed: the same network from several initialisations, and what they agree on."""

from dataclasses import asdict

import numpy as np
import streamlit as st

from core.charts import images as drawing
from core.data.image_sets import ImageSet
from core.networks.training import Training
from core.templates import seed_sensitivity
from core.templates.charts import studies as charts
from core.templates.findings import seeds as findings
from core.templates.images import as_images, sheet
from core.templates.seed_sensitivity import MEASURES, VARIED, SeedSensitivity, SeedSensitivityParams
from pages._chapters.templates.common import SLUG
from pages._shared import controls, layout, runs


def seed_section(run: Training, images: ImageSet) -> None:
    """Compare several networks: their codes unit by unit and as a whole, and their filters in pairs."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        nets = controls.widget(SLUG, SeedSensitivityParams, "nets")
        varied = controls.widget(SLUG, SeedSensitivityParams, "varied")
    params = SeedSensitivityParams(**asdict(run.params), nets=nets, varied=varied).canonical()
    found = runs.offer(
        seed_sensitivity.request(params),
        f"Train {params.nets} networks at once",
        f"These {params.nets} networks have not been trained yet. Training them can take several times as "
        f"long as the run above.",
    )
    if found is None:
        return
    if found.failure:
        st.warning(found.failure)
    _headline(found)
    layout.chart(charts.alike_dumbbells(MEASURES, found.alike[0], found.alike[-1]))
    st.markdown(findings.meaning(found))
    _pairs(found, images)
    layout.chart(charts.alike_curves(MEASURES, found.epochs, found.alike))
    _causes(params)


def _headline(found: SeedSensitivity) -> None:
    score = found.reproducibility()
    cards = [(name[0].upper() + name[1:], f"{found.mean(name):.3f}") for name in MEASURES]
    with st.container(horizontal=True):
        for name, value in (*cards, ("Reproducibility", "–" if np.isnan(score) else f"{score:.2f}")):
            st.metric(name, value, border=True, width=150)
    st.caption(findings.setting(found))


def _pairs(found: SeedSensitivity, images: ImageSet) -> None:
    drawn = as_images(found.filters, images.shape)
    count = drawn.shape[1]
    pairs = sheet(drawn.reshape(2 * count, *drawn.shape[2:]), columns=count, palette=layout.signed_palette())
    st.image(
        drawing.enlarge(pairs, 2),
        caption=findings.pairs(found),
        alt=f"{count} pairs of matched filters",
        width="stretch",
    )


def _causes(params: SeedSensitivityParams) -> None:
    """Show all three ways to differ, as far as they are trained."""
    rows = []
    for varied in VARIED:
        other = SeedSensitivityParams(**{**asdict(params), "varied": varied})
        rows.append((varied, runs.find(seed_sensitivity.request(other))))
    st.markdown("**Initialisation or order of the images?**")
    st.markdown(findings.table(rows))
    st.caption(
        "Own match: the share of units whose best match has their own number. Set “What differs between them” above to "
        "fill a row."
    )
