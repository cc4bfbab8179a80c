"""The glossary: short, used by the pages that list it, and true of what the code computes."""

import ast
import re
from pathlib import Path

import numpy as np
import pytest

from core import catalog, statistics
from core.catalog import ROOT, TOPICS
from core.compression import quality, svd
from core.confusion.calibration import reliability
from core.confusion.matrix import margins
from core.data import image_sets
from core.gallery import glossary
from core.jacobian import spectrum_shape
from core.networks import epochs


def strings(path: Path) -> list[str]:
    """All texts in a module but docstrings."""
    tree = ast.parse(path.read_text())
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in docs)
    return [node.value for node in constants if isinstance(node.value, str)]


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_a_page_shows_the_terms_that_its_glossary_explains(topic):
    folders = (ROOT / "core" / topic.slug, ROOT / "pages" / "_chapters" / topic.slug)
    files = [ROOT / topic.page, *(file for folder in folders for file in folder.rglob("*.py"))]
    texts = [text for file in files for text in strings(file)]
    texts += [f"{control.label} {control.help} {control.options}" for control in topic.params.controls().values()]
    text = "\n".join(texts).lower()
    unused = [
        term.name
        for term in glossary.of_topic(topic.slug)
        if not any(re.search(rf"(?<!\w){re.escape(name.lower())}", text) for name in term.spellings)
    ]
    assert unused == []


def test_definitions_are_short_and_the_names_differ():
    names = [name for term in glossary.TERMS for name in term.spellings]
    assert len(names) == len(set(names))
    assert [term.name for term in glossary.TERMS] == sorted((t.name for t in glossary.TERMS), key=str.lower)
    for term in glossary.TERMS:
        assert set(term.topics) <= set(catalog.SLUGS)
        assert term.definition.endswith(".")
        assert len(re.findall(r"[.?!](?= [A-Z0-9]|$)", term.definition)) <= 2, term.name
        assert len(term.definition) < 260, term.name


def test_a_term_is_found_by_its_name_and_by_an_alias():
    assert glossary.term("ECE") is glossary.term("expected calibration error")
    with pytest.raises(KeyError):
        glossary.term("no such term")


def test_participation_ratio_counts_the_entries_that_carry_a_list():
    equal, single = np.full(7, 3.0), np.eye(7)[2]
    assert statistics.participation_ratio(equal**2) == pytest.approx(7)
    assert statistics.participation_ratio(single**2) == pytest.approx(1)


def test_correlations_ignore_what_the_glossary_says_they_ignore():
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, 40))
    assert statistics.pearson(3 * a[None] + 5, b[None]) == pytest.approx(statistics.pearson(a[None], b[None]))
    assert statistics.cosine(a[None], 2 * a[None]) == pytest.approx(1)
    assert statistics.spearman(a, np.exp(a)) == pytest.approx(1)
    codes = rng.normal(size=(50, 6))
    rotation = np.linalg.qr(rng.normal(size=(6, 6)))[0]
    assert statistics.cka(codes, 4 * codes @ rotation) == pytest.approx(1)


def test_energy_is_the_share_of_squared_singular_values():
    factors = svd.decompose(np.random.default_rng(0).integers(0, 256, (12, 9), dtype=np.uint8))
    values = factors.singular_values[0] ** 2
    assert svd.energy(factors) == pytest.approx(np.cumsum(values) / values.sum(), rel=1e-5)


def test_half_the_error_is_six_decibels_more():
    grey = np.full((16, 16), 100, np.uint8)
    assert quality.psnr(grey, grey + np.uint8(4)) - quality.psnr(grey, grey + np.uint8(8)) == pytest.approx(6, abs=0.05)
    assert quality.ssim(grey, grey) == pytest.approx(1)


def test_recall_reads_rows_and_precision_reads_columns():
    counts = np.array([[8, 2], [0, 5]])
    found = margins(counts)
    assert found.recall == pytest.approx([0.8, 1])
    assert found.precision == pytest.approx([1, 5 / 7])


def test_the_calibration_error_is_the_mean_distance_weighted_by_samples():
    confidence = np.array([0.95, 0.95, 0.95, 0.55])
    right = np.array([True, True, False, True])
    assert reliability(confidence, right).error == pytest.approx((3 * abs(2 / 3 - 0.95) + abs(1 - 0.55)) / 4)


def test_equal_probabilities_of_ten_classes_have_a_loss_of_ln_10():
    loss, _, softmax = epochs.score(np.zeros((3, 10), np.float32), np.array([0, 4, 9]))
    assert loss == pytest.approx(np.log(10), abs=1e-5)
    assert softmax.sum(1) == pytest.approx(1)
    assert "2.30 nats" in glossary.term("nats").definition


def test_half_time_is_when_half_of_the_singular_value_is_reached():
    found = statistics.half_times(np.array([[0.0], [1.0], [2.0]]), np.array([2.0]), np.array([0.0, 10.0, 20.0]))
    assert found == pytest.approx(10)


def test_relative_singular_values_start_at_1():
    assert spectrum_shape.relative(np.array([4.0, 2.0, 0.0])) == pytest.approx([1, 0.5, 0])


def test_the_size_of_mnist_5k_is_the_bundled_one():
    data = image_sets.load("mnist-5k")
    assert (len(data.x_train), len(data.x_test)) == (4000, 1000)
    assert "5,000" in glossary.term("mnist-5k").definition
