"""Claims judged on the page's run: the same verdicts as on the bundled runs, and none where the criterion fails to "
"fit."""

from dataclasses import replace

import numpy as np
import pytest

from core.runs.progress import drain
from core.semantics.claims import present
from core.semantics.params import SemanticsParams
from core.semantics.run import train


@pytest.fixture(scope="module")
def worms():
    return drain(train(SemanticsParams(world="worms", network="both", start="balanced", sigma=0.03, seeds=3)))


def test_the_articles_example_shows_plateaus_order_and_no_stages_without_a_hidden_layer():
    run = drain(train(SemanticsParams(network="both", seeds=4)))
    found = present.judged(run)
    assert set(found) == {"D2", "D11", "D12"}
    assert all(judgement.verdict == "holds" for judgement in found.values())
    swapped = replace(run, kinds=("shallow", "deep"))  # each takes the part of the other
    found = present.judged(swapped)
    assert found["D2"].verdict == found["D12"].verdict == "does not hold"
    assert found["D11"].verdict != "holds"


def test_the_worms_bones_appear_and_disappear(worms):
    assert present.judged(worms)["D3"].verdict == "holds"
    stays = replace(worms, final_maps=np.full_like(worms.final_maps, 0.5))
    assert present.judged(stays)["D3"].verdict == "holds in part"
    never = replace(worms, peaks=np.zeros_like(worms.peaks))
    assert present.judged(never)["D3"].verdict == "does not hold"


def test_nothing_is_judged_without_networks_to_compare(worms):
    assert present.judged(replace(worms, stopped=3)) == {}
    assert present.judged(replace(worms, params=replace(worms.params, seeds=1))) == {}
    short = drain(train(SemanticsParams(world="binary tree", seeds=2, steps=50)))
    assert present.judged(short) == {}
