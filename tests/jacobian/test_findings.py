"""Sentences of Jacobian Spectra on both sides of each of their conditions, from small synthetic runs."""

from types import SimpleNamespace

import numpy as np
import pytest

from core.jacobian.contractive import ContractiveParams
from core.jacobian.directional_noise import DIRECTIONS
from core.jacobian.findings import claims, networks, perturbations, spectra, training
from core.jacobian.measurement import NOISE_LEVELS, TOP, WHOLE
from core.networks.training import TrainingParams
from core.statistics import Interval
from tests.jacobian.runs import (
    LAYERS,
    falling,
    jacobian_run,
    participation,
    pretrained_run,
    scatter,
    shrinking,
    stretched,
)

HOLDS, PART, NOT, OPEN = "holds", "holds in part", "does not hold", "not testable here"
ONE_LAYER = {"layers": ("dense1", "logits"), "tenths": ((0.3, 0.1), (0.6, 0.5)), "widths": (TOP, 10)}


@pytest.mark.parametrize(
    ("effect", "beyond", "verdict"),
    [
        ((1, 2), [(0.1, 1)], HOLDS),
        ((1, 2), [(-0.1, 1)], PART),
        ((1, 2), [(0.1, 1), (-1, -0.5)], PART),
        ((-1, 2), [(0.1, 1)], OPEN),
        ((-2, -1), [(0.1, 1)], NOT),
        ((-np.inf, np.inf), [], OPEN),
    ],
)
def test_an_interval_decides_and_not_the_sign_of_its_mean(effect, beyond, verdict):
    assert claims.judge(Interval(sum(effect) / 2, *effect), *[Interval(0, *one) for one in beyond]) == verdict


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ({"tenths": ((0.9, 0.3, 0.1), (0.9, 0.6, 0.5))}, HOLDS),
        ({"tenths": ((0.9, 0.6, 0.1), (0.9, 0.3, 0.5))}, PART),
        ({"tenths": ((0.3, 0.9, 0.1), (0.9, 0.95, 0.5))}, NOT),
        ({"tenths": ((0.6, 0.6, 0.1), (0.9, 0.9, 0.5))}, OPEN),
        (ONE_LAYER, OPEN),
    ],
)
def test_steepness_with_depth(fields, verdict):
    assert claims.steepness(jacobian_run(**fields)).verdict == verdict


@pytest.mark.parametrize(
    ("measures", "verdict"),
    [
        (participation(0.1, 0.5, 0.3, 0.35), HOLDS),
        (participation(0.1, 0.5, 0.1, 0.5), PART),  # the architecture does as much
        (participation(0.5, 0.1, 0.3, 0.3), NOT),
        (participation(0.3, 0.3, 0.3, 0.3), OPEN),
    ],
)
def test_locality_of_strong_directions(measures, verdict):
    assert claims.localisation(jacobian_run(measures=measures)).verdict == verdict


def test_too_few_directions_cannot_be_split_into_strong_and_weak():
    run = jacobian_run(widths=(TOP, 8, 10))
    assert claims.localisation(run).verdict == OPEN
    assert "too few" in claims.untrained_localisation(run).text


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ((0.1, 0.5), "more local than weak ones already"),
        ((0.5, 0.1), "less local"),
        ((0.3, 0.3), "not clearly more local"),
    ],
)
def test_locality_before_training_is_ours(before, said):
    run = jacobian_run(measures=participation(0.3, 0.3, *before))
    assert said in claims.untrained_localisation(run).text
    assert claims.untrained_localisation(run).verdict is None


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        (shrinking(0.5), HOLDS),
        (shrinking(0.5, low=0.5), PART),  # the first layer shrinks as much
        (shrinking(0.5, deep_before=0.4), PART),  # so does the untrained network
        (shrinking(1.5), NOT),
        (shrinking(1.0), OPEN),
    ],
)
def test_shrinkage_under_noise(values, verdict):
    assert claims.noise(jacobian_run(noise_values=values)).verdict == verdict


def test_shrinkage_without_lost_predictions_holds_in_part_and_with_one_layer_not_at_all():
    kept = np.ones((2, len(NOISE_LEVELS)))
    assert claims.noise(jacobian_run(noise_values=shrinking(0.5), noise_right=kept)).verdict == PART
    assert claims.noise(jacobian_run(**ONE_LAYER, noise_values=shrinking(0.5))).verdict == OPEN


def test_a_layer_that_nothing_passes_decides_nothing():
    assert claims.noise(jacobian_run(noise_values=0 * shrinking(0.5))).verdict == OPEN
    assert claims.erasure(jacobian_run(contrast=0 * stretched(1, 1, 1))).verdict == OPEN


@pytest.mark.parametrize(
    ("contrast", "verdict"),
    [
        (stretched(0.05, 0.5, 0.3), HOLDS),
        (stretched(0.05, 0.05, 0.3), PART),  # differences between classes are erased as well
        (stretched(0.05, 0.5, 0.02), PART),  # training undoes what the first weights erase
        (stretched(0.5, 0.9, 0.9), PART),  # shrunk, not erased
        (stretched(1.16, 1.3, 0.06), NOT),
        (stretched(1.0, 1.3, 0.06), NOT),  # neither shrunk nor stretched, and far from erased
    ],
)
def test_erasure_within_a_class(contrast, verdict):
    assert claims.erasure(jacobian_run(contrast=contrast)).verdict == verdict


def test_what_the_paper_only_plans_is_no_claim():
    flips = np.full((len(DIRECTIONS), 4, 16), 0.62)
    flips[0] = 0.84
    run = jacobian_run(flips=flips)
    said = claims.directional_noise(run)
    assert "84%" in said.text
    assert "62%" in said.text
    assert said.verdict is None
    assert said in claims.own(run)
    assert all(found.verdict is not None for _, found in claims.claims(run))


def test_the_spectrum_s_sentence_knows_narrow_dead_and_single_layers():
    full, narrow = jacobian_run(), jacobian_run(widths=(8, 8, 10))
    assert "s₁₀/s₁ is **0.30** after training and **0.60** before; at **dense1**" in spectra.spectrum(full).text
    assert "All singular values converged" in spectra.spectrum(full).text
    assert "mean s₈/s₁" in spectra.spectrum(narrow).text
    assert "; at" not in spectra.spectrum(jacobian_run(**ONE_LAYER)).text
    dead = full.values.copy()
    dead[0, 1, :3] = 0
    some = spectra.spectrum(jacobian_run(values=dead, unconverged=0.0003)).text
    assert "At 3 of 16 images nothing passes dense2" in some
    assert "0.03 % of the singular values did not converge" in some
    dead[0, 1] = 0
    assert "**undefined** after training" in spectra.spectrum(jacobian_run(values=dead)).text


def test_localisation_counts_the_directions_that_are_kept():
    measures = participation(0.1, 0.1, 0.2, 0.2)
    assert "The five strongest" in spectra.localisation(jacobian_run(measures=measures)).text
    steep = jacobian_run(measures=measures, tenths=((0.9, 1e-9, 0.1), (0.9, 0.6, 0.5)))
    assert "The up to five strongest" in spectra.localisation(steep).text
    assert "**0.10** after training and 0.20 before" in spectra.localisation(steep).text


def test_the_weakest_direction_is_the_end_or_the_last_that_was_found():
    small = spectra.weakest_directions(jacobian_run(outputs=np.array([64, 64, 10])), 0).text
    assert "number 50 of 64 at dense1" in small
    assert "more than" not in small
    large = spectra.weakest_directions(jacobian_run(outputs=np.array([2048, WHOLE + 1, WHOLE])), 0).text
    assert f"10 of {WHOLE} at logits" in large
    assert f"the last of those: number 50 of 2,048 at dense1, 50 of {WHOLE + 1} at dense2." in large


def test_noise_names_the_first_layer_where_it_is_another_one():
    assert "at dense1, after training" in perturbations.noise(jacobian_run()).text
    assert "; at" not in perturbations.noise(jacobian_run(**ONE_LAYER)).text


@pytest.mark.parametrize("still", [True, False])
def test_the_noise_film_says_whether_the_prediction_stays(still):
    odds = np.array([[0.9, 0.1], [0.8, 0.2] if still else [0.2, 0.8]])
    values = np.ones((2, 2, 10))
    values[:, 1] = 0.5
    found = SimpleNamespace(
        probabilities=odds, values=values, class_names=("a", "b"), layers=("x", "y"), active=np.ones((2, 2))
    )
    text = perturbations.noise_film(found).text
    assert ("still **a**" in text) == still
    assert "0.50 at x and **0.50** at y" in text
    dead = SimpleNamespace(**{**vars(found), "values": 0 * values, "layers": ("y", "y")})
    assert "is **undefined** at y" in perturbations.noise_film(dead).text


@pytest.mark.parametrize(("width", "said"), [(TOP, "of the last ten of 50"), (8, "only 8 directions exist there")])
def test_flips_say_when_top_and_bottom_share_directions(width, said):
    text = perturbations.flips(jacobian_run(widths=(TOP, width, 10))).text
    assert said in text
    assert "Jacobian to dense2" in text


def test_changes_of_a_spectrum_leave_out_images_where_it_was_zero():
    moved = np.full((2, len(DIRECTIONS), 4, 16), 0.1)
    values = jacobian_run().values.copy()
    values[0, 1, 0] = 0
    moved[..., 0] = 1e12
    text = perturbations.spectrum_changes(jacobian_run(values=values, moved=moved)).text
    assert "strongest direction **+10%** ± 0%" in text
    assert "over 15 images" in text
    assert "singular values at dense2" in text


def test_class_contrast_is_a_geometric_mean():
    text = perturbations.class_contrast(jacobian_run(contrast=stretched(0.5, 1.0, 0.3))).text
    assert "stretched **2.0" in text or "stretched **1.9" in text
    ratios = perturbations.class_ratios(jacobian_run(contrast=0 * stretched(1, 1, 1)))
    assert np.isnan(ratios).all()


def epochs_run(line, accuracy, layers=LAYERS, width=10):
    values = np.stack([falling(tenth, width)[:10] for tenth in line])[:, None, None] * np.ones((1, len(layers), 8, 1))
    return SimpleNamespace(
        layers=layers, values=values, epochs=np.array([0, 1, 2, 4])[: len(line)], test_accuracy=np.array(accuracy)
    )


def test_epochs_say_when_half_is_done_only_of_what_changes():
    text = training.epochs(epochs_run((0.8, 0.7, 0.5, 0.4), (0.1, 0.6, 0.7, 0.8))).text
    assert "Half of that change is first reached at epoch **2**" in text
    assert "Half of the rise in test accuracy (10% to 80%) is first reached at epoch **1**" in text
    flat = training.epochs(epochs_run((0.8, 0.8, 0.8, 0.8), (0.5, 0.4, 0.3, 0.2))).text
    assert "Half" not in flat
    assert "does not rise (50% to 20%)" in flat
    assert "only the untrained" in training.epochs(epochs_run((0.8,), (0.1,))).text
    assert "steepness 1 − s₈/s₁" in training.epochs(epochs_run((0.8, 0.4), (0.1, 0.8), width=8)).text
    assert "after 1 epoch." in training.epochs(epochs_run((0.8, 0.4), (0.1, 0.8))).text


def test_a_chain_that_nothing_passes_has_no_share():
    single = np.full((2, 3, 1, 2), 2.0)
    run = SimpleNamespace(
        layers=LAYERS, cumulative=4 * np.ones((2, 3, 1, 2)), mismatch=np.array([1e-7]), bounds=single[..., 0].cumprod(1)
    )
    assert "**4** " not in training.layer_chain(run, 0).text
    assert "is **4**, **50.0%** of it" in training.layer_chain(run, 0).text
    run.bounds = 0 * run.bounds
    assert "**undefined** of it" in training.layer_chain(run, 0).text


def study(steep, accuracy):
    return SimpleNamespace(steepness=np.array([steep, steep]), test_accuracy=np.array(accuracy))


GROWING = np.linspace(0.5, 0.9, 12)


@pytest.mark.parametrize(
    ("steep", "accuracy", "verdict", "said"),
    [
        (1 - GROWING, GROWING, HOLDS, "would have been a guide"),
        (np.r_[0.01, 1 - GROWING], np.r_[0.5, GROWING], PART, "the steepest is not"),
        (GROWING, GROWING, NOT, "steeper networks are worse"),
        (np.tile([0.2, 0.4], 6), GROWING, NOT, "no guide"),
    ],
)
def test_the_guide_to_hyper_parameters(steep, accuracy, verdict, said):
    found = training.steepness_study(study(steep, accuracy))
    assert found.verdict == verdict
    assert said in found.text


def test_the_networks_near_the_best_include_the_best_itself():
    accuracy = np.array([0.5, 0.6, 0.895, 0.9])
    text = training.steepness_study(study([0.1, 0.2, 0.3, 0.4], accuracy)).text
    assert "one point of the best (2 of them) have a steepness from 0.60 to 0.70" in text


def encoder(late, error, errors=(500.0, 90.0), **params):
    values = np.geomspace(1, late, 30) * np.ones((64, 1)) * scatter(64, 1)
    values[:, 1:] *= scatter(64, 1, seed=1)
    values = np.concatenate([values, np.full((64, 30), 1e-6)], 1)
    return SimpleNamespace(
        params=ContractiveParams(**params),
        values=values,
        mean_values=np.stack([values.mean(0)] * 2),
        errors=np.array([*errors[:-1], error]),
    )


PLAIN = encoder(0.2, 82.0, errors=(100.0, 82.0))


@pytest.mark.parametrize(
    ("decayed", "penalised", "verdict"),
    [
        (encoder(0.15, 101.0, decay=0.02), encoder(0.05, 100.0, penalty=3.0), HOLDS),
        (encoder(0.04, 101.0, decay=0.02), encoder(0.05, 100.0, penalty=3.0), PART),
        (encoder(0.15, 101.0, decay=0.02), encoder(0.3, 100.0, penalty=0.1), NOT),
        (encoder(0.15, 104.0, decay=0.02), encoder(0.05, 100.0, penalty=3.0), OPEN),  # errors are not alike
    ],
)
def test_contractive_encoders_against_controls_of_equal_error(decayed, penalised, verdict):
    assert training.encoders(PLAIN, decayed, penalised).verdict == verdict


def test_isometry_of_equal_values_and_of_one():
    flat, single = np.ones((3, 4)), np.diag([1.0, 0, 0, 0])[[0, 0, 0]] + 0.0
    text = training.isometry({"orthogonal": flat, "Gaussian": single}).text
    assert "**1** with orthogonal" in text
    assert "**0 within rounding** with Gaussian" in text
    assert "is 1.00 and 0.25" in text


def test_pretrained_and_untrained_are_compared_at_the_same_images_layer_by_layer():
    run = pretrained_run({"a": 0.5, "b": 0.3, "c": 0.4}, {"a": 0.5, "b": 0.6, "c": 0.2})
    text = networks.against_untrained(run).text
    assert "steeper than the untrained one at b (0.30 against 0.60; 4 images)" in text
    assert "less steep than the untrained one at c" in text
    assert "not distinguishable from the untrained one at a" in text
    one = networks.against_untrained(pretrained_run({"a": 0.5}, {"a": 0.7}, images=1)).text
    assert "steeper" not in one
    assert "At a both were measured at one image only" in one
    values = run.values.copy()
    values[0, 1, 3] = np.nan  # an image that only the control has must not count
    assert "3 images" in networks.against_untrained(SimpleNamespace(**{**vars(run), "values": values})).text


def test_pretrained_spectra_say_what_was_measured():
    run = pretrained_run({"a": 0.5, "b": 0.3}, {})
    text = networks.spectrum(run).text
    assert "a **0.50** (4 images); b **0.30** (4 images)" in text
    assert "test images correctly" not in text
    assert "converge" not in text
    slow = SimpleNamespace(**{**vars(run), "converged": run.converged * 0.9, "accuracy": 0.8})
    text = networks.spectrum(slow).text
    assert "80.0% of the 10,000 test images" in text
    assert "did not converge to 0.1 % of s₁: a 10%, b 10%" in text
    assert "(1 image)" in networks.spectrum(pretrained_run({"a": 0.5}, {}, images=1)).text


@pytest.mark.parametrize("widths", [(10,), (5, 10)])
def test_the_narrowest_layer_bounds_what_reaches_the_logits(widths):
    values = np.full((2, len(widths), 3, max(widths)), np.nan)
    for layer, width in enumerate(widths):
        values[:, layer, :, :width] = np.linspace(2, 1, width)
    run = SimpleNamespace(params=TrainingParams(), epochs=3, test_accuracy=np.array([0.1, 0.9]))
    text = networks.dense(run, values, 784).text
    assert f"At most **{min(widths)}** of 784" in text
    assert ("the Jacobian is the weight matrix" in text) == (len(widths) == 1)


@pytest.mark.parametrize("beyond", [True, False])
def test_steps_along_weak_directions_are_only_said_to_change_more_where_they_do(beyond):
    share = np.full((len(DIRECTIONS), 4, 16), 0.5)
    share[DIRECTIONS.index("bottom"), 1] = 0.75 if beyond else 0.25
    text = perturbations.flips(jacobian_run(flips=share)).text
    assert ("more predictions than the strongest direction at 0.1 ‖x‖ (75% against 50%)." in text) == beyond
    assert ("more predictions" in text) == beyond


@pytest.mark.parametrize("alike", [True, False])
def test_curves_that_end_early_are_explained(alike):
    values = np.ones((2, 3, 4, 50))
    if not alike:
        values[1, :, :, 10:] = np.nan
    text = networks.computed(SimpleNamespace(values=values)).text
    assert ("10 of the untrained one" in text) != alike
    assert "50 directions were computed" in text
