"""EfficientNet-Lite0 at low rank: the bundled predictions, a piece of them computed again, and every sentence."""

import numpy as np
import pytest

from core.compression import imagenet_ranks as ranks
from core.compression import layer_findings as findings
from core.compression.baking import recipes
from core.compression.imagenet_ranks import KERNELS, ImagenetRanks, ImagenetRanksParams, ranks_of
from core.networks import imagenet, photographs
from core.runs import archive

COUNT = len(photographs.NAMES)


@pytest.fixture(scope="module")
def bundled() -> ImagenetRanks:
    path = next(recipe.path for recipe in recipes() if recipe.topic == "imagenet_ranks")
    return archive.load(path, ImagenetRanks, params=ImagenetRanksParams)


def test_every_1x1_kernel_is_there_from_rank_0_to_its_full_rank(bundled):
    assert len(KERNELS) == 32  # 15 expansions, 16 projections, the head
    assert bundled.predictions.shape == (32, ranks.TRIED, COUNT)
    arrays = imagenet.weights()
    for kernel in KERNELS:
        tried = ranks_of(kernel)
        assert (tried[0], tried[-1]) == (0, min(ranks.matrix(kernel, arrays).shape))
        assert bundled.kept(kernel)[-1] == bundled.correct(kernel)[-1] == COUNT
        assert tried[1] <= findings.quarter(kernel) <= tried[-1] / 4
    assert sum(map(ranks.has_skip, KERNELS)) == 2 * 9
    assert ranks.in_words("block07/expand") == "block 7, expand"
    assert ranks.in_words("head/conv") == "head"


def test_a_piece_of_the_bundled_predictions_comes_out_again(bundled):
    """Two photographs at a low and a middle rank of the head, where the first class leads clearly, and at full rank."""
    arrays = imagenet.weights()
    model = imagenet.network(arrays)
    chosen, wanted = [0, 9], [57, 101, 320]  # coffee cup and pizza
    x = imagenet.network_input(np.stack([photographs.load(photographs.NAMES[i]) for i in chosen]))
    again = ranks.predictions(model, arrays, "head/conv", wanted, x)
    rows = np.flatnonzero(np.isin(ranks_of("head/conv"), wanted))
    np.testing.assert_array_equal(again, bundled.predicted("head/conv")[np.ix_(rows, chosen)])
    # The model has its own kernel again.
    np.testing.assert_array_equal(ranks._layer(model, "head/conv", arrays).kernel, arrays["head/conv/kernel"])


def test_expected_classes_are_classes_of_imagenet():
    names = imagenet.class_names()
    for i, (photograph, classes) in enumerate(photographs.EXPECTED.items()):
        for name in classes:
            predictions = np.zeros(COUNT, int)
            predictions[i] = names.index(name)
            assert photographs.expected(predictions)[i], photograph
    tench = np.zeros((2, COUNT), int)  # class 0, a fish, is on none of them
    assert not photographs.expected(tench).any()


def run_with(kernel, kept):
    """Predictions of which so many are those of the full network at each rank of a kernel."""
    predictions = np.full((len(KERNELS), ranks.TRIED, COUNT), 967)
    for row, count in enumerate(kept):
        predictions[KERNELS.index(kernel), row, count:] = 0
    return ImagenetRanks(ImagenetRanksParams(), predictions)


KERNEL = "block04/expand"  # ranks 0, 1, 2, 3, 4, 6, 9, 13, 19, 28, 40


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ([16] * 11, "Even without its weights"),
        ([0, 5, 16, 16, 16, 16, 16, 16, 16, 16, 16], "From rank **2** of 40 on"),
        ([16, 16, 16, 16, 16, 16, 7, 16, 16, 16, 16], "From rank **13** of 40 on"),
        ([0, 5, 16, 16, 16, 16, 7, 16, 16, 15, 16], "only the full rank 40"),
    ],
)
def test_the_rank_that_a_kernel_needs_is_said(kept, said):
    run = run_with(KERNEL, kept)
    text = findings.imagenet_kernel(run, KERNEL, np.ones(40), (40, 240)).text
    assert said in text
    assert f"At rank 9, with 22 % of the energy, **{kept[6]}** of 16" in text
    assert ("numbers instead of 9,600" in text) == said.startswith("From")
    assert text.endswith("(full network: 1).")  # an espresso is what one photograph shows


def test_blocks_with_and_without_a_skip_connection_are_compared(bundled):
    kept = findings.kept_at_a_quarter(bundled)
    skip = np.array([ranks.has_skip(kernel) for kernel in KERNELS])
    text = findings.skip_connections(bundled).text
    assert f"**{kept[skip].mean():.1f}** of 16" in text
    assert f"any other kernel **{kept[~skip].mean():.1f}** (14 kernels, {kept[~skip].min()} to" in text
    one = findings.kept_at_a_quarter(run_with(KERNEL, [16] * 6 + [3]))
    assert one[KERNELS.index(KERNEL)] == 3
    assert (np.delete(one, KERNELS.index(KERNEL)) == 16).all()
