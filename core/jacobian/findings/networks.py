"""Sentences about networks that were trained elsewhere: pretrained ones, and dense ones of other pages."""

import numpy as np

from core.gallery.findings import Finding
from core.jacobian.findings.spectra import number
from core.jacobian.measures import finite_mean
from core.jacobian.pretrained import PretrainedRun
from core.jacobian.spectrum_shape import ratio_name, relative
from core.networks.labels import SHUFFLED
from core.networks.training import Training
from core.statistics import mean_interval

TENTH, HUNDREDTH = 10, 100
UNCONVERGED = 0.001


def tail_means(run: PretrainedRun, rank: int) -> np.ndarray:
    """Return the mean s_rank/s₁ over all images that were measured, (2, layers); NaN where there are none."""
    values = relative(run.values)
    if rank > values.shape[3]:
        return np.full(values.shape[:2], np.nan)
    return finite_mean(values[..., rank - 1], -1)


def computed(run: PretrainedRun) -> Finding:
    """Say at how many directions the curves end, which is where the computation did and not the spectrum."""
    ends = [int(np.isfinite(state).sum(-1).max()) for state in run.values]
    if ends[0] == ends[1]:
        return Finding(f"At most {ends[0]} directions were computed.")
    return Finding(
        f"At most {ends[0]} directions were computed of the trained network, {ends[1]} of the untrained one."
    )


def spectrum(run: PretrainedRun) -> Finding:
    """Say how steep the spectra of the trained network are, from the first to the last layer that was measured."""
    tenth, hundredth = tail_means(run, TENTH)[0], tail_means(run, HUNDREDTH)[0]
    count = np.isfinite(run.seconds[0]).sum(1)
    said = []
    for t in np.flatnonzero(np.isfinite(tenth)):
        more = f", {ratio_name(HUNDREDTH)} {hundredth[t]:.2f}" if np.isfinite(hundredth[t]) else ""
        images = f"{count[t]} image{'' if count[t] == 1 else 's'}"
        said.append(f"{run.layers[t]} **{tenth[t]:.2f}**{more} ({images})")
    text = f"Mean {ratio_name(TENTH)} of the trained network: {'; '.join(said)}. "
    if np.isfinite(run.accuracy):
        text += (
            f"The network classifies {run.accuracy:.1%} of the 10,000 test images correctly, measured with the bundled "
            "16-bit weights. The images shown are among those. "
        )
    missing = 1 - finite_mean(run.converged[0], -1)
    slow = [f"{run.layers[t]} {missing[t]:.0%}" for t in range(len(run.layers)) if missing[t] > UNCONVERGED]
    return Finding(text + (f"Triplets that did not converge to 0.1 % of s₁: {', '.join(slow)}." if slow else ""))


def against_untrained(run: PretrainedRun) -> Finding:
    """Compare s₁₀/s₁ with the untrained control's at the same images, layer by layer."""
    ratio = relative(run.values)[..., TENTH - 1]
    groups: dict[str, list[str]] = {"steeper than": [], "less steep than": [], "not distinguishable from": []}
    single = []
    for t, layer in enumerate(run.layers):
        pairs = ratio[:, t, np.isfinite(ratio[:, t]).all(0)]
        if pairs.shape[1] < 2:
            single += [layer] if pairs.shape[1] else []
            continue
        difference = mean_interval(pairs[0] - pairs[1])
        side = (
            "steeper than"
            if difference.below(0)
            else "less steep than"
            if difference.above(0)
            else "not distinguishable from"
        )
        means = f"{number(pairs[0].mean())} against {number(pairs[1].mean())}"
        groups[side].append(f"{layer} ({means}; {pairs.shape[1]} images)")
    said = [f"{side} the untrained one at {', '.join(layers)}" for side, layers in groups.items() if layers]
    text = f"At the same images, by the paired 95 % interval of {ratio_name(TENTH)}, the trained network's spectrum is "
    text = text + "; ".join(said) + "." if said else ""
    if single:
        text += f" At {', '.join(single)} both were measured at one image only, which does not decide."
    return Finding(text.strip())


def dense(run: Training, values: np.ndarray, pixels: int) -> Finding:
    """Say what reaches the logits of a dense classifier; `values` are its spectra (2, layers, inputs, k)."""
    last = [state[-1][:, np.isfinite(state[-1]).all(0)].mean(0) for state in values]
    # The narrowest layer bounds the rank.
    reach = min(int(np.isfinite(layer[0]).sum()) for layer in values[0])
    labels = " with shuffled labels" if run.params.labels == SHUFFLED else ""
    text = (
        f"The network ({run.params.architecture}, {run.epochs} epochs on {run.params.dataset}{labels}) classifies "
        f"{run.test_accuracy[-1]:.1%} of the test images correctly. At most **{reach}** of {pixels} directions of "
        f"the image reach the logits. After training the strongest is stretched {last[0][0]:.2f} times and the last of "
        f"them {last[0][reach - 1]:.2f} times; before training {last[1][0]:.2f} and {last[1][reach - 1]:.2f} times."
    )
    if values.shape[1] == 1:
        text += " With one layer the Jacobian is the weight matrix, so that the spectrum is the same at every image."
    return Finding(text)
