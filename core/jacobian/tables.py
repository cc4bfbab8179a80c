"""Results as tables, to show and to export."""

import numpy as np
import pandas as pd

from core.jacobian.charts.spectra import STATES
from core.jacobian.findings.networks import tail_means
from core.jacobian.imagenet_bundle import LAYERS, Bundle
from core.jacobian.imagenet_spectra import PHOTOGRAPHS
from core.jacobian.pretrained import PretrainedRun
from core.jacobian.spectrum_shape import relative

TAILS = (10, 100, 500)
IMAGENET_RANKS = (10, 50, 100, 200)


def spectra(values: np.ndarray, layers: tuple[str, ...]) -> pd.DataFrame:
    """Return one row for each known singular value of (states, layers, inputs, k)."""
    s, t, b, i = np.nonzero(np.isfinite(values))
    columns = {"state": np.array(STATES)[s], "layer": np.array(layers)[t], "input": b, "index": i + 1}
    return pd.DataFrame({**columns, "singular_value": values[s, t, b, i]})


def pretrained(run: PretrainedRun) -> pd.DataFrame:
    """Return one row for each state and layer that was measured."""
    tails = {rank: tail_means(run, rank) for rank in TAILS if rank <= run.values.shape[3]}
    rows = []
    for state, name in enumerate(("trained", "untrained")):
        for t, layer in enumerate(run.layers):
            known = np.isfinite(run.seconds[state, t])
            if not known.any():
                continue
            participation = run.participation[state, t, known].astype(float)
            steep = {f"s{rank}/s1": tail[state, t] for rank, tail in tails.items()}
            rows.append(
                {
                    "network": name,
                    "layer": layer,
                    "images": int(known.sum()),
                    "top": int(np.isfinite(run.values[state, t, known]).any(0).sum()),
                    **{column: f"{ratio:.3f}" if np.isfinite(ratio) else "" for column, ratio in steep.items()},
                    "participation ratio, top 5": f"{participation[:, :5].mean():.2g}",
                    "converged": f"{run.converged[state, t, known].mean():.0%}",
                    "seconds per image": round(float(run.seconds[state, t, known].mean()), 1),
                }
            )
    return pd.DataFrame(rows)


def imagenet_spectra(bundle: Bundle) -> pd.DataFrame:
    """Return one row for each singular value of EfficientNet-Lite0 that is bundled."""
    s, t, b, i = np.nonzero(np.isfinite(bundle.values))
    columns = {"state": np.array(STATES)[s], "layer": np.array(LAYERS)[t], "photograph": np.array(PHOTOGRAPHS)[b]}
    numbers = {"singular_value": bundle.values[s, t, b, i], "participation_ratio": bundle.participation[s, t, b, i]}
    return pd.DataFrame({**columns, "index": i + 1, **numbers})


def imagenet(bundle: Bundle) -> pd.DataFrame:
    """Return one row for each state and layer of EfficientNet-Lite0 that is bundled: means over photographs ± SD."""
    ratios = relative(bundle.values)
    rows = []
    for state, layer in zip(*np.nonzero(bundle.measured().any(2)), strict=True):
        known = bundle.measured()[state, layer]
        values = {f"s{rank}/s1": ratios[state, layer, known, rank - 1] for rank in IMAGENET_RANKS}
        values["participation ratio, top 5"] = bundle.participation[state, layer, known, :5].mean(1)
        rows.append(
            {
                "network": ("trained", "untrained")[state],
                "layer": LAYERS[layer],
                "photographs": int(known.sum()),
                "top": bundle.top(state, layer),
                "s1": f"{bundle.values[state, layer, known, 0].mean():.3g}",
                **{name: f"{value.mean():.3f} ± {value.std():.3f}" for name, value in values.items()},
                "converged": f"{bundle.converged[state, layer, known].mean():.0%}",
            }
        )
    return pd.DataFrame(rows)
