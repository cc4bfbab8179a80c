"""Amplify a direction: add it to the photograph, or take it away, and watch the prediction."""

import numpy as np
import streamlit as st

from core.charts import theme
from core.jacobian import imagenet_amplify as amplify
from core.jacobian.findings import imagenet_directions as findings
from core.jacobian.imagenet import PHOTOGRAPHS, TOP, DirectionParams, Directions
from core.jacobian.imagenet_amplify import BISECTIONS, KINDS, STEPS, Amplified, AmplifyParams
from core.networks.imagenet import class_names
from pages._chapters.jacobian.imagenet.photograph import Photograph
from pages._shared import controls, layout, runs
from pages._shared.player import Curves, Pictures, player

SLUG = "jacobian_imagenet"
SHOWN = 6  # classes


def section(params: DirectionParams, photograph: Photograph, run: Directions | None) -> None:
    """Choose a direction, and show what the network predicts along it."""
    st.subheader("Amplify a direction", anchor=False)
    st.markdown(
        "The photograph plus ε times a direction v. ε = 1 is a step as long as Gaussian noise with the photograph's "
        "own standard deviation. The controls are a random direction and the gradient of the predicted class's "
        "log-probability, at the same lengths."
    )
    rank = controls.whole_number("Direction (1 = strongest)", 1, TOP, 1, key=f"{SLUG}_rank", width=200)
    asked = AmplifyParams(**photograph.params, layer=params.layer, rank=rank)
    fitting = run if run is not None and run.params == asked.of_directions().canonical() else None
    found = runs.offer(amplify.request(asked, photograph.own, fitting), "Amplify this direction")
    if found is not None:
        _show(found, photograph)
    bundled = [AmplifyParams(photograph=name, layer=params.layer, rank=rank) for name in PHOTOGRAPHS]
    known = [found for found in (runs.find(amplify.request(one)) for one in bundled) if found is not None]
    if len(known) > 1:
        layout.findings(findings.over_photographs(known))


def _show(run: Amplified, photograph: Photograph) -> None:
    names, now = class_names(), run.predicted[0, len(STEPS)]
    strongest = np.argsort(-run.probabilities[0].max(0), kind="stable")[:SHOWN]
    own = int(np.flatnonzero(run.classes == now)[0])
    player(
        [
            Pictures(
                title="The photograph + ε v",
                frames=amplify.shown(run, photograph.pixels)[:, None],
                columns=1,
                weight=1,
                alt=f"{photograph.label} with direction {run.params.rank} added or taken away",
            ),
            Curves(
                title="Probability of each class along v",
                series={names[run.classes[c]]: run.probabilities[0, :, c] for c in strongest},
                colours=theme.CATEGORICAL,
                unit="%",
                weight=1.4,
            ),
            Curves(
                title=f"Probability of {names[now]}",
                series={f"along {kind}": run.probabilities[row, :, own] for row, kind in enumerate(KINDS)},
                colours=theme.CATEGORICAL,
                unit="%",
                weight=1.4,
            ),
        ],
        moments=[
            f"ε = {epsilon:{'+.2g' if epsilon else 'g'}}: {names[best]}"
            for epsilon, best in zip(run.epsilons, run.predicted[0], strict=True)
        ],
        key=f"{SLUG}_amplified",
        start=len(STEPS),
    )
    layout.findings(findings.shortest(run))
    layout.table(("Along", "ε below 0", "ε above 0"), findings.changes(run))
    st.caption(
        f"Steps of half an octave from |ε| = {STEPS[0]:g} to {STEPS[-1]:g}. The interval in which the prediction first "
        f"changes is halved {BISECTIONS} times. A change that reverts between two steps is not seen. "
        "Pixels are clipped only in what you see, not in what the network sees. The photograph's standard deviation is "
        f"{run.contrast:.0f} grey levels."
    )
