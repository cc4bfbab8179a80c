"""Every sentence about random small networks: what it concludes is recomputed here, and its numbers can be read."""

import itertools
import re

import numpy as np
import pytest
from scipy import stats

from core.data.image_sets import ImageSet
from core.networks import dense
from core.networks.evidence import evidence
from core.networks.training import Training, TrainingParams
from core.runs.progress import drain
from core.templates import class_means, hidden_units, implied_targets, winners
from core.templates import seed_sensitivity as seeds
from core.templates.class_templates import class_templates
from core.templates.findings import article, networks
from core.templates.findings import evidence as evidence_findings
from core.templates.findings import seeds as seed_findings

CLASSES, SIDE, IMAGES = 4, 5, 60
CASES = range(16)


def network(case: int) -> tuple[Training, ImageSet, np.ndarray]:
    """Return a random network of one or two layers, its images, and their rows; some units are silent."""
    rng = np.random.default_rng(case)
    architecture = ("one layer", "hidden", "hidden from images")[case % 3]
    units = int(rng.integers(2, 9))
    sizes = [SIDE**2, CLASSES] if architecture == "one layer" else [SIDE**2, units, CLASSES]
    epochs = int(rng.integers(1, 4))
    scale = float(rng.choice([0.05, 1.0, 5.0]))
    weights = []
    for inputs, outputs in itertools.pairwise(sizes):
        start = rng.normal(0, scale, (1, inputs, outputs))
        steps = rng.normal(0, scale * rng.choice([0.01, 1.0]), (epochs, inputs, outputs))
        weights.append(np.concatenate([start, start + steps.cumsum(0)]).astype(np.float32))
        weights.append(rng.normal(-scale * (case % 5 == 4) * 30, 0.1, (epochs + 1, outputs)).astype(np.float32))
    x = rng.integers(0, 256, (IMAGES, SIDE, SIDE), dtype=np.uint8)
    rows = dense.rows(x)
    logits = np.stack([dense.outputs([w[k] for w in weights], rows)[-1] for k in range(epochs + 1)])
    predictions = logits.argmax(2).astype(np.uint8)
    # Labels that say nothing, or those of the network itself, of which some classes may be absent.
    y = predictions[-1].astype(int) if case % 2 else np.arange(IMAGES) % CLASSES
    images = ImageSet("random", x, y, x, y, tuple("abcd"))
    accuracy = (predictions == y).mean(1).astype(np.float32)
    exp = np.exp(logits[-1] - logits[-1].max(1, keepdims=True))
    run = Training(
        TrainingParams(architecture=architecture, hidden=units, epochs=epochs),
        accuracy,
        accuracy,
        accuracy,
        accuracy,
        predictions,
        (exp / exp.sum(1, keepdims=True)).astype(np.float32),
        np.arange(epochs + 1, dtype=np.int32),
        tuple(weights),
        1.0,
        "",
    )
    return run, images, rows


def readable(text: str) -> None:
    assert text
    assert not re.search(r"\b(nan|inf)\b|0\.0000\b|\[\]|None", text), text


@pytest.mark.parametrize("case", CASES)
def test_sentences_about_a_network_hold_for_it(case):
    run, images, rows = network(case)
    readable(networks.accuracy(run, CLASSES))
    found = winners.winner_match(run.final(), rows)
    for layer, match in enumerate(found):
        own, other = match.own.pearson, match.other.pearson
        text = networks.match("output" if layer else "hidden", own, other, float(own[0]))
        readable(text)
        low = stats.ttest_1samp(own - other, 0).confidence_interval().low if np.ptp(own - other) > 0 else 0.0
        assert ("matches its own winner better" in text) == (low > 0)
    change = hidden_units.filter_change(run.weights[0][0], run.weights[0][-1])
    readable(networks.initial_templates(change))
    readable(networks.change(change))
    if len(found) > 1:
        activity = hidden_units.activity(run.final(), rows)
        readable(networks.activity(activity, IMAGES))
        readable(networks.linearity(activity, IMAGES))
        w = run.final()
        linear = ((rows @ w[0] + w[1]) @ w[2] + w[3]).argmax(1) == run.predictions[-1]
        assert ("computes nearly what one layer" in networks.linearity(activity, IMAGES)) == (linear.mean() >= 0.99)
    judged = article.present(run, found, change, None, found[0], images.y_test)
    for judgement in judged.values():
        readable(f"{judgement.numbers} {judgement.why}")


@pytest.mark.parametrize("case", CASES)
def test_sentences_about_means_evidence_and_targets_hold(case):
    run, images, rows = network(case)
    sums = drain(class_means.moments(images.x_train, images.y_train, CLASSES))
    means = sums.means().astype(np.float32)
    nearest = ((rows[:, None] - means) ** 2).sum(2).argmin(1)
    compared = class_means.ClassMeans(
        class_means.ClassMeansParams(), means, sums.variance() > 0.01, nearest, (rows @ means.T).argmax(1)
    )
    templates = class_templates(run.final(), images.x_test, images.y_test, CLASSES)
    alike = class_means.compare(templates, compared)
    text = evidence_findings.resemblance(alike, compared, run.predictions[-1], images.y_test)
    readable(text)
    here, there = run.predictions[-1] == images.y_test, nearest == images.y_test
    gained, lost = int((here & ~there).sum()), int((there & ~here).sum())
    p = stats.binomtest(gained, gained + lost).pvalue if gained + lost else 1.0
    assert ("this network is better" in text) == (p < 0.05 and gained > lost)
    assert ("the mean images are better" in text) == (p < 0.05 and lost > gained)
    found = evidence(run.final(), rows[0])
    first, second = found.top()
    readable(evidence_findings.sums(found, first, images.class_names))
    if found.units is None:
        return
    shown = evidence_findings.strongest_units(found, first, second, 3)
    readable(evidence_findings.units(found, first, second, images.class_names, shown))
    statistics = implied_targets.statistics_over_training(run.weights, rows, images.y_test)
    start, end = statistics[1][0], statistics[1][-1]
    text = evidence_findings.hidden_target(start, end, run.params.hidden)
    readable(text)
    assert ("is silent" in text) == (not np.isfinite([start.distance, end.distance]).all())
    if "silent" not in text:
        assert ("falls from" in text) == (end.distance < start.distance)


@pytest.mark.parametrize("case", CASES)
def test_sentences_about_seeds_hold_for_their_codes(case):
    rng = np.random.default_rng(100 + case)
    units, noise = int(rng.integers(3, 8)), float(rng.choice([0.01, 0.5, 3.0]))
    common = rng.normal(size=(40, units))
    codes = [[common + noise * level * rng.normal(size=(40, units)) for _ in range(3)] for level in (5, 1)]
    alike = np.stack([seeds.compare(code)[0] for code in codes])
    params = seeds.SeedSensitivityParams(architecture=("one layer", "hidden")[case % 2], varied=seeds.VARIED[case % 3])
    accuracy, matched = np.full((2, 3), 0.5, np.float32), np.linspace(0.9, 0.1, units)
    partners = np.stack([np.arange(units)] * 2, 1)
    filters = np.zeros((2, units, 784), np.float32)
    stayed = seeds.compare(codes[1])[1]
    found = seeds.SeedSensitivity(
        params, accuracy, np.array([0, 5]), alike, stayed, filters, partners, matched, 1.0, ""
    )
    text = seed_findings.meaning(found)
    for sentence in (text, seed_findings.setting(found), seed_findings.pairs(found), seed_findings.network(params)):
        readable(sentence)
    pairs = [(0, 1), (0, 2), (1, 2)]
    same = np.mean([[np.corrcoef(codes[1][a][:, u], codes[1][b][:, u])[0, 1] for u in range(units)] for a, b in pairs])
    near = ("units of these networks are nearly the same" in text) or ("changes the units little" in text)
    assert near == (same > 0.9)
    assert ("its target" in text) == (same > 0.9 and params.architecture == "one layer" and case % 3 != 1)
