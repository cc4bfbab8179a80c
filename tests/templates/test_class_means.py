"""Class means in blocks of images: exact sums, scikit-learn's nearest centroid, analysis of variance, memory."""

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from sklearn.neighbors import NearestCentroid

from core.data import image_sets
from core.data.image_sets import ImageSet
from core.runs.progress import drain
from core.templates import class_means
from core.templates.class_means import ACTIVE_VARIANCE, ClassMeansParams, compare, compute, moments

RNG = np.random.default_rng(0)


@pytest.fixture(scope="module")
def found() -> class_means.ClassMeans:
    return drain(compute(ClassMeansParams()))


@pytest.fixture(scope="module")
def data() -> ImageSet:
    return image_sets.load("mnist-5k")


def test_means_and_nearest_means_equal_scikit_learn(found, data):
    x, x_test = (part.reshape(len(part), -1) / 255 for part in (data.x_train, data.x_test))
    # noise that no decision turns on: scikit-learn warns of pixels that never change
    theirs = NearestCentroid().fit(x + RNG.normal(0, 1e-5, x.shape), data.y_train)
    np.testing.assert_allclose(found.means, theirs.centroids_, atol=1e-5)
    assert (found.nearest == theirs.predict(x_test)).mean() > 0.998
    np.testing.assert_array_equal(found.largest_product, (x_test @ found.means.T).argmax(1))
    np.testing.assert_array_equal(found.active, x.var(0) > ACTIVE_VARIANCE)


def test_a_mean_resembles_itself(found):
    alike = compare(found.means, found)
    for r in (alike.all_pixels, alike.active_pixels, alike.centred):
        np.testing.assert_allclose(r, 1, atol=1e-6)


def test_a_common_part_hides_and_subtracting_it_shows(found):
    """Templates that are the means plus one large pattern: r low over all pixels, 1 once the common part is off."""
    alike = compare(found.means + 10 * RNG.normal(size=found.means.shape[1]), found)
    assert np.abs(alike.all_pixels).max() < 0.6
    np.testing.assert_allclose(alike.centred, 1, atol=1e-4)


def test_sums_are_exact_in_blocks_of_any_size(monkeypatch):
    images, labels = RNG.integers(0, 256, (57, 3, 4), dtype=np.uint8), RNG.integers(0, 3, 57)
    flat = images.reshape(57, 12).astype(np.int64)
    monkeypatch.setattr(class_means, "CHUNK", 10)
    sums = drain(moments(images, labels, 4))
    np.testing.assert_array_equal(sums.sums[:3], [flat[labels == c].sum(0) for c in range(3)])
    np.testing.assert_array_equal(sums.squares, (flat**2).sum(0))
    np.testing.assert_allclose(sums.variance(), (flat / 255).var(0), atol=1e-14)
    assert not sums.means()[3].any()  # a class without images


def test_variances_are_those_of_analysis_of_variance():
    images, labels = RNG.integers(0, 256, (60, 7), dtype=np.uint8), RNG.integers(0, 3, 60)
    within, between = drain(moments(images, labels, 3)).parts()
    x = images / 255
    assert within + between == pytest.approx(x.var(0).mean(), rel=1e-12)
    assert within == pytest.approx(
        sum((labels == c).mean() * x[labels == c].var(0).mean() for c in range(3)), rel=1e-12
    )
    same = np.repeat(np.eye(3, dtype=np.uint8), 4, axis=0)
    assert drain(moments(same, np.repeat(np.arange(3), 4), 3)).parts()[0] == pytest.approx(0, abs=1e-15)


def test_memory_does_not_grow_with_the_number_of_images(monkeypatch, data):
    """As 32-bit floats at once, 20,000 images of CIFAR-10 would be 246 MB."""
    many = np.zeros((20_000, 32, 32, 3), np.uint8)
    large = replace(data, x_train=many, y_train=np.arange(20_000) % 10, x_test=many[:4000], y_test=np.arange(4000) % 10)
    monkeypatch.setattr(class_means.image_sets, "load", lambda name: large)
    tracemalloc.start()
    drain(compute(ClassMeansParams(dataset="cifar10")))
    assert tracemalloc.get_traced_memory()[1] < 100e6  # a block and its squares: 49 MB
    tracemalloc.stop()


def test_work_can_be_stopped_between_blocks():
    work = moments(np.zeros((class_means.CHUNK + 1, 4), np.uint8), np.zeros(class_means.CHUNK + 1, int), 2)
    assert next(work).index == 0
    assert next(work).index == class_means.CHUNK
