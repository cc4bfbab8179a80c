"""Section: the properties and items of each mode, and whether the network has learned the modes one by one."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from core.charts import images
from core.data.concepts import World
from core.semantics.dynamics import modes
from core.semantics.film import SHOWN_MODES, halfway
from core.semantics.naming import mode_names
from core.semantics.run import SemanticsRun
from pages._chapters.semantics import cached
from pages._chapters.semantics.film import mode_curves
from pages._shared.player import Curves, Matrix, player


def show_modes(run: SemanticsRun, world: World) -> None:
    """Show U, the network's present map in terms of the modes, Vᵀ, and the alignment of each mode."""
    st.markdown(
        "The singular value decomposition writes the table of facts as a sum of modes. A mode is a pattern over the "
        "properties (a column of U) times a pattern over the items (a row of Vᵀ), with a strength s. Its name says "
        "which items it parts: those with the largest weights of either sign."
    )
    kind = cached.kind_of(run, "semantics_modes_kind")
    shown = cached.film_of(run, kind)
    u, s, v = modes(world.correlations)
    count = min(SHOWN_MODES, len(s))
    names = mode_names(world)[:count]
    alignments, colours = mode_curves(shown.alignments, world)
    present = Matrix(
        title="Strengths of the modes at this moment (off the diagonal: mixtures)",
        frames=images.signed(shown.mode_map[:, :count, :count], float(s[0])),
        rows=names,
        columns=[name.split(" ")[0] for name in names],
        limit=float(s[0]),
        alt="Uᵀ times the network's map times V: strengths on the diagonal; other entries are mixtures of modes.",
    )
    aligned = Curves(
        title="Alignment: 1 when the answer to vₖ is uₖ alone",
        series=alignments,
        colours=colours,
        alt=f"Alignment of {count} modes over time.",
    )
    still = [
        _still("Properties of each mode (U)", u[:, :count], world.properties, names),
        _still("Items of each mode (Vᵀ)", v[:, :count].T, names, world.items),
    ]
    moments, start = cached.moments(shown), halfway(shown)
    player([*still, present, aligned], moments=moments, key="semantics_modes", start=start, seconds=8)


def _still(title: str, values: np.ndarray, rows: Sequence[str], columns: Sequence[str]) -> Matrix:
    limit = float(np.abs(values).max())
    return Matrix(title=title, frames=images.signed(values, limit)[None], rows=rows, columns=columns, limit=limit)
