"""Sentences and verdicts on EfficientNet-Lite0's spectra, on both sides of each condition and at every state of what
is bundled; the bundle itself; the chart and the tables."""

from collections.abc import Callable

import numpy as np
import pytest

from core.jacobian import imagenet_bundle, tables
from core.jacobian import imagenet_spectra as pieces
from core.jacobian.charts import imagenet_spectra as charts
from core.jacobian.findings import imagenet_claims as claims
from core.jacobian.findings import imagenet_spectra as findings
from core.jacobian.imagenet_bundle import LAYERS, TRAINED, UNTRAINED, Bundle
from core.jacobian.spectrum_shape import SCALES
from core.runs import archive

HOLDS, PART, NOT, OPEN = "holds", "holds in part", "does not hold", "not testable here"
COUNT = len(pieces.PHOTOGRAPHS)
CONTROL = range(pieces.CONTROLS)
SENTENCES = (findings.depth, findings.against_untrained, findings.participation, findings.converged)
Shape = Callable[[int, str, int], tuple[float, float, float]]


def usual(state: int, layer: str, photograph: int) -> tuple[float, float, float]:
    """s₁₀/s₁, and the participation ratio of the first and of the last directions: the paper's claims hold."""
    depth = LAYERS.index(layer) / len(LAYERS)
    wobble = 0.01 * np.sin(photograph + state + depth)
    tenth = (0.9 - 0.6 * depth if state == TRAINED else 0.85) + wobble
    return tenth, 0.05 + wobble / 2 + 0.2 * state, 0.3 + wobble + 0.05 * state


def bundle(
    shape: Shape = usual, photographs: int = COUNT, controls: int = len(CONTROL), converged: float = 1
) -> Bundle:
    """Spectra that fall as a power of the index, so that s₁₀/s₁ is what `shape` says, at the first photographs."""
    full = (2, len(LAYERS), COUNT, 1000)
    values, participation = np.full((2, *full), np.nan)
    gains, share = np.full((2, *full[:3]), np.nan)
    for state, count in ((TRAINED, photographs), (UNTRAINED, controls)):
        for t, layer in enumerate(LAYERS):
            top = pieces.TOP[layer] if state == TRAINED else pieces.CONTROL_TOP
            for b in range(count):
                tenth, first, last = shape(state, layer, b)
                values[state, t, b, :top] = 50 * np.arange(1, top + 1.0) ** np.log10(tenth)
                participation[state, t, b, :top] = np.interp(np.arange(top), [0, findings.LAST], [first, last])
                gains[state, t, b], share[state, t, b] = 0.1, converged
    return Bundle(values, participation, share, gains)


def changed(layer: str, state: int, index: int, value: float) -> Shape:
    """Return `usual` with one of its numbers raised or lowered at one layer in one state."""

    def shape(s: int, name: str, photograph: int) -> tuple[float, float, float]:
        found = list(usual(s, name, photograph))
        if (s, name) == (state, layer):
            found[index] = value + 0.01 * np.cos(3 * photograph)
        return tuple(found)  # type: ignore[return-value]

    return shape


def test_depth_makes_the_spectrum_steeper_flatter_or_neither():
    assert "gets **steeper** with depth" in findings.depth(bundle()).text
    assert "0.83 at block2" in findings.depth(bundle()).text
    assert "over 16 photographs" in findings.depth(bundle()).text
    assert "gets **flatter**" in findings.depth(bundle(changed("head", TRAINED, 0, 0.95))).text
    same = bundle(lambda _, layer, b: (0.8 + 0.01 * np.cos(7 * b + len(layer)), 0.1, 0.2))
    assert "depth decides nothing" in findings.depth(same).text


def test_training_is_compared_at_the_same_photographs():
    text = findings.against_untrained(bundle()).text
    assert "At the same 4 photographs" in text
    steeper, less = text.split("less steep than")
    assert "head" in steeper
    assert "stem" in less
    alike = lambda state, layer, b: (0.8 + 0.02 * np.cos(5 * b + 2 * state), 0.1, 0.2)  # noqa: E731
    text = findings.against_untrained(bundle(alike)).text
    assert "steeper than" not in text.replace("less steep than", "")
    assert "not distinguishable from** the untrained one at stem" in text


def test_photographs_without_a_control_do_not_count_in_the_comparison():
    """The twelve photographs of which there is no control would turn the comparison round."""

    def shape(state: int, layer: str, b: int) -> tuple[float, float, float]:
        tenth, first, last = usual(state, layer, b)
        return (tenth if b in CONTROL else 0.99), first, last

    assert findings.against_untrained(bundle(shape)).text == findings.against_untrained(bundle()).text


def test_participation_is_compared_within_and_with_the_control():
    text = findings.participation(bundle()).text
    assert "strong directions are more local than weak ones" in text
    assert "trained network are more local than those of the untrained one" in text
    text = findings.participation(bundle(changed("head", TRAINED, 1, 0.9))).text
    assert "weak directions are more local than strong ones" in text
    assert "less local than those of the untrained one" in text
    level = lambda state, layer, b: (0.5, 0.2 + 0.01 * np.cos(3 * b + state), 0.2 + 0.01 * np.cos(5 * b + state))  # noqa: E731
    text = findings.participation(bundle(level)).text
    assert "the interval of the difference includes 0" in text
    assert "not distinguishable from those of the untrained one" in text


def test_layers_that_did_not_converge_are_named():
    assert findings.converged(bundle()).text == ""
    assert "stem (14% do)" in findings.converged(bundle(converged=0.14)).text


@pytest.mark.parametrize(("photographs", "controls"), [(0, 0), (1, 0), (1, 1), (2, 0), (2, 1), (5, 2), (16, 4)])
def test_every_state_of_the_bundle_gives_whole_sentences(photographs, controls):
    found = bundle(photographs=photographs, controls=controls)
    judged = [one for _, one in claims.claims(found)]
    text = " ".join(one.text for one in [*(sentence(found) for sentence in SENTENCES), *judged])
    assert "nan" not in text
    assert "inf" not in text
    assert ("the spectrum gets" in text) == (photographs > 1)
    assert ("At the same" in text) == (controls > 1)
    verdicts = {one.verdict for one in judged}
    assert verdicts == ({OPEN} if photographs < 2 else {PART} if controls < 2 else {HOLDS})
    assert len(tables.imagenet(found)) == len(LAYERS) * ((photographs > 0) + (controls > 0))
    assert len(tables.imagenet_spectra(found)) == np.isfinite(found.values).sum()


@pytest.mark.parametrize(
    ("claim", "shape", "verdict"),
    [
        (claims.steeper_with_depth, usual, HOLDS),
        (claims.steeper_with_depth, changed("head", UNTRAINED, 0, 0.2), PART),
        (claims.steeper_with_depth, changed("head", TRAINED, 0, 0.95), NOT),
        (claims.few_large, usual, HOLDS),
        (claims.few_large, changed("head", UNTRAINED, 0, 0.2), PART),
        (claims.few_large, changed("logits", TRAINED, 0, 0.9), NOT),
        (claims.localisation, usual, HOLDS),
        (claims.localisation, changed("head", UNTRAINED, 1, 0.02), PART),
        (claims.localisation, changed("head", TRAINED, 1, 0.9), NOT),
    ],
)
def test_the_criteria_decide_on_both_sides(claim, shape, verdict):
    assert claim(bundle(shape)).verdict == verdict


def test_the_bundle_holds_the_pieces_that_are_there(tmp_path, monkeypatch):
    monkeypatch.setattr("core.gallery.topic.RUNS", tmp_path)
    assert not imagenet_bundle.load().measured().any()
    head = pieces.SpectrumParams(photograph="rocket", layer="head", trained=False)
    values = np.linspace(9, 2, head.top)
    residuals = np.where(np.arange(head.top) < 150, 1e-4, 1.0)
    piece = pieces.Spectrum(head, values, residuals, np.linspace(0.1, 0.2, head.top), 0.5)
    (recipe,) = (recipe for recipe in pieces.recipes() if recipe.params == head)
    archive.save(recipe.path, piece, half=recipe.half)
    found = imagenet_bundle.load()
    here = (UNTRAINED, LAYERS.index("head"), pieces.PHOTOGRAPHS.index("rocket"))
    assert np.argwhere(found.measured()).tolist() == [list(here)]
    np.testing.assert_array_equal(found.values[here][: head.top], values)
    assert np.isnan(found.values[here][head.top :]).all()
    assert found.converged[here] == 0.75
    assert found.top(UNTRAINED, here[1]) == 200
    assert imagenet_bundle.of_the_control(found).measured()[here]


@pytest.mark.parametrize("scale", SCALES)
def test_the_chart_shows_the_means_of_the_chosen_photographs(scale):
    found = bundle()
    trained, untrained = charts.spectra(found, np.array([1, 3]), scale, log=False)
    rows = trained.layer[1].data
    assert set(rows["layer"]) == {*LAYERS}
    assert rows["index"].max() == charts.SHOWN
    assert untrained.layer[1].data["index"].max() == pieces.CONTROL_TOP
    row = rows[(rows["layer"] == "head") & (rows["index"] == 500)].iloc[0]
    values = found.values[TRAINED, LAYERS.index("head"), [1, 3]]
    factor = {SCALES[0]: 1 / values[:, 0], SCALES[1]: np.ones(2), SCALES[2]: np.full(2, 0.1)}[scale]
    assert row["mean"] == pytest.approx((values[:, 499] * factor).mean())
    assert len(rows) < 1000  # a tenth of all


def test_a_chart_of_photographs_without_a_control_has_no_lines_before_training():
    _, untrained = charts.spectra(bundle(), np.array([15]), "s", log=True)
    assert untrained.layer[1].data.empty
