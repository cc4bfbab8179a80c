"""Sentences of Jacobian Spectra on many random results: each that has a condition agrees with another computation."""

import re
from dataclasses import replace

import numpy as np
import pytest

from core.jacobian.directional_noise import DIRECTIONS, SPECTRUM_STRENGTHS, STRENGTHS
from core.jacobian.findings import claims, perturbations, spectra, training
from core.jacobian.measurement import NOISE_LEVELS, TOP, WHOLE
from core.jacobian.quiz import quiz
from core.jacobian.training import INPUTS
from tests.jacobian.runs import jacobian_run

SEEDS = range(30)


def random_run(seed):
    """A run of one to four hidden layers: wide and narrow ones, some that nothing passes at some images."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(1, 5))
    layers = (*(f"dense{i + 1}" for i in range(count)), "logits")
    widths = (*tuple(int(width) for width in rng.choice([8, 16, TOP], count)), 10)
    tenths = tuple(tuple(rng.uniform(0.01, 0.95, count + 1)) for _ in range(2))
    run = jacobian_run(layers=layers, widths=widths, tenths=tenths)
    values = run.values * rng.uniform(0.1, 30)
    if rng.random() < 0.3:  # at one to fifteen images
        values[0, :, : int(rng.integers(1, INPUTS))] *= np.where(np.isfinite(values[0, :, :1]), 0, 1)
    shape = (2, 4, count + 1, INPUTS, TOP)
    fields = {
        "outputs": np.array([*rng.choice([16, WHOLE, WHOLE + 1, 2048], count), 10]),
        "measures": rng.uniform(0.05, 0.6, shape) * np.linspace(1, rng.uniform(0.5, 2), TOP),
        "noise_values": rng.uniform(0.5, 2, (2, 2, 1, 1)) ** np.array(NOISE_LEVELS)[:, None]
        * rng.uniform(0.9, 1.1, (2, 2, len(NOISE_LEVELS), INPUTS)),
        "noise_right": np.sort(rng.uniform(0, 1, (2, len(NOISE_LEVELS))))[:, ::-1],
        "noise_active": rng.uniform(0, 1, (2, len(NOISE_LEVELS))),
        "flips": rng.integers(0, 9, (len(DIRECTIONS), len(STRENGTHS), INPUTS)) / 8,
        "moved": rng.normal(0, 0.5, (2, len(DIRECTIONS), len(SPECTRUM_STRENGTHS), INPUTS)),
        "contrast": np.exp(rng.normal(rng.normal(0, 1), 0.5, (2, 2, count + 1, INPUTS))),
        "test_accuracy": rng.uniform(0, 1, 2),
        "unconverged": float(rng.choice([0, 0.003])),
    }
    if seed % 5 == 0:  # at some or all images nothing passes the last hidden layer, or the network
        passed = np.arange(INPUTS) >= rng.choice([INPUTS // 2, INPUTS - 1, INPUTS])
        fields["noise_values"][:, 1] *= passed
        fields["contrast"][:, :, -1] *= passed
    return replace(run, values=values, **fields)


def sentences(run):
    found = [
        spectra.spectrum(run),
        spectra.localisation(run),
        spectra.weakest_directions(run, 0),
        perturbations.noise(run),
        perturbations.flips(run),
        perturbations.spectrum_changes(run),
        perturbations.class_contrast(run),
        *(found for _, found in claims.claims(run)),
        *claims.own(run),
    ]
    return " ".join(one.text for one in found) + quiz(run).answer()[1]


@pytest.mark.parametrize("seed", SEEDS)
def test_every_sentence_holds_on_a_random_run(seed):
    run = random_run(seed)
    text = sentences(run)
    assert not re.search(r"\bnan\b|\binf\b|None|0\.0000|  ", text), text
    hidden = run.layers[:-1]
    last, deep = run.layers.index(hidden[-1]), hidden[-1]
    assert ("All singular values converged" in text) == (run.unconverged == 0)
    assert (f"nothing passes {deep}" in text) == bool((run.values[0, last, :, 0] == 0).any())
    assert ("one hidden layer" in text) == (len(hidden) == 1)
    assert (f"; at **{hidden[0]}**" in text) == (len(hidden) > 1)
    directions = int(np.isfinite(run.values[0, last, 0]).sum())
    assert (f"only {directions} directions exist" in text) == (directions < 20)
    weak = [sum(run.flips[2, s]) > sum(run.flips[0, s]) + 1e-9 for s in range(len(STRENGTHS))]
    assert ("mix of the last 10 changes more" in text) == any(weak)
    large = [layer for layer, outputs in zip(run.layers, run.outputs, strict=True) if outputs > WHOLE]
    assert ("At layers with more than" in text) == bool(large)
    known = int((run.values[0, last, :, 0] > 0).sum())
    assert (f"95 % interval over {known} images)" in text) == (known > 1)
    share = run.noise_right[0, -1]
    assert f"{share:.0%} of the images keep their prediction" in text


@pytest.mark.parametrize("seed", SEEDS)
def test_verdicts_agree_with_the_sign_of_their_means(seed):
    """An interval that decides lies on the side of its mean."""
    run = random_run(seed)
    ratio = run.values[..., 9] / np.where(run.values[..., 0] > 0, run.values[..., 0], np.nan)
    verdict = claims.steepness(run).verdict
    last = len(run.layers) - 2
    if np.isfinite(run.values[:, [0, last], :, 9]).all() and last:
        falls = np.nanmean(ratio[0, 0] - ratio[0, last])
        assert verdict not in ("holds", "holds in part") or falls > 0
        assert verdict != "does not hold" or falls < 0
    within = np.log(run.contrast[0, 0, -1][run.contrast[0, 0, -1] > 0])
    if not len(within):
        assert claims.erasure(run).verdict == "not testable here"
        return
    verdict = claims.erasure(run).verdict
    assert verdict not in ("holds", "holds in part") or within.mean() < 0
    assert verdict != "holds" or np.exp(within.mean()) < claims.ERASED
    assert verdict != "does not hold" or np.exp(within.mean()) > claims.ERASED


@pytest.mark.parametrize("seed", range(20))
def test_the_study_of_steepness_says_what_ranks_say(seed):
    rng = np.random.default_rng(seed)
    count = int(rng.integers(6, 25))
    accuracy = rng.uniform(0.3, 0.95, count)
    slope = rng.normal(0, 1)
    steep = 1 / (1 + np.exp(4 * slope * (accuracy - 0.6) + rng.normal(0, 0.4, (2, count))))
    found = training.steepness_study(type("Study", (), {"steepness": steep, "test_accuracy": accuracy}))
    ranks = np.corrcoef((1 - steep[0]).argsort().argsort(), accuracy.argsort().argsort())[0, 1]
    assert f"test accuracy is **{ranks:+.2f}**" in found.text
    best = accuracy[(1 - steep[0]).argmax()]
    assert f"accuracy of **{best:.1%}**, rank {1 + int((accuracy > best).sum())} of {count}" in found.text
    assert ("steeper networks are worse" in found.text) <= (ranks < 0)
    assert ("would have been a guide" in found.text) <= (ranks > 0 and best > accuracy.max() - 0.0101)
