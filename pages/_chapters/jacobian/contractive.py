"""The chapter on contractive auto-encoders."""

import numpy as np
import streamlit as st

from core.charts import images
from core.jacobian import contractive
from core.jacobian.charts import training as charts
from core.jacobian.contractive import ContractiveParams, ContractiveRun
from core.jacobian.findings import training as findings
from pages._shared import layout, runs
from pages._shared.player import Pictures, player

SLUG = "jacobian"


def tab() -> None:
    """Compare a contractive auto-encoder with a plain one and with the weight decay of the nearest error."""
    chosen = st.select_slider(
        "Penalty λ on ‖J‖²", contractive.PENALTIES[1:], value=3.0, key=f"{SLUG}_penalty", bind="query-params"
    )
    plain, strict = _encoder(), _encoder(penalty=float(chosen))
    decays = [_encoder(decay=decay) for decay in contractive.DECAYS[1:]]
    decayed = findings.nearest_error(decays, float(strict.errors[-1]))
    named = {
        "plain": plain,
        f"decay {decayed.params.decay:g}": decayed,
        f"contractive, λ = {strict.params.penalty:g}": strict,
    }
    relative = st.toggle("Relative to the first", value=True, key=f"{SLUG}_cae_relative", bind="query-params")
    layout.chart(charts.encoders({name: run.values.astype(float) for name, run in named.items()}, relative=relative))
    layout.judged(
        [("Contractive auto-encoders have few large singular values", findings.encoders(plain, decayed, strict))]
    )
    _directions(named)


def _encoder(penalty: float = 0.0, decay: float = 0.0) -> ContractiveRun:
    return runs.ask(contractive.request(ContractiveParams(penalty=penalty, decay=decay)))


def _directions(named: dict[str, ContractiveRun]) -> None:
    """Show digits, their reconstructions, and each encoder's strongest directions there, scrubbed over the digits."""
    first = next(iter(named.values()))
    count = contractive.SHOWN_INPUTS
    shown = [first.pictures[:count], *(run.reconstructions[:count] for run in named.values())]
    panels = [
        Pictures(
            title="A test digit and its reconstructions",
            frames=np.stack(shown, 1),
            labels=["the digit", *named],
            columns=4,
            palette="grey",
            alt="A test digit and its reconstructions by each auto-encoder.",
        )
    ]
    labels = [f"v{rank + 1}" for rank in contractive.SHOWN_RANKS]
    for name, run in named.items():
        vectors = run.vectors.astype(np.float32)
        panels.append(
            Pictures(
                title=f"What the encoder responds to: {name}",
                frames=images.signed(vectors, np.abs(vectors).max((2, 3), keepdims=True)),
                labels=labels,
                columns=6,
                alt=f"Strongest singular vectors of the encoder's Jacobian, {name}.",
            )
        )
    player(panels, moments=[f"digit {i + 1}" for i in range(count)], key=f"{SLUG}_cae", start=0)
