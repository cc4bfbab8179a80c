"""Tab of Jacobian Spectra: contractive auto-encoders."""

import numpy as np
import streamlit as st

from core.charts import images
from core.jacobian import contractive as jacobian_contractive
from core.jacobian.charts import training as charts
from core.jacobian.contractive import ContractiveParams, ContractiveRun
from pages._shared import layout, runs
from pages._shared.player import Pictures, player

SLUG = "jacobian"
LATE = 29


def tab() -> None:
    """Contractive auto-encoders beside a plain one and one with weight decay."""
    chosen = st.select_slider(
        "Penalty λ on ‖J‖²",
        jacobian_contractive.PENALTIES[1:],
        value=3.0,
        key=f"{SLUG}_penalty",
        bind="query-params",
    )
    plain, strict = _encoder(), _encoder(penalty=float(chosen))
    error = float(strict.errors[-1])
    decays = [_encoder(decay=decay) for decay in jacobian_contractive.DECAYS[1:]]
    decayed = min(decays, key=lambda run: abs(float(run.errors[-1]) - error))
    named = {
        "plain": plain,
        f"decay {decayed.params.decay:g}": decayed,
        f"contractive, λ = {strict.params.penalty:g}": strict,
    }
    relative = st.toggle("Relative to the first", value=True, key=f"{SLUG}_cae_relative", bind="query-params")
    layout.chart(charts.encoders({name: run.values.astype(float) for name, run in named.items()}, relative=relative))
    early = int(np.abs(plain.errors - error).argmin())
    half = [jacobian_contractive.half_strength(run.values) for run in named.values()]
    late = [float(run.mean_values[-1, LATE] / run.mean_values[-1, 0]) for run in named.values()]
    stopped = float(plain.mean_values[early, LATE] / plain.mean_values[early, 0])
    st.markdown(
        f"At direction {LATE + 1} the contractive encoder is down to **{late[2]:.3f}** of its s₁, the plain one to "
        f"**{late[0]:.3f}**; half of ‖J‖² lies in {half[2]:.1f} directions against {half[0]:.1f}. It pays with its "
        f"reconstructions: {error:.1f} against {plain.errors[-1]:.1f} nats a digit. At about that error the plain one, "
        f"stopped at epoch {early} ({plain.errors[early]:.1f}), has **{stopped:.3f}**, and weight decay "
        f"({decayed.errors[-1]:.1f}) **{late[1]:.3f}**: "
        + (
            "the penalty makes the spectrum fall faster than either does."
            if late[2] < min(late[1], stopped)
            else "at this λ the penalty is not what makes the spectrum fall."
        )
    )
    _directions(named)


def _encoder(penalty: float = 0.0, decay: float = 0.0) -> ContractiveRun:
    params = ContractiveParams(penalty=penalty, decay=decay)
    run: ContractiveRun = runs.ask(jacobian_contractive.request(params))
    return run


def _directions(named: dict[str, ContractiveRun]) -> None:
    """Digits, what each encoder makes of them, and its strongest directions there, scrubbed over the digits."""
    first = next(iter(named.values()))
    count = jacobian_contractive.SHOWN_INPUTS
    shown = [first.pictures[:count], *(run.reconstructions[:count] for run in named.values())]
    panels = [
        Pictures(
            title="A test digit, and what comes back",
            frames=np.stack(shown, 1),
            labels=["the digit", *named],
            columns=4,
            palette="grey",
            alt="A test digit and its reconstructions by each auto-encoder.",
        )
    ]
    labels = [f"v{rank + 1}" for rank in jacobian_contractive.SHOWN_RANKS]
    for name, run in named.items():
        vectors = run.vectors.astype(np.float32)
        panels.append(
            Pictures(
                title=f"What the code notices: {name}",
                frames=images.signed(vectors, np.abs(vectors).max((2, 3), keepdims=True)),
                labels=labels,
                columns=6,
                alt=f"Strongest singular vectors of the encoder's Jacobian, {name}.",
            )
        )
    player(panels, moments=[f"digit {i + 1}" for i in range(count)], key=f"{SLUG}_cae", start=0)
