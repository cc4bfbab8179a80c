"""Claims of ml4a judged on one run, by the criteria of `core.confusion.claims` and over its test images.

C8 and C10 compare random seeds, so one run cannot decide them.
"""

import numpy as np

from core.confusion.claims import humanlike
from core.confusion.evaluation import Evaluation
from core.confusion.samples import Scored, ordered
from core.data.image_sets import DIGITS
from core.gallery import judging
from core.gallery.claims import Judgement
from core.gallery.judging import grade


def judge(evaluation: Evaluation) -> dict[str, Judgement]:
    """Return the judgement of each claim that the present run can decide, by its id."""
    samples = evaluation.samples
    found = {}
    if evaluation.class_names == DIGITS:
        if not samples.right.all():
            found["C7"] = mistakes(samples)
        found["C9"] = order(samples)
    if evaluation.params.dataset == "cifar10":
        found["C14"] = photographs(samples)
    return found


def mistakes(samples: Scored) -> Judgement:
    """Judge C7 on the mistakes of one network, of which there is at least one."""
    wrong = ~samples.right
    alike = humanlike(samples.actual[wrong], samples.predicted[wrong])
    share = judging.share(int(alike.sum()), len(alike))
    return Judgement(
        grade(share.above(0.1) and share.below(0.9), share.above(0)),
        f"{share:.0%} of the {len(alike):,} mistakes confuse 4 and 9, 3 and 8, 3 and 5, 7 and 9, or 1 and 7 (11 % by "
        "chance).",
        "The 95 % interval is over the mistakes of this network.",
    )


def order(samples: Scored) -> Judgement:
    """Judge C9 on the page's order of the test images."""
    broken = int((np.diff(samples.confidence[ordered(samples, "most confident")]) > 1e-6).sum())
    return Judgement(
        grade(broken == 0, False),
        f"{broken} of {len(samples.actual) - 1:,} neighbours in the order of samples are out of order.",
        "",
    )


def photographs(samples: Scored) -> Judgement:
    """Judge C14 on one network; the test set has as many images of each class, so mean recall is accuracy."""
    share = judging.share(int(samples.right.sum()), len(samples.right))
    return Judgement(
        grade(share.above(0.3), share.above(0.15)),
        f"Accuracy {share:.1%} on {len(samples.right):,} test images.",
        "The 95 % interval is over the test images.",
    )
