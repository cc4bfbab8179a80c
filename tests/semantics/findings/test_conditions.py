"""No sentence stands outside its condition: all findings of many small random runs, each condition computed anew."""

import re
from dataclasses import replace

import numpy as np
import pytest

from core.runs.progress import drain
from core.semantics import categories, development, illusions, induction
from core.semantics.film import film
from core.semantics.findings import categories as category_findings
from core.semantics.findings import learning
from core.semantics.params import SemanticsParams, build_world
from core.semantics.run import train
from core.semantics.stages import stages

RUNS = 24


def random_params(number):
    rng = np.random.default_rng(number)
    pick = lambda *values: values[rng.integers(len(values))]  # noqa: E731
    return SemanticsParams(
        world=pick("four things", "eight things", "binary tree", "worms", "sampled tree", "one category", "random"),
        network=pick("deep", "shallow", "both"),
        sigma=pick(0.001, 0.01, 0.1, 0.3),
        steps=pick(50, 300, 900),
        step=pick(0.005, 0.01, 0.05),
        depth=pick(2, 2, 3),
        activation=pick("linear", "linear", "tanh", "relu"),
        start=pick("uniform", "gaussian", "balanced"),
        seeds=pick(1, 3),
        items=8,
        properties=12,
        world_seed=int(rng.integers(100)),
    )


@pytest.fixture(scope="module")
def runs():
    return [drain(train(random_params(number))) for number in range(RUNS)]


def condition(text, sentence, holds):
    assert (sentence in text) == bool(holds), (sentence, text)


def check_learning(run, world, kind):
    found = stages(run, kind)
    linear = kind == "shallow" or run.params.activation == "linear"
    texts = [learning.stages(run, kind, found).text, learning.film(run, world, kind, found).text]
    condition(texts[0], "The theory is that of a linear network", not linear)
    condition(texts[0], "whatever a₀ is", kind == "deep" and run.params.depth == 2)
    # half-times by hand: the first record past s/2, in every network
    strengths = run.strengths[run.kinds.index(kind)]
    reached = (strengths >= found.s / 2).any(axis=1).all(axis=0)
    condition(texts[1], "The strongest mode", reached[0])
    condition(texts[1], ", the second (", reached[0] and len(reached) > 1 and reached[1])
    short = learning.too_short(run, kind, found)
    assert (short is not None) == (not reached.all() and run.stopped < 0)
    if short is not None:
        assert f"{reached.sum()} of {len(found.s)} modes" in short.text
        texts.append(short.text)
    gaps = np.abs(np.diff(found.s[:6]))  # sorted, so that equal ones are neighbours
    texts.append(learning.coinciding(world, found).text)
    assert bool(texts[-1]) == bool((gaps < 1e-6 * found.s[0]).any())
    vectors = run.hidden if kind == "deep" else run.maps[run.kinds.index(kind)]
    opened = development.splits(development.world_tree(world.table), vectors, run.frame_times)
    known = sum(bool(np.isfinite(split.time)) for split in opened)
    texts.append(learning.branchings(kind, world, opened, film(run, kind).held).text)
    condition(texts[-1], "one rate", kind == "shallow" and known)
    if kind == "shallow":
        condition(texts[-1], "Spearman", holds=False)
    if known < 5:
        condition(texts[-1], "Spearman", holds=False)
    return texts


def check_beliefs(run, world):
    found = illusions.illusions(world, run.peaks[0, 0], run.peak_times[0, 0], run.maps[0, 0])
    rise = (run.peaks[0, 0] - np.maximum(world.correlations, run.maps[0, 0])).max()
    assert bool(found) == (rise >= illusions.NOTICEABLE)
    texts = [learning.no_illusion(run, world).text]
    condition(texts[0], "no belief rises", not found)
    if "deep" not in run.kinds:
        return texts
    u, s, vt = np.linalg.svd(world.correlations, full_matrices=False)
    for one in found[:5]:
        end = float(run.maps[0, -1, one.prop, one.item])
        texts.append(learning.illusion(run, world, one, end).text)
        condition(texts[-1], "is true (1)", world.table[one.item, one.prop] == 1)
        assert f"rises to **{run.peaks[0, 0, one.prop, one.item]:.2f}**" in texts[-1]
        share = (s * u[one.prop] * vt[:, one.item]).round(8)
        if "the stronger mode is learned first" in texts[-1]:
            assert run.params.activation == "linear"
            assert s[share.argmax()] > s[share.argmin()]
    return texts


def check_categories(run, world):
    answer = categories.response_times(world, run.maps[0], run.frame_times, categories.graded_mode(world))
    texts = [category_findings.typical(world, answer).text]
    known = np.isfinite(answer.times)
    condition(texts[0], f"over {known.sum()} items", np.isfinite(answer.correlation))
    mode = categories.most_coherent(world)
    block = categories.category_of(world, mode)
    texts.append(category_findings.coherence(world, mode, block).text)
    condition(texts[-1], "**, above the threshold of 1.", 1 < block.coherence < np.inf)
    condition(texts[-1], "not above the threshold", block.coherence <= 1)
    condition(texts[-1], "C is infinite", np.isinf(block.coherence))
    if "deep" in run.kinds:
        kin = induction.kinship(world, 0)
        shares = induction.projections(run.hidden, 0)
        early, late = induction.by_kinship(shares, kin)
        texts.append(category_findings.induction(world.items[0], early, late).text)
        far = np.array(kin) == max(kin)
        fall = shares[:, far].mean(axis=1).max() - shares[-1, far].mean()
        condition(texts[-1], "The guess narrows", fall >= category_findings.NARROWER)
    return texts


def test_every_sentence_follows_from_its_run(runs):
    kinds = set()
    for run in runs:
        world = build_world(run.params)
        texts = [text for kind in run.kinds for text in check_learning(run, world, kind)]
        texts += check_beliefs(run, world) + check_categories(run, world)
        for text in texts:
            assert not re.search(r"\b(nan|inf|None)\b|\b0\.0000", text), (run.params, text)
        kinds |= {text[:25] for text in texts if text}
    assert len(kinds) > 12  # the runs meet most of the sentences


def test_a_lost_run_is_never_too_short(runs):
    run = next(run for run in runs if run.stopped < 0)
    kind = run.kinds[0]
    assert learning.too_short(replace(run, stopped=1), kind, stages(run, kind)) is None
