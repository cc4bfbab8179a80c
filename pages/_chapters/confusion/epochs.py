"""Over the epochs: the matrix through training, when each class is learned, and what became of every test image."""

import numpy as np
import streamlit as st

from core.charts import images, theme
from core.confusion import findings
from core.confusion.charts import epochs as charts
from core.confusion.epochs import FATES, signed_shares
from core.confusion.evaluation import Evaluation
from core.confusion.matrix import row_shares
from pages._chapters.confusion.samples import place, sheet
from pages._shared import exports, layout, thinning
from pages._shared.player import Curves, Matrix, Panel, chance, drawing, player

CHAPTER = "Over the epochs"
SECONDS = 6.0


def epochs(evaluation: Evaluation) -> None:
    """Draw the matrix through training, when each class is learned, and what became of every test image."""
    names = evaluation.class_names
    shares = row_shares(evaluation.counts_by_epoch)
    player(_panels(evaluation, shares), moments=_moments(evaluation), key="confusion_film", seconds=SECONDS)
    layout.chart(charts.timeline(np.diagonal(shares, axis1=1, axis2=2), names, findings.MASTERED))
    st.caption("The recall of a class is the share of its test images that is classified correctly.")
    st.markdown(findings.first_epochs(evaluation.counts_by_epoch, evaluation.predictions.shown_names))
    st.subheader("What became of each test image", anchor=False)
    _fates(evaluation)


def exported(evaluation: Evaluation) -> exports.Film:
    """Return the film for a file, and what is said below it."""
    panels = _panels(evaluation, row_shares(evaluation.counts_by_epoch))
    data, left_out = thinning.packed(panels, _moments(evaluation), start=evaluation.run.epochs, seconds=SECONDS)
    said = findings.first_epochs(evaluation.counts_by_epoch, evaluation.predictions.shown_names)
    return exports.Film(drawing=drawing(), data=data, findings=[said, left_out])


def _moments(evaluation: Evaluation) -> list[str]:
    return [f"epoch {epoch}" for epoch in range(evaluation.run.epochs + 1)]


def _panels(evaluation: Evaluation, shares: np.ndarray) -> list[Panel]:
    run, names = evaluation.run, evaluation.class_names
    return [
        Matrix(
            title="Actual class down, predicted class across (green: correct, purple: mistakes)",
            frames=images.signed(signed_shares(shares), 1.0),
            rows=[f"actual {name}" if len(name) < 3 else name for name in names],
            columns=names,
            limit=1.0,
            palette="mistakes",
            readings=evaluation.counts_by_epoch,
            unit="images",
            alt=f"The confusion matrix over {run.epochs} epochs.",
        ),
        Curves(
            title="Test accuracy",
            series={"test": run.test_accuracy},
            colours=(theme.TEST,),
            unit="%",
            reference=chance(len(names)),
        ),
    ]


def _fates(evaluation: Evaluation) -> None:
    found, predictions = evaluation.histories, evaluation.predictions
    st.markdown(findings.fates(found, evaluation.run.epochs))
    fate = st.segmented_control(
        "List the images that are", FATES, default="forgotten", required=True, key="confusion_fate", bind="query-params"
    )
    members = found.samples(fate)
    if not len(members):
        st.info("No image belongs to this group in this run.")
        return
    st.caption(
        f"{len(members):,} images. {place(predictions)}: actual → predicted class · epoch of the last change between "
        "correct and wrong. The latest change comes first."
    )
    sheet(predictions, members, "fate_page", lambda i: findings.change(int(found.since[i])), columns=6, rows=3)
