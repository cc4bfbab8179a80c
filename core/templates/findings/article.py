"""What one run says of the article's claims on its kind of network (A1, A2, A11, A12).

The criteria are those of the claims in `core.templates.claims`. These are judged over several random seeds; one run
has one seed, so its intervals are 95 % intervals over test images or hidden units.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np

from core.gallery import judging
from core.gallery.claims import Judgement
from core.gallery.judging import grade
from core.networks.training import Training
from core.statistics import mcnemar, mean_interval
from core.templates.winners import Match

LEVEL = 0.05
NOTHING: Mapping[str, Judgement] = MappingProxyType({})


def resembles(match: Match) -> Judgement:
    """A1: with one layer, the weights of the winning class resemble the image."""
    own, gain = judging.mean(match.own.pearson), judging.difference(match.own.pearson, match.other.pearson)
    return Judgement(
        grade(gain.above(0) and own.above(0.2), gain.above(0)),
        f"r = {own:.3f} with the own winner's weights, {judging.mean(match.other.pearson):.3f} with another image's "
        f"winner (intervals over {own.count:,} test images).",
        f"The winner's r exceeds another winner's by {gain:.3f}.",
    )


def in_part(match: Match) -> Judgement:
    """A2: with a hidden layer, the weights of the winning unit resemble the image less."""
    own, gain = judging.mean(match.own.pearson), judging.difference(match.own.pearson, match.other.pearson)
    return Judgement(
        grade(gain.above(0) and own.below(0.25), gain.above(0)),
        f"r = {own:.3f} with the hidden winner's weights, {judging.mean(match.other.pearson):.3f} with another image's "
        f"winner (intervals over {own.count:,} test images).",
        f"The winner's r exceeds another winner's by {gain:.3f}.",
    )


def keeps(change: np.ndarray, match: Match, random: Match | None) -> Judgement:
    """A11: hidden units that are initialised with images keep them; `random` is the same size initialised at random."""
    kept, own = judging.mean(change), judging.mean(match.own.pearson)
    numbers = (
        f"r of a unit's weights before and after training: {kept:.3f} (interval over {kept.count} units). r of an "
        f"image and its winner's weights: {own:.3f}."
    )
    if random is None:
        why = "The same network with random initial weights is not trained yet, so the winner's r has no control."
        return Judgement("not testable here", numbers, why)
    control = judging.mean(random.own.pearson)
    return Judgement(
        grade(kept.above(0.9) and own.above(control.high), kept.above(0.5)),
        f"{numbers} With random initial weights: {control:.3f}.",
        "“Keeps them as templates” was taken as a mean r above .9 between initial and final weights.",
    )


def lower_accuracy(run: Training, one_layer: Training | None, labels: np.ndarray) -> Judgement:
    """A12: a network whose hidden layer starts from images is less accurate than one layer."""
    if one_layer is None:
        numbers = f"Test accuracy: {run.test_accuracy[-1]:.1%}."
        return Judgement("not testable here", numbers, "One layer with these settings is not trained yet.")
    here, there = (r.predictions[-1] == labels for r in (run, one_layer))
    p = mcnemar(here, there)
    numbers = f"Test accuracy: from images {here.mean():.1%}, one layer {there.mean():.1%}, one seed each."
    written = "p < .001" if p < 0.001 else f"p = {p:.2g}"
    if p >= LEVEL:
        why = f"The test images do not show that either is better (McNemar's exact test, {written})."
        return Judgement("not testable here", numbers, why)
    verdict = grade(bool(here.sum() < there.sum()), False)
    return Judgement(verdict, numbers, f"The accuracies differ on these test images (McNemar's exact test, {written}).")


def present(
    run: Training,
    matches: Sequence[Match],
    change: np.ndarray,
    one_layer: Training | None,
    random: Match | None,
    labels: np.ndarray,
) -> Mapping[str, Judgement]:
    """Return what this run says of the claims that are about its kind of network, by id.

    Parameters
    ----------
    matches
        Of `run`, from the first layer on.
    change : (units,)
        r of each unit's weights before and after training.
    one_layer
        A run of one layer with the same other settings, where there is one.
    random
        The match of the hidden layer of the same size whose initial weights are random, where there is one.
    labels : (n_test,)
    """
    if run.params.architecture == "one layer":
        return {"A1": resembles(matches[0])}
    if run.params.architecture == "hidden":
        return {"A2": in_part(matches[0])}
    if run.params.unit_norm:  # the article takes its images as they are
        return NOTHING
    return {"A11": keeps(change, matches[0], random), "A12": lower_accuracy(run, one_layer, labels)}


def own_findings(run: Training, matches: Sequence[Match], one_layer: Training | None) -> str:
    """Say what we measure beyond the article: the output layer of a hidden network, and accuracy against one layer."""
    text = []
    if len(matches) > 1:
        own, other = matches[-1].own.pearson, matches[-1].other.pearson
        difference = mean_interval(own - other)
        text.append(
            f"The weights of the winning output unit correlate with the outputs of the hidden units by "
            f"{own.mean():.3f} on average, those of the winner of another image by {other.mean():.3f} (95 % interval "
            f"of the difference: {difference.low:.3f} to {difference.high:.3f})."
        )
    if run.params.architecture != "one layer" and one_layer is not None:
        text.append(
            f"Test accuracy: {run.test_accuracy[-1]:.1%}, one layer {one_layer.test_accuracy[-1]:.1%} (one seed each)."
        )
    return " ".join(text)
