"""Export: the matrix, the samples and the run as files."""

import numpy as np
import streamlit as st

from core.charts import images
from core.confusion import export
from core.confusion.epochs import signed_shares
from core.confusion.evaluation import Evaluation
from core.confusion.matrix import row_shares
from core.confusion.predictions import Predictions
from core.networks.training import TrainingParams, train
from core.runs import script
from pages._shared import layout

# Label, end of the file name, type, end of the widget's key.
FILES = (
    ("Matrix (CSV)", ".csv", "text/csv", "csv"),
    ("Test images (CSV)", "_samples.csv", "text/csv", "samples_csv"),
    ("Matrix (SVG)", ".svg", "image/svg+xml", "svg"),
    ("Matrix (PNG)", ".png", "image/png", "png"),
    ("Matrix of every epoch (npz)", ".npz", "application/zip", "npz"),
    ("Animation (GIF)", ".gif", "image/gif", "gif"),
)

OWN_FILES = (FILES[0], ("Samples (CSV)", *FILES[1][1:]), *FILES[2:4])


def of_predictions(found: Predictions) -> None:
    """Offer the matrix and the samples of any classifier as files."""
    name = f"confusion_{found.key[:12]}"
    with st.container(horizontal=True):
        for (label, end, kind, key), content in zip(OWN_FILES, _own_contents(found.key, found), strict=True):
            layout.download(label, content, f"{name}{end}", kind, f"confusion_{key}")
    st.caption(
        f"The table of samples has {len(found.samples.actual):,} rows. It can be uploaded here again: with other "
        "columns, or as a part."
    )


@st.cache_data(max_entries=4, show_spinner=False)
def _own_contents(key: str, _found: Predictions) -> tuple[bytes | str, ...]:
    """Make the contents of `OWN_FILES`."""
    counts, names = _found.counts, _found.class_names
    return (
        layout.csv(export.matrix_table(counts, names)),
        layout.csv(export.sample_table(_found.samples, names)),
        export.matrix_svg(counts, names),
        export.matrix_png(counts, names),
    )


def take_away(evaluation: Evaluation) -> None:
    """Offer the matrix and the samples as files."""
    name = f"confusion_{evaluation.params.slug()}"
    contents = _contents(evaluation.params, evaluation)
    with st.container(horizontal=True):
        for (label, end, kind, key), content in zip(FILES, contents, strict=True):
            layout.download(label, content, f"{name}{end}", kind, f"confusion_{key}")
    st.caption(
        f"The table of test images has {len(evaluation.samples.actual):,} rows: actual class, prediction, confidence, "
        "loss in nats (−ln of the probability of the actual class), and the probability of every class."
    )
    layout.code("confusion", script.as_script(train, evaluation.params, "run.test_accuracy[-1]", f"{name}.py"), name)


@st.cache_data(max_entries=4, show_spinner=False)
def _contents(params: TrainingParams, _evaluation: Evaluation) -> tuple[bytes | str, ...]:
    """Make the contents of `FILES`."""
    counts, names, samples = _evaluation.counts, _evaluation.class_names, _evaluation.samples
    frames = images.signed(signed_shares(row_shares(_evaluation.counts_by_epoch)), 1.0)
    return (
        layout.csv(export.matrix_table(counts, names)),
        layout.csv(export.sample_table(samples, names)),
        export.matrix_svg(counts, names),
        export.matrix_png(counts, names),
        layout.npz(
            matrices=_evaluation.counts_by_epoch,
            actual=samples.actual,
            probabilities=_evaluation.run.probabilities,
        ),
        images.gif(np.stack([images.enlarge(images.colour(frame, "mistakes"), 32) for frame in frames]), seconds=5.0),
    )
