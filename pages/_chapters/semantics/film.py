"""Chapter: what the network believes of each item, and how strong its modes are, at every moment of training."""

import numpy as np
import streamlit as st

from core.charts import images, theme
from core.data.concepts import World
from core.semantics.film import SHOWN_MODES, Film, halfway, rounded
from core.semantics.findings import learning as findings
from core.semantics.naming import mode_names
from core.semantics.run import SemanticsRun
from pages._chapters.semantics import cached
from pages._shared import exports, layout, thinning
from pages._shared.player import Curves, Matrix, Panel, drawing, player

SECONDS = 8.0


def show_film(run: SemanticsRun, world: World, kind: str) -> None:
    """Show beliefs and strengths under one time slider."""
    if run.message:
        st.warning(run.message)
    shown = cached.film_of(run, kind)
    panels, moments = _panels(shown, world), cached.moments(shown)
    player(panels, moments=moments, key="semantics_film", start=halfway(shown), seconds=SECONDS)


def exported(run: SemanticsRun, world: World, kind: str) -> exports.Film:
    """Return the film for a file, and what is said below it."""
    shown, found = cached.film_of(run, kind), cached.stages_of(run, kind)
    panels, moments = _panels(shown, world), cached.moments(shown)
    data, left_out = thinning.packed(panels, moments, start=halfway(shown), seconds=SECONDS)
    said = [findings.too_short(run, kind, found), findings.film(run, world, kind, found)]
    said.append(findings.coinciding(world, found))
    return exports.Film(drawing=drawing(), data=data, findings=[*(one.text for one in said if one), left_out])


def say_film(run: SemanticsRun, world: World, kind: str) -> None:
    """Say in words when the first modes are learned, and what a run that is too short needs."""
    found = cached.stages_of(run, kind)
    if short := findings.too_short(run, kind, found):
        st.info(short.text)
    layout.findings(findings.film(run, world, kind, found), findings.coinciding(world, found))


def mode_curves(values: np.ndarray, world: World) -> tuple[dict[str, np.ndarray], list[str]]:
    """Return the first modes of `values` (F, k) as named series, and their colours."""
    names = mode_names(world)[:SHOWN_MODES]
    colours = [theme.CATEGORICAL[k % len(theme.CATEGORICAL)] for k in range(len(names))]
    return {name: rounded(values[:, k]) for k, name in enumerate(names)}, colours


def _panels(shown: Film, world: World) -> list[Panel]:
    strengths, colours = mode_curves(shown.strengths, world)
    count, total = len(colours), shown.strengths.shape[1]
    predicted = {f"theory {k + 1}": rounded(shown.theory[:, k]) for k in range(count)}
    some = f" (first {count} of {total})" if count < total else ""
    return [
        Matrix(
            title="Beliefs: what the network answers for each item",
            frames=images.signed(shown.beliefs, 1.0),
            rows=world.properties,
            columns=world.items,
            limit=1.0,
            alt="Map from items to properties: red is 1 (true), the middle of the scale 0 (false), blue −1.",
            weight=1.5,
        ),
        Curves(
            title=f"Strength of each mode{some}",
            series={**strengths, **predicted},
            colours=[*colours, *[theme.NEUTRAL] * count],
            dashed=tuple(predicted),
            alt=f"Strengths of {count} modes over time, with those that theory predicts.",
            weight=1.2,
        ),
        Curves(
            title="Loss (half the squared error)",
            series={"loss": rounded(shown.losses)},
            colours=[theme.NEUTRAL],
            alt=f"Loss over time; it ends at {shown.losses[-1]:.3g}.",
            weight=1.2,
        ),
    ]
