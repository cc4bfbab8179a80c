"""The film of Semantic Development: everything that moves, under one time slider."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from core.charts import images, theme
from core.data.concepts import World
from core.semantics.dynamics import modes
from core.semantics.film import (
    SHOWN_MODES,
    Film,
    halfway,
    held_by_two,
    rounded,
    square_extent,
    tree_extent,
    tree_points,
)
from core.semantics.findings import learning as findings
from core.semantics.run import SemanticsRun
from pages._chapters.semantics import cached
from pages._shared.player import Curves, Matrix, Panel, Points, player


def show_film(run: SemanticsRun, world: World) -> None:
    """Show everything that moves under one time slider, and what it comes to in words."""
    if run.message:
        st.warning(run.message)
    kind = cached.kind_of(run, "semantics_film_kind")
    shown = cached.film_of(run, kind)
    moments = [f"t = {t:.2f}" for t in shown.times]
    player(_panels(shown, world, kind), moments=moments, key="semantics_film", start=halfway(shown), seconds=8)
    found = cached.stages_of(run, kind)
    if short := findings.too_short(run, kind, found):
        st.info(short.text)
    if measured := findings.film(run, kind, found, shown.held):
        st.markdown(f"{measured.text} Press play, or drag the slider.")


def _panels(shown: Film, world: World, kind: str) -> list[Panel]:
    u, s, v = modes(world.correlations)
    count = min(SHOWN_MODES, len(s))
    colours = [theme.CATEGORICAL[k % len(theme.CATEGORICAL)] for k in range(count)]
    simulated = {f"mode {k + 1}": rounded(shown.strengths[:, k]) for k in range(count)}
    predicted = {f"theory {k + 1}": rounded(shown.theory[:, k]) for k in range(count)}
    where = "hidden layer" if kind == "deep" else "map"
    leaves, lines = tree_points(shown.bars, shown.order)
    hues = _hues(shown.order)
    names = [f"mode {k + 1}" for k in range(count)]
    return [
        Curves(
            title=f"Strength of each mode; dashed: theory{_of(count, len(s))}",
            series={**simulated, **predicted},
            colours=[*colours, *[theme.NEUTRAL] * count],
            dashed=tuple(predicted),
            alt=f"Strengths of {count} modes over time beside the closed form.",
        ),
        Curves(
            title="Loss (half the squared error)",
            series={"loss": rounded(shown.losses)},
            colours=[theme.CATEGORICAL[0]],
            alt=f"Loss over time; it ends at {shown.losses[-1]:.3g}.",
        ),
        Matrix(
            title="Beliefs: what the network answers for each item",
            frames=images.signed(shown.beliefs, 1.0),
            rows=world.properties,
            columns=world.items,
            limit=1.0,
            alt="Map from items to properties: red is 1, the middle of the scale 0, blue −1.",
        ),
        Points(
            title=f"Paths of the items ({where}); two dimensions hold {held_by_two(shown):.0%}",
            positions=shown.places,
            colours=hues,
            labels=world.items if len(world.items) <= 16 else (),
            radius=7.0,
            font=22,
            trails=True,
            extent=square_extent(shown.places),
            alt="Multidimensional scaling: each item's path from the common start.",
        ),
        Points(
            title=f"The tree of the items, with the distances of the {where}",
            positions=leaves,
            colours=hues,
            lines=lines,
            font=22,
            radius=[7.0] * len(world.items) + [0.0] * (leaves.shape[1] - len(world.items)),
            labels=world.items if len(world.items) <= 16 else (),
            extent=tree_extent(leaves, len(world.items)),
            alt="Dendrogram: items in order " + ", ".join(world.items[i] for i in shown.order),
        ),
        Curves(
            title="Alignment of each mode: 1 when the answer to vₖ is uₖ alone",
            series={f"mode {k + 1}": rounded(shown.alignments[:, k]) for k in range(count)},
            colours=colours,
            alt=f"Alignment of {count} modes over time.",
        ),
        Matrix(
            title=f"How alike the items are ({where})",
            frames=images.signed(shown.similarity, float(np.abs(shown.similarity).max())),
            rows=world.items,
            columns=world.items,
            limit=float(np.abs(shown.similarity).max()),
            alt="Inner products between items.",
        ),
        _still("U: properties of each mode", u[:, :count], world.properties, names),
        Matrix(
            title="Uᵀ · map · V: the present strengths",
            frames=images.signed(shown.mode_map[:, :count, :count], float(s[0])),
            rows=names,
            columns=names,
            limit=float(s[0]),
            alt="Strengths of the modes on the diagonal; other entries are mixtures of modes.",
        ),
        _still("Vᵀ: items of each mode", v[:, :count].T, names, world.items),
    ]


def _of(count: int, total: int) -> str:
    return f" (first {count} of {total})" if count < total else ""


def _still(title: str, values: np.ndarray, rows: Sequence[str], columns: Sequence[str]) -> Matrix:
    limit = float(np.abs(values).max())
    return Matrix(title=title, frames=images.signed(values, limit)[None], rows=rows, columns=columns, limit=limit)


def _hues(order: np.ndarray) -> list[str]:
    """A colour an item, neighbours in the tree alike."""
    palette = images.lookup("sequential")
    at = np.linspace(40, 225, len(order)).round().astype(int)
    colours = {int(item): "#{:02x}{:02x}{:02x}".format(*palette[i]) for item, i in zip(order, at, strict=True)}
    return [colours[i] for i in range(len(order))]
