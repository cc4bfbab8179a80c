"""Sentences about layers at low rank: those of EfficientNet-Lite0, and those of a model from elsewhere."""

import numpy as np

from core.compression.findings import share
from core.compression.imagenet_ranks import KERNELS, ImagenetRanks, full_rank, has_skip, ranks_of
from core.compression.model_ranks import ModelRanks
from core.gallery.findings import Finding


def imagenet_kernel(run: ImagenetRanks, kernel: str, values: np.ndarray, size: tuple[int, ...]) -> Finding:
    """Say which rank a kernel (inputs, outputs) with these singular values needs, and what a quarter of it leaves."""
    inputs, outputs = size
    ranks, kept, correct = ranks_of(kernel), run.kept(kernel), run.correct(kernel)
    full, needed, count = full_rank(kernel), run.needed(kernel), run.predictions.shape[2]
    text = f"This kernel turns {inputs} channels into {outputs} at every position. "
    if needed == 0:
        text += f"Even without its weights the network keeps its prediction for all {count} photographs. "
    elif needed == full:
        text += f"Of the ranks tried, only the full rank {full} keeps the prediction for all {count} photographs. "
    else:
        text += (
            f"From rank **{needed}** of {full} on, every rank that was tried keeps the prediction for all {count} "
            f"photographs. That rank holds {_energy(values, needed)} of the energy, in "
            f"{needed * (inputs + outputs):,} numbers instead of {inputs * outputs:,}. "
        )
    few = quarter(kernel)
    at = int(np.flatnonzero(ranks == few)[0])
    return Finding(
        f"{text}At rank {few}, with {_energy(values, few)} of the energy, **{kept[at]}** of {count} photographs keep "
        f"their prediction, and {correct[at]} are classified as what they show (full network: {correct[-1]})."
    )


def skip_connections(run: ImagenetRanks) -> Finding:
    """Compare kernels in blocks that add their input to their output with all others."""
    kept = kept_at_a_quarter(run)
    with_skip = np.array([has_skip(kernel) for kernel in KERNELS])
    count = run.predictions.shape[2]
    return Finding(
        f"Cut to the largest tried rank up to a quarter, a kernel in a block with a skip connection leaves on average "
        f"**{kept[with_skip].mean():.1f}** of {count} predictions as they are ({with_skip.sum()} kernels, "
        f"{kept[with_skip].min()} to {kept[with_skip].max()}), any other kernel **{kept[~with_skip].mean():.1f}** "
        f"({(~with_skip).sum()} kernels, {kept[~with_skip].min()} to {kept[~with_skip].max()}). A skip connection adds "
        "the input of a block to its output, so that input gets through whatever the block's own kernels lose."
    )


def kept_at_a_quarter(run: ImagenetRanks) -> np.ndarray:
    """Return how many photographs keep their prediction with each of KERNELS at its `quarter`, (kernels,) int."""
    return np.array([run.kept(kernel)[list(ranks_of(kernel)).index(quarter(kernel))] for kernel in KERNELS])


def quarter(kernel: str) -> int:
    """Return the largest tried rank that is at most a quarter of a kernel's full rank."""
    ranks = ranks_of(kernel)
    return int(ranks[ranks <= full_rank(kernel) / 4][-1])


def model_spectrum(values: np.ndarray, size: tuple[int, int]) -> Finding:
    """Say how the energy of a matrix (inputs, units) is spread over its singular values."""
    if values[0] == 0:
        return Finding(f"All {size[0] * size[1]:,} weights of this layer are 0.")
    energy = np.cumsum(values**2) / (values**2).sum()
    half, most = (int(np.searchsorted(energy, level)) + 1 for level in (0.5, 0.99))
    return Finding(
        f"This matrix has {size[0]:,} × {size[1]:,} weights, so its rank is at most {len(values):,}. Half of its "
        f"energy is kept at rank **{half}** and 99 % at rank **{most}**. Singular values: largest {values[0]:.3g}, "
        f"median {np.median(values):.3g}."
    )


def model_ranks(run: ModelRanks, labels: np.ndarray, values: np.ndarray) -> Finding:
    """Say which rank a layer of a model needs to classify a set as well as before."""
    accuracy, needed, full = run.accuracy(labels), run.needed(labels), int(run.ranks[-1])
    whole = f"its accuracy of {share(accuracy[-1], 1)} on {len(labels):,} test images of {run.params.dataset}"
    if needed == 0:
        return Finding(f"Even without this layer's weights the model stays within one percentage point of {whole}.")
    if needed == full:
        return Finding(f"Of the ranks tried, only the full rank {full} stays within one percentage point of {whole}.")
    return Finding(
        f"From rank **{needed}** of {full} on, the model stays within one percentage point of {whole}, at every rank "
        f"that was tried. That rank keeps {_energy(values, needed)} of the energy of the layer's weights."
    )


def _energy(values: np.ndarray, rank: int) -> str:
    return share(float((values[:rank] ** 2).sum() / (values**2).sum()), 0)
