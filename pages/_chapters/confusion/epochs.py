"""When was it learned: the matrix through training, and what became of every test image."""

import streamlit as st

from core.charts import images, theme
from core.confusion import findings
from core.confusion.epochs import FATES, signed_shares
from core.confusion.evaluation import Evaluation
from core.confusion.matrix import row_shares
from pages._chapters.confusion.samples import sheet
from pages._shared.player import Curves, Matrix, chance, player


def epochs(evaluation: Evaluation) -> None:
    """Show the matrix through training, and what became of every sample."""
    run, names = evaluation.run, evaluation.class_names
    shares = row_shares(evaluation.counts_by_epoch)
    recall = {name: shares[:, i, i] for i, name in enumerate(names)}
    player(
        [
            Matrix(
                title="Actual class down, predicted class across (blue: correct, red: mistakes)",
                frames=images.signed(signed_shares(shares), 1.0),
                rows=[f"actual {name}" if len(name) < 3 else name for name in names],
                columns=names,
                limit=1.0,
                readings=evaluation.counts_by_epoch,
                unit="images",
                alt=f"The confusion matrix over {run.epochs} epochs.",
            ),
            Curves(title="Recall of each class", series=recall, colours=theme.CATEGORICAL, unit="%"),
            Curves(
                title="Accuracy",
                series={"test": run.test_accuracy},
                colours=(theme.TEST,),
                unit="%",
                reference=chance(len(names)),
            ),
        ],
        moments=[f"epoch {epoch}" for epoch in range(run.epochs + 1)],
        key="confusion_film",
        seconds=6.0,
    )
    st.markdown(findings.first_epochs(evaluation.counts_by_epoch, names))
    _fates(evaluation)


def _fates(evaluation: Evaluation) -> None:
    found = evaluation.histories
    st.markdown(findings.fates(found, evaluation.run.epochs))
    fate = st.segmented_control(
        "Show", FATES, default="forgotten", required=True, key="confusion_fate", bind="query-params"
    )
    members = found.samples(fate)
    if not len(members):
        st.info("No image belongs to this group in this run.")
        return
    st.caption(f"{len(members):,} images, the latest change first. Click one to see its history.")
    sheet(evaluation, members, "fate_page", columns=8, rows=2)
