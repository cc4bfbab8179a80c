"""What the article says about weights as templates, and what one run shows of it.

Criteria, fixed before looking; intervals are 95 % intervals over the test images:

- *resembles*: the difference d between the r of an image with the weights of its own winner and the r with the winner
  of another image. The claim holds when the interval of the mean of d lies above `RELEVANT`, holds in part when it only
  lies above 0, and does not hold otherwise.
- *in part*: d lies above 0, and r lies below the r of one layer on the same images. Both: holds; one: in part.
- *keeps*: the share of units whose weights before and after training correlate by at least `KEPT`. Holds when its
  interval lies above `MOST`, does not hold when it lies below 1/2, and holds in part otherwise.
- *lower accuracy*: McNemar's exact test on the same test images, at the level .05.

A verdict is about the networks at hand, each of one seed.
"""

from collections.abc import Sequence

import numpy as np

from core.gallery.findings import Finding, Verdict
from core.networks.training import Training
from core.statistics import mcnemar, mean_interval
from core.templates.winners import Match

RELEVANT = 0.1  # a difference of r
KEPT, MOST = 0.5, 0.9
LEVEL = 0.05
CRITERIA = (
    "Verdicts are about the networks at hand, each of one random seed. Criteria, fixed beforehand, with 95 % "
    f"intervals over the test images: weights resemble an image when r exceeds that of another image's winner by "
    f"{RELEVANT}; they match a part of it when r exceeds that of another image's winner, but not that of one layer; "
    f"units keep their images when more than {MOST:.0%} of them have r ≥ {KEPT}; accuracies differ by McNemar's exact "
    f"test, p < {LEVEL}."
)
NO_ONE_LAYER = "one layer with these settings is not trained yet"


def resembles(match: Match) -> Finding:
    """With one layer, the weights of the winning class resemble the image."""
    own, other = match.own.pearson, match.other.pearson
    difference = mean_interval(own - other)
    verdict: Verdict = "does not hold"
    if difference.low > 0:
        verdict = "holds" if difference.low > RELEVANT else "holds in part"
    return Finding(
        f"r {own.mean():.3f} with the own winner, {other.mean():.3f} with the winner of another image; difference "
        f"{difference.low:.3f} to {difference.high:.3f}",
        verdict,
    )


def in_part(match: Match, one_layer: Match | None) -> Finding:
    """With a hidden layer, the weights of the winner match only a part of the image."""
    own, other = match.own.pearson, match.other.pearson
    text = f"r {own.mean():.3f} with the own winner, {other.mean():.3f} with the winner of another image"
    if one_layer is None:
        return Finding(f"{text}; {NO_ONE_LAYER}", "not testable here")
    parts = mean_interval(own - other).low > 0, mean_interval(own - one_layer.own.pearson).high < 0
    verdicts: tuple[Verdict, ...] = ("does not hold", "holds in part", "holds")
    return Finding(f"{text}; one layer on the same images: {one_layer.own.pearson.mean():.3f}", verdicts[sum(parts)])


def keeps(r: np.ndarray) -> Finding:
    """Hidden units that are initialised with training images keep them as templates."""
    from scipy.stats import binomtest  # noqa: PLC0415

    kept = int((r >= KEPT).sum())
    interval = binomtest(kept, len(r)).proportion_ci(method="wilson")
    verdict: Verdict = "holds in part"
    if interval.low > MOST:
        verdict = "holds"
    elif interval.high < 0.5:
        verdict = "does not hold"
    return Finding(
        f"weights before and after training correlate by at least {KEPT} in {kept} of {len(r)} units (mean r "
        f"{r.mean():.2f})",
        verdict,
    )


def lower_accuracy(run: Training, one_layer: Training | None, labels: np.ndarray) -> Finding:
    """Initialised with images, the network is less accurate than one layer."""
    if one_layer is None:
        return Finding(f"{run.test_accuracy[-1]:.1%}; {NO_ONE_LAYER}", "not testable here")
    here, there = (r.predictions[-1] == labels for r in (run, one_layer))
    p = mcnemar(here, there)
    verdict: Verdict = "not testable here"
    if p < LEVEL:
        verdict = "holds" if here.sum() < there.sum() else "does not hold"
    return Finding(f"{here.mean():.1%}, one layer {there.mean():.1%} ({_p(p)}, one seed each)", verdict)


def _p(p: float) -> str:
    return "p < .001" if p < 0.001 else f"p = {p:.2g}"


def claims(
    run: Training,
    matches: Sequence[Match],
    change: np.ndarray,
    one_layer: tuple[Training, Match] | None,
    labels: np.ndarray,
) -> list[tuple[str, Finding]]:
    """Return what the article says about a network of this kind, with what this run shows.

    Parameters
    ----------
    matches
        Of `run`, from the first layer on.
    change : (units,)
        r of each unit's weights before and after training.
    one_layer
        A run of one layer with the same other settings and its match on the same images, where there is one.
    labels : (n_test,)
    """
    other = one_layer[0] if one_layer else None
    if run.params.architecture == "one layer":
        return [("The weights of the winning class resemble the image", resembles(matches[0]))]
    if run.params.architecture == "hidden":
        found = in_part(matches[0], one_layer[1] if one_layer else None)
        return [("With a hidden layer, the weights of the winning unit match only a part of the image", found)]
    kept = ("Hidden units that are initialised with training images keep them as templates", keeps(change))
    if run.params.unit_norm:  # the article takes its images as they are
        return [kept]
    return [kept, ("This network is less accurate than one layer", lower_accuracy(run, other, labels))]


def own_findings(run: Training, matches: Sequence[Match], one_layer: Training | None) -> str:
    """Say what we measure beyond the article: the output layer of a hidden network, and accuracy against one layer."""
    text = []
    if len(matches) > 1:
        own, other = matches[-1].own.pearson, matches[-1].other.pearson
        difference = mean_interval(own - other)
        text.append(
            f"The weights of the winning output unit correlate with the hidden code by {own.mean():.3f} on average, "
            f"those of the winner of another image by {other.mean():.3f} (95 % interval of the difference: "
            f"{difference.low:.3f} to {difference.high:.3f})."
        )
    if run.params.architecture != "one layer" and one_layer is not None:
        text.append(
            f"Test accuracy: {run.test_accuracy[-1]:.1%}, one layer {one_layer.test_accuracy[-1]:.1%} (one seed each)."
        )
    return " ".join(text)
