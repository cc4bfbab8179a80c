"""What the runs of a sweep show together: intervals against SciPy, and each sentence on both sides of its condition."""

import numpy as np
import pytest
from scipy import stats

from core.gallery import sweep
from core.gallery.comparison import View
from core.gallery.sweep import Member, Tally


def member(verdicts=None, axes=("epoch", "test accuracy"), curve=((0, 0.1), (1, 0.9)), **measures):
    names = {name.replace("_", " "): value for name, value in measures.items()}
    return Member(View(names, np.array(curve, float), axes), verdicts or {})


ACCURACY = (0.91, 0.88, 0.94, 0.9)
FOUR = {seed: member(test_accuracy=value, parameters=7850.0) for seed, value in enumerate(ACCURACY)}


def test_the_row_of_a_measure_has_students_interval():
    row, size = sweep.rows(FOUR)
    low, high = stats.t.interval(0.95, 3, loc=np.mean(ACCURACY), scale=stats.sem(ACCURACY))
    assert row[:3] == ["test accuracy", "4", "90.8%"]
    assert row[3] == f"{low:.1%} to {high:.1%}"
    assert row[4:] == [f"{np.std(ACCURACY, ddof=1):.1%}", "88.0%", "94.0%"]
    assert size[2] == "7,850"


def test_runs_without_a_measure_do_not_count():
    mixed = {0: member(a=1.0), 1: member(a=3.0), 2: member(b=5.0), 3: member(a=float("nan"))}
    assert [row[:3] for row in sweep.rows(mixed)] == [["a", "2", "2"]]
    np.testing.assert_array_equal(sweep.measures(mixed)["b"], [np.nan, np.nan, 5.0, np.nan])


def test_what_is_the_same_in_all_runs_does_not_vary():
    assert list(sweep.varying(FOUR)) == ["test accuracy"]
    rounded = {0: member(a=1.0, b=2.0), 1: member(a=1.0 + 1e-7, b=2.001)}
    assert list(sweep.varying(rounded)) == ["b"]


def test_the_mean_curve_has_students_interval_at_every_x():
    rng = np.random.default_rng(0)
    x, ys = np.arange(5.0), rng.normal(size=(6, 5))
    found = sweep.mean_curve([np.stack([x, y], 1) for y in ys])
    low, high = stats.t.interval(0.95, 5, loc=ys.mean(0), scale=stats.sem(ys))
    np.testing.assert_allclose(found, np.stack([x, ys.mean(0), low, high], 1))


def test_curves_at_other_places_have_no_mean_and_curves_of_other_things_are_not_drawn_together():
    short, long = np.zeros((3, 2)), np.zeros((4, 2))
    assert sweep.mean_curve([short, long]) is None
    assert sweep.mean_curve([long]) is None
    assert list(sweep.curves(FOUR)) == ["0", "1", "2", "3"]
    assert sweep.curves({**FOUR, 4: member(axes=("epoch", "loss"), test_accuracy=0.5)}) == {}


def test_a_member_holds_nothing_of_its_run():
    images = np.ones((2, 4, 4))
    run = View({"a": 1.0}, np.stack([np.arange(1000), np.arange(1000) ** 2], 1), ("x", "y"), images[:1], "ones")
    small = sweep.member(run, {}).view
    assert len(small.curve) == sweep.MOST_POINTS
    assert small.curve[0].tolist() == [0, 0]
    assert small.curve[-1].tolist() == [999, 999**2]
    assert not np.shares_memory(small.pictures, images)
    assert len(sweep.member(View({}, run.curve[:5], ("x", "y")), {}).view.curve) == 5


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        (["holds"] * 8 + ["does not hold"] * 2, "holds in 8 of 10 runs"),
        (["holds"] * 2 + ["holds in part"], "holds in 2 of 3 runs, in part in 1"),
        (["holds", "does not hold", "not testable here"], "holds in 1 of 2 runs; 1 cannot be judged"),
        (["not testable here"] * 2, "cannot be judged on any of these runs"),
    ],
)
def test_a_claim_is_counted_over_the_runs_that_decide_it(verdicts, said):
    tally = Tally("C1: x", dict(enumerate(verdicts)), len(verdicts))
    assert tally.in_words(sampled=False) == said
    decided = [verdict for verdict in verdicts if verdict != "not testable here"]
    if not decided:
        assert tally.in_words(sampled=True) == said
        return
    interval = stats.binomtest(decided.count("holds"), len(decided)).proportion_ci(0.95, method="exact")
    assert f"{interval.low:.0%} to {interval.high:.0%}" in tally.in_words(sampled=True)


def test_a_claim_says_where_it_holds():
    tally = Tally("C1: x", {0.1: "holds", 0.3: "does not hold", 1.0: "holds"}, 4)
    assert tally.in_words(sampled=False) == "holds in 2 of 3 runs; 1 cannot be judged"
    assert tally.at() == "holds at 0.1, 1; does not hold at 0.3"


def test_claims_that_one_run_judges_are_not_counted():
    runs = {0: member({"a": "holds", "b": "holds"}), 1: member({"a": "does not hold"})}
    assert [tally.claim for tally in sweep.tallies(runs)] == ["a"]


def test_the_sentence_follows_the_runs():
    assert sweep.sentence({0: FOUR[0]}, "Seed", sampled=True, wanted=4) == ""
    over = sweep.sentence(FOUR, "Seed", sampled=True, wanted=4)
    assert over.startswith("Over 4 runs that differ in “Seed” alone, the test accuracy is **90.8%** on average")
    assert "4 runs so far (of 6)" in sweep.sentence(FOUR, "Seed", sampled=True, wanted=6)
    at = sweep.sentence(FOUR, "Units", sampled=False, wanted=4)
    assert "highest, **94.0%**, at 2 and lowest, **88.0%**, at 1 (4 runs)" in at
    equal = {0: member(loss=1.0), 1: member(loss=1.0)}
    for sampled in (False, True):
        assert sweep.sentence(equal, "Units", sampled=sampled, wanted=2) == "All 2 runs have the same loss, 1."
    lost = {0: member(loss=float("nan")), 1: member(loss=1.0)}
    assert sweep.sentence(lost, "Units", sampled=True, wanted=2) == ""


def test_the_table_has_a_row_for_each_run():
    runs = {1: member({"a": "holds"}, loss=1.0), 2: member({"a": "does not hold"}, loss=2.0), 4: member(loss=3.0)}
    table = sweep.table(runs, "hidden")
    assert table["hidden"].tolist() == ["1", "2", "4"]
    assert table["loss"].tolist() == [1.0, 2.0, 3.0]
    assert table["a"].tolist() == ["holds", "does not hold", ""]
