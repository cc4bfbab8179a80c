"""Chapter: the same map from several initial scales, and what is left of a common similarity."""

import numpy as np
import streamlit as st

from core.charts import images
from core.data.concepts import World
from core.semantics import similarity
from core.semantics.charts import similarity as charts
from core.semantics.findings import similarity as findings
from core.semantics.params import SemanticsParams, build_world
from core.semantics.similarity import SigmaSweep, sweep_params
from pages._chapters.semantics.nearest import instead
from pages._shared import layout, runs
from pages._shared.player import Matrix, player


def show_similarity(params: SemanticsParams, world: World) -> None:
    """Show hidden similarities of the same map from ever larger initial weights, and how alike they are."""
    result: SigmaSweep = runs.ask(similarity.request(sweep_params(params)))
    if not np.isfinite(result.agreements).all():
        why = "With so few items, or items that are all equally alike, there is no structure of similarity to compare."
        other = instead(params, why, lambda run: _bundled(run.params) is not None)
        known = None if other is None else _bundled(other.params)
        if other is None or known is None:
            return
        result, world = known, build_world(other.params)
    _film(result, world)
    layout.findings(findings.same_map(result))
    with_root = similarity.agreement_with_root(result, world.correlations)
    layout.chart(charts.agreement(result.sigmas, result.agreements, result.norm_ratios.mean(axis=1), with_root))
    layout.judged(
        [
            (
                "Networks with the same map have the same similarity structure only if their weights have minimal norm",
                findings.norm_decides(result),
            )
        ]
    )


def _bundled(params: SemanticsParams) -> SigmaSweep | None:
    found = runs.find(similarity.request(sweep_params(params)))
    return found if found is not None and np.isfinite(found.agreements).all() else None


def _film(result: SigmaSweep, world: World) -> None:
    root = similarity.root_similarity(world.correlations)
    limit = similarity.shared_limit(root, result)
    networks = [(f"Network {n + 1}", result.similarities[:, n]) for n in range(2)]
    panels = [
        Matrix(
            title=title,
            frames=images.signed(frames, limit),
            rows=world.items,
            columns=world.items,
            limit=limit,
            alt=f"Inner products of the items in the hidden layer: {title}.",
        )
        for title, frames in [*networks, ("Theory for the least weights", root[None])]
    ]
    st.markdown("**How similar two items are in the hidden layer** (inner products), after training to the same facts")
    player(panels, moments=[f"σ = {sigma:g}" for sigma in result.sigmas], key="semantics_lazy", seconds=6)
