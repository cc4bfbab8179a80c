"""Chapter: the same map from several start scales, and what is left of a common similarity."""

import numpy as np
import streamlit as st

from core.charts import images
from core.data.concepts import World
from core.semantics import similarity
from core.semantics.charts import similarity as charts
from core.semantics.findings import similarity as findings
from core.semantics.params import SemanticsParams
from core.semantics.similarity import SigmaSweep, sweep_params
from pages._shared import layout, runs
from pages._shared.player import Matrix, player


def show_similarity(params: SemanticsParams, world: World) -> None:
    """Show hidden similarities of the same map from ever larger starts, and how alike they are."""
    chosen = sweep_params(params)
    result: SigmaSweep = runs.ask(similarity.request(chosen))
    root = similarity.root_similarity(world.correlations)
    limit = similarity.shared_limit(root, result)
    pictures = [
        Matrix(
            title=f"Network {n + 1}: hidden similarity",
            frames=images.signed(result.similarities[:, n], limit),
            rows=world.items,
            columns=world.items,
            limit=limit,
            alt=f"Inner products of the items in the hidden layer of network {n + 1}.",
        )
        for n in range(2)
    ]
    still = Matrix(
        title="(YᵀY)^½, the similarity at minimal norm",
        frames=images.signed(root, limit)[None],
        rows=world.items,
        columns=world.items,
        limit=limit,
        alt="The similarity of a network of minimal norm.",
    )
    moments = [f"σ = {sigma:g}" for sigma in result.sigmas]
    player([*pictures, still], moments=moments, key="semantics_lazy", start=0, seconds=6)
    if not np.isfinite(result.agreements).all():
        st.info("With so few items, or items all equally alike, there is no structure of similarity to compare.")
        return
    with_root = similarity.agreement_with_root(result, world.correlations)
    layout.chart(charts.agreement(result.sigmas, result.agreements, result.norm_ratios.mean(axis=1), with_root))
    st.markdown(findings.same_map(result).text)
    layout.judged(
        [
            (
                "Networks with the same map have the same similarity structure only if their weights have minimal norm",
                findings.norm_decides(result),
            )
        ]
    )
