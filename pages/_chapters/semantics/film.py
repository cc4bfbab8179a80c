"""The film of Semantic Development: everything that moves, under one time slider."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from core.charts import images, theme
from core.data.concepts import World
from core.semantics import stages
from core.semantics.dynamics import modes
from core.semantics.film import SHOWN_MODES, Film, film, has_closed_form, tree_points
from core.semantics.params import SemanticsParams
from core.semantics.run import SemanticsRun
from pages._shared.player import Curves, Matrix, Panel, Points, player


def kind_of(run: SemanticsRun, key: str) -> str:
    """Which network to look at, where there are two."""
    if len(run.kinds) == 1:
        return run.kinds[0]
    return st.segmented_control(
        "Network to look at", run.kinds, default=run.kinds[0], required=True, key=key, bind="query-params"
    )


@st.cache_data(max_entries=32, show_spinner=False)
def film_of(params: SemanticsParams, kind: str, _run: SemanticsRun) -> Film:
    return film(_run, kind)


def show_film(run: SemanticsRun, world: World) -> None:
    """The large picture: everything that moves, under one time slider."""
    if run.message:
        st.warning(run.message)
    kind = kind_of(run, "semantics_film_kind")
    shown = film_of(run.params, kind, run)
    moments = [f"t = {t:.2f}" for t in shown.times]
    player(_panels(shown, world, kind), moments=moments, key="semantics_film", start=_halfway(shown), seconds=8)
    short = stages.too_short(run, kind)
    if short:
        st.info(short)
    found = stages.stages(run, kind)
    parts = []
    if np.isfinite(found.half[0]):
        parts.append(f"The strongest mode (s = {found.s[0]:.2f}) is half learned at **t = {found.half[0]:.2f}**")
    if len(found.s) > 1 and np.isfinite(found.half[1]):
        parts.append(f"the second (s = {found.s[1]:.2f}) at **{found.half[1]:.2f}**")
    if parts:
        law = "closed form" if has_closed_form(run, kind) else "foretold shape"
        st.markdown(
            ", ".join(parts) + f". The {law} (dashed) misses the simulation by at most "
            f"**{np.nanmax(found.error[:SHOWN_MODES]):.3f}** of a mode's s, mean of {run.params.seeds} networks. "
            f"Two dimensions hold **{_held(shown):.0%}** of the paths. Press play, or drag."
        )


def _held(shown: Film) -> float:
    return float(shown.held[min(1, len(shown.held) - 1)])


def _halfway(shown: Film) -> int:
    """The moment when the third mode is half learned: broad classes known, fine ones not yet."""
    mode = min(2, shown.strengths.shape[1] - 1)
    return int(np.argmin(np.abs(shown.strengths[:, mode] - shown.strengths[-1, mode] / 2)))


def _panels(shown: Film, world: World, kind: str) -> list[Panel]:
    s = modes(world.correlations)[1]
    count = min(SHOWN_MODES, len(s))
    colours = [theme.CATEGORICAL[k % len(theme.CATEGORICAL)] for k in range(count)]
    simulated = {f"mode {k + 1}": _tidy(shown.strengths[:, k]) for k in range(count)}
    foretold = {f"theory {k + 1}": _tidy(shown.theory[:, k]) for k in range(count)}
    where = "hidden layer" if kind == "deep" else "map"
    leaves, lines = tree_points(shown.bars, shown.order)
    hues = _hues(shown.order)
    u, _, v = modes(world.correlations)
    names = [f"mode {k + 1}" for k in range(count)]
    return [
        Curves(
            title=f"Strength of each mode; dashed: theory{_of(count, len(s))}",
            series={**simulated, **foretold},
            colours=[*colours, *[theme.NEUTRAL] * count],
            dashed=tuple(foretold),
            alt=f"Strengths of {count} modes over time beside the closed form.",
        ),
        Curves(
            title="Loss (half the squared error)",
            series={"loss": _tidy(shown.losses)},
            colours=[theme.CATEGORICAL[0]],
            alt=f"Loss over time; it ends at {shown.losses[-1]:.3g}.",
        ),
        Matrix(
            title="What it believes of each item now",
            frames=images.signed(shown.beliefs, 1.0),
            rows=world.properties,
            columns=world.items,
            limit=1.0,
            alt="Present map: red is true, white unknown, blue denied.",
        ),
        Points(
            title=f"Paths of the items ({where}); two dimensions hold {_held(shown):.0%}",
            positions=shown.places,
            colours=hues,
            labels=world.items if len(world.items) <= 16 else (),
            radius=7.0,
            font=22,
            trails=True,
            extent=_square(shown.places),
            alt="Multidimensional scaling: each item's path from the common start.",
        ),
        Points(
            title=f"The tree of the items, as far as the {where} tells them apart",
            positions=leaves,
            colours=hues,
            lines=lines,
            font=22,
            radius=[7.0] * len(world.items) + [0.0] * (leaves.shape[1] - len(world.items)),
            labels=world.items if len(world.items) <= 16 else (),
            extent=_tree_extent(leaves, len(world.items)),
            alt="Dendrogram: items in order " + ", ".join(world.items[i] for i in shown.order),
        ),
        Curves(
            title="Alignment of each mode: 1 when it answers on its own alone",
            series={f"mode {k + 1}": _tidy(shown.alignments[:, k]) for k in range(count)},
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
            alt="Strengths of the modes on the diagonal; all else should vanish.",
        ),
        _still("Vᵀ: items of each mode", v[:, :count].T, names, world.items),
    ]


def _tidy(values: np.ndarray) -> np.ndarray:
    """Three decimals are all that the axis can say; adding 0 turns −0 into 0."""
    rounded: np.ndarray = np.round(values, 3) + 0.0
    return rounded


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


def _tree_extent(leaves: np.ndarray, items: int) -> tuple[float, float, float, float]:
    """The whole tree on the left, names on the right."""
    height = -float(leaves[..., 0].min()) or 1.0
    return -1.05 * height, 0.6 * height, 0.5 - items, 0.5


def _square(places: np.ndarray) -> tuple[float, float, float, float]:
    """Equal scales on both axes, so that distances are true."""
    reach = float(np.abs(places).max()) * 1.15 or 1.0
    return -reach, reach, -reach, reach
