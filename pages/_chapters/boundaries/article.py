"""Decision Boundaries, the article's claims about its eight networks, judged on twenty random seeds each."""

import streamlit as st

from core import catalog
from core.boundaries import article, seeds
from core.boundaries.params import BoundaryParams, switches
from core.boundaries.training import request
from pages._shared import layout, runs


def claims() -> None:
    """Show the table of claims, what else the twenty networks say, and the article's closing question."""
    cases = {preset.title: BoundaryParams(**preset.values) for preset in catalog.topic("boundaries").presets}
    asked = {title: runs.find(seeds.request(params)) for title, params in cases.items()}
    found = {title: many for title, many in asked.items() if many is not None}
    rows = [(f"{claim.preset}: {claim.text}", article.judge(claim, found)) for claim in article.CLAIMS]
    phase = runs.find(request(BoundaryParams(layers=0, **switches("phase"))))
    if phase is not None:
        rows.append((article.QUESTION, article.human_boundaries(phase)))
    layout.judged(rows)
    st.caption(article.CRITERIA)
    if "Spiral, 2 tanh" in found and "Spiral, 6 layers" in found:
        layout.findings(article.depth_and_reliability(found["Spiral, 6 layers"], found["Spiral, 2 tanh"]))
