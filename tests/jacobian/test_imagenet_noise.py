"""Noise on EfficientNet-Lite0 against whole Jacobians by reverse mode, and what is said about it on both sides."""

from dataclasses import replace

import numpy as np
import pytest

from core.jacobian import imagenet_noise as noise
from core.jacobian import imagenet_noise_bundle as bundles
from core.jacobian import imagenet_steps as steps
from core.jacobian.charts import imagenet_noise as charts
from core.jacobian.findings import imagenet_noise as findings
from core.networks import imagenet
from core.runs import archive
from core.runs.progress import drain
from tests.jacobian import oracle

SIDE = 32
LAYERS = ("block12", "block15")  # at 32 pixels they have 192 and 320 outputs
LEVELS = (0.0, 0.5)


@pytest.fixture(scope="module")
def network():
    return imagenet.network(side=SIDE)


@pytest.fixture(scope="module")
def run(network):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(noise, "LOW", LAYERS[0])
        patch.setattr(noise, "LEVELS", LEVELS)
        return drain(noise.compute(noise.NoiseParams(photograph="cat"), network=lambda: network))


def photograph():
    return imagenet.network_input(noise.imagenet_spectra.load("cat", SIDE))


@pytest.mark.slow  # two whole matrices
def test_spectra_under_noise_are_those_of_the_whole_jacobian(network, run):
    x = photograph()
    drawn = np.random.default_rng([0, 0]).standard_normal(x.shape)
    inputs = np.stack([x, x + 0.5 * x.std() * drawn]).astype(np.float32)
    for row, layer in enumerate(LAYERS):
        exact = oracle.singular_values(network, layer, inputs)[:, : noise.TOP]
        np.testing.assert_allclose(run.values[row], exact, rtol=1e-3)


def test_predictions_are_those_of_every_draw(network, run, tmp_path):
    x = photograph().astype(np.float64)
    for draw in (0, noise.DRAWS - 1):
        moved = x + 0.5 * x.std() * np.random.default_rng([0, draw]).standard_normal(x.shape)
        logits = np.asarray(network(np.stack([x, moved]).astype(np.float32), training=False), np.float64)
        shares = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
        best = shares[0].argmax()
        np.testing.assert_array_equal(run.predicted[:, draw], shares.argmax(1))
        np.testing.assert_allclose(run.probability[:, draw], shares[:, best], atol=1e-4)
        if draw == 0:
            np.testing.assert_allclose(run.probabilities, shares[:, run.classes], atol=1e-4)
    np.testing.assert_array_equal(run.kept, run.predicted == run.predicted[0, 0])
    archive.save(tmp_path / "n.npz", run, half=("residuals",))
    assert archive.load(tmp_path / "n.npz", noise.NoiseRun, params=noise.NoiseParams).params == run.params


def test_noise_has_the_length_it_is_said_to_have_and_only_the_drawing_is_clipped(run, monkeypatch):
    monkeypatch.setattr(noise, "LEVELS", LEVELS)
    pixels = noise.imagenet_spectra.load("cat", SIDE)
    moved = noise.noisy(run.params, photograph())[-1] - photograph()
    assert moved.std() == pytest.approx(0.5 * photograph().std(), rel=0.05)
    drawn = noise.shown(run.params, pixels)
    np.testing.assert_array_equal(drawn[0], pixels)
    np.testing.assert_allclose(drawn[1], np.clip(pixels + 128 * moved, 0, 255), atol=0.51)


def test_a_photograph_of_ones_own_needs_its_pixels_and_another_draw_is_another_noise(run):
    own = noise.NoiseParams(photograph="cat", digest="d")
    assert own.canonical() == noise.NoiseParams(digest="d")
    with pytest.raises(ValueError, match="needs its pixels"):
        next(noise.compute(own))
    with pytest.raises(ValueError, match="needs its pixels"):
        next(steps.compute(steps.StepParams(digest="d")))
    assert steps.StepParams(photograph="cat", digest="d").canonical() == steps.StepParams(digest="d")
    assert replace(own, trained=False).layers == (noise.HIGH,)
    other = noise.noise(noise.NoiseParams(draw=1), (50,))
    assert abs(np.corrcoef(other, noise.noise(noise.NoiseParams(), (50,)))[0, 1]) < 0.6


@pytest.mark.slow  # six spectra and a whole matrix
def test_steps_have_equal_lengths_and_are_judged_with_both_signs(network):
    found = drain(steps.compute(steps.StepParams(photograph="cat"), network=lambda: network))
    x = photograph().astype(np.float64)
    drawn = np.random.default_rng(steps.SEED).standard_normal(x.shape)
    step = drawn / np.linalg.norm(drawn) * x.std() * np.sqrt(x.size)
    row = steps.KINDS.index("random direction")
    for column, sign in enumerate((-1, 1)):
        images = np.stack([x + sign * length * step for length in steps.LENGTHS]).astype(np.float32)
        said = np.asarray(network(images, training=False)).argmax(1)
        np.testing.assert_array_equal(found.predicted[row, column], said)
    np.testing.assert_array_equal(found.changed, (found.predicted != found.clean).any(1))
    inputs = np.stack([x, x + steps.SPECTRUM_LENGTH * step]).astype(np.float32)
    exact = oracle.singular_values(network, noise.HIGH, inputs)[:, : noise.TOP]
    np.testing.assert_allclose(found.values[[0, 1 + row]], exact, rtol=1e-3)


def test_plus_the_gradient_makes_the_predicted_class_less_probable(network):
    x = photograph()
    best, gradient = steps._clean(network, x)
    step = 1e-3 * gradient / np.linalg.norm(gradient)
    logits = np.asarray(network(np.stack([x - step, x, x + step]), training=False), np.float64)
    shares = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    assert shares[1].argmax() == best
    assert shares[0, best] > shares[1, best] > shares[2, best]


def bundle(
    high: float = 0.5, low: float = 0.5, untrained: float = 0.1, half: tuple[float, float] = (0.5, 0.9), kept: int = 5
) -> bundles.NoiseBundle:
    """Ten of 16 photographs: ln shrinkage at full noise; `half`: of those that keep and lose their prediction."""
    rng = np.random.default_rng(0)
    levels, top = len(noise.LEVELS), noise.TOP
    share = np.full((16, levels), np.nan)
    share[:10] = 1.0
    share[kept:10, findings.HALF :] = 0.0
    share[:10, findings.STRONGEST] = np.linspace(0, 0.5, 10)

    def spectrum(shrinkage: float) -> np.ndarray:
        values = np.full((16, levels, top), np.nan)
        values[:10] = 100
        values[:10, findings.STRONGEST] = 100 * np.exp(-shrinkage + 0.01 * rng.standard_normal((10, top)))
        return values

    above = spectrum(high)
    above[:kept, findings.HALF] *= np.exp(-half[0] + 0.01 * rng.standard_normal((kept, 1)))
    above[kept:10, findings.HALF] *= np.exp(-half[1] + 0.01 * rng.standard_normal((10 - kept, 1)))
    control = spectrum(untrained)
    control[4:] = np.nan
    changed = np.full((16, len(steps.KINDS), len(steps.LENGTHS)), np.nan)
    changed[:10] = 0
    changed[:9, 0] = 1  # the strongest direction
    changed[:2, -1] = 1
    stepped = np.full((16, 1 + len(steps.KINDS), top), np.nan)
    stepped[:10] = 10
    stepped[:10, 1:] *= 1 + 0.01 * np.resize([-1, 1], (10, 1, 1))
    return bundles.NoiseBundle(share, share, np.stack([spectrum(low), above]), control, changed, stepped)


def nothing() -> bundles.NoiseBundle:
    """What is there before anything is bundled."""
    return bundles.NoiseBundle(*(np.full_like(part, np.nan) for part in vars(bundle()).values()))


def test_predictions_that_are_lost_are_counted():
    said = findings.predictions(bundle()).text
    assert "75% [" in said
    assert "10 photographs" in said
    assert "**changes** predictions" in said
    kept = replace(bundle(), kept=np.where(np.isfinite(bundle().kept), 1.0, np.nan))
    assert "the interval reaches 0" in findings.predictions(kept).text


@pytest.mark.parametrize(
    ("found", "said", "unsaid"),
    [
        (bundle(), ("block2 it multiplies s₁ by 0.6", "**shrink**", "**smaller** than"), ("grow",)),
        (bundle(high=-0.5), ("**grow**", "**shrink**", "**larger** than"), ()),
        (bundle(low=0.0), ("do not clearly change",), ()),
        (bundle(high=0.1), ("is not distinguishable from",), ("smaller", "larger")),
    ],
)
def test_spectra_shrink_grow_or_do_not_clearly_change(found, said, unsaid):
    text = findings.spectra(found).text
    assert all(words in text for words in said), text
    assert not any(words in text for words in unsaid), text
    assert "4 photographs" in text


def test_photographs_that_keep_their_prediction_are_compared_with_the_others():
    assert "5 of 10 photographs" in findings.groups(bundle()).text
    assert "keep it shrinks **less**" in findings.groups(bundle()).text
    assert "keep it shrinks **more**" in findings.groups(bundle(half=(0.9, 0.5))).text
    same = bundle(half=(0.5, 0.5))
    assert "do not shrink differently" in findings.groups(same).text
    assert "too few" in findings.groups(bundle(kept=1)).text
    assert "too few" in findings.groups(bundle(kept=10)).text


def test_steps_are_compared_with_random_ones():
    text = findings.flips(bundle()).text
    assert "direction 1: 90% [" in text
    assert "more predictions than a random one" in text
    fewer = bundle().changed.copy()
    fewer[:10, 0], fewer[:10, 3] = 0, 1
    assert "fewer predictions than a random one" in findings.flips(replace(bundle(), changed=fewer)).text
    fewer[:10, 3] = 0
    assert "does not tell" in findings.flips(replace(bundle(), changed=fewer)).text


@pytest.mark.parametrize(("factor", "word"), [(0.8, "**smaller**"), (1.2, "**larger**"), (1.0, "not distinguishable")])
def test_the_spectrum_after_a_step_is_compared_with_that_after_a_random_one(factor, word):
    stepped = bundle().stepped.copy()
    stepped[:10, 1] = factor * 10 * (1 + 0.01 * np.resize([1, -1], (10, 1)))
    text = findings.stepped(replace(bundle(), stepped=stepped)).text
    assert f"direction 1: {factor:.2f} [" in text
    assert f"it is {word}" in text


def test_nothing_is_said_where_nothing_is_bundled():
    said = (findings.predictions, findings.spectra, findings.groups, findings.flips, findings.stepped)
    assert [about(nothing()).text for about in said] == [""] * 5
    assert nothing().count() == 0
    assert bundle().count() == 10


def test_one_photograph_and_its_steps_are_put_into_words(run):
    same = replace(run, predicted=np.zeros_like(run.predicted))
    assert "still **" in findings.film(same).text
    assert "8 of 8 draws" in findings.film(same).text
    lost = replace(run, predicted=np.array([[0] * noise.DRAWS, [1] * noise.DRAWS]))
    assert "still" not in findings.film(lost).text
    assert "0 of 8 draws" in findings.film(lost).text
    predicted = np.zeros((len(steps.KINDS), 2, len(steps.LENGTHS)), int)
    predicted[0, 1, 3:] = 1
    text = findings.own_steps(steps.Steps(steps.StepParams(), predicted, 0, np.ones((6, 20)))).text
    assert "direction 1: from 0.1 SD" in text
    assert "direction 10: not up to 0.8 SD" in text


def test_the_bundle_is_what_is_in_the_files(monkeypatch, tmp_path):
    monkeypatch.setattr("core.gallery.topic.RUNS", tmp_path)
    values = np.linspace(100, 1, noise.TOP) * np.linspace(1, 0.5, len(noise.LEVELS))[:, None]
    predicted = np.zeros((len(noise.LEVELS), noise.DRAWS), int)
    predicted[-1, :2] = 3
    for recipe in noise.recipes():
        if recipe.params.photograph == "cat":
            rows = np.stack([values] * len(recipe.params.layers))
            stored = noise.NoiseRun(
                recipe.params, predicted, predicted * 0.1, np.arange(2), np.zeros((8, 2)), rows, 0 * rows
            )
            recipe.path.parent.mkdir(exist_ok=True)
            archive.save(recipe.path, stored)
    found = bundles.load()
    assert found.count() == 1
    row = noise.PHOTOGRAPHS.index("cat")
    assert found.kept[row, -1] == 0.75
    np.testing.assert_allclose(np.exp(-found.shrinkage(bundles.HIGH)[row, -1]), 0.5)
    np.testing.assert_allclose(np.exp(-found.untrained_shrinkage()[row, -1]), 0.5)
    assert np.isnan(found.changed).all()


def test_charts_leave_out_the_control_that_was_not_measured():
    assert charts.CONTROL in str(charts.spectra(bundle())[1].to_dict())
    without = replace(bundle(), untrained=nothing().untrained)
    assert charts.CONTROL not in str(charts.spectra(without)[1].to_dict())
