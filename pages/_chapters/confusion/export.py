"""Export: the matrix, the samples and the run as files."""

from functools import partial

import numpy as np
import streamlit as st

from core import catalog
from core.charts import images
from core.confusion import export, notebook
from core.confusion.epochs import signed_shares
from core.confusion.evaluation import Evaluation
from core.confusion.matrix import row_shares
from core.confusion.predictions import Predictions
from core.gallery.film_page import in_words
from core.runs import script
from pages._chapters.confusion import epochs
from pages._shared import exports, layout
from pages._shared.exports import File

TOPIC = catalog.topic("confusion")
TITLE = "the confusion matrix during training"


def of_predictions(found: Predictions) -> None:
    """Offer the matrix and the samples of any classifier as files."""
    files = [*_tables(found, "Samples (CSV)"), *_drawings(found)]
    exports.show(TOPIC.slug, f"confusion_{found.key[:12]}", files)
    st.caption(
        f"The table of samples has {len(found.samples.actual):,} rows. It can be uploaded here again: with other "
        "columns, or as a part."
    )


def take_away(evaluation: Evaluation) -> None:
    """Offer the matrix and the samples as files."""
    params = evaluation.params
    name = exports.names_of(TOPIC, params)
    cells, title = notebook.cells(params), script.title(f"{name}.py")
    film = partial(epochs.exported, evaluation)
    exports.show(
        TOPIC.slug,
        name,
        [
            exports.web_page(TOPIC, TITLE, film, in_words(params), epochs.CHAPTER),
            *exports.code(TOPIC, cells, title),
            *_tables(evaluation.predictions, "Test images (CSV)"),
            File("Matrix of every epoch (npz)", partial(_arrays, evaluation), ".npz", exports.BINARY, "npz"),
            *exports.animation(partial(_frames, evaluation), 5.0),
            *_drawings(evaluation.predictions),
        ],
    )
    exports.explain(
        f"The table of test images has {len(evaluation.samples.actual):,} rows: actual class, prediction, confidence, "
        "loss in nats (−ln of the probability of the actual class), and the probability of every class."
    )
    exports.show_code(cells, title)


def _tables(found: Predictions, samples: str) -> list[File]:
    counts, names = found.counts, found.class_names
    return [
        File("Matrix (CSV)", lambda: layout.csv(export.matrix_table(counts, names)), ".csv", "text/csv", "csv"),
        File(
            samples,
            lambda: layout.csv(export.sample_table(found.samples, names)),
            "_samples.csv",
            "text/csv",
            "samples_csv",
        ),
    ]


def _drawings(found: Predictions) -> list[File]:
    counts, names = found.counts, found.class_names
    return [
        File("Matrix (SVG)", lambda: export.matrix_svg(counts, names), ".svg", "image/svg+xml", "svg"),
        File("Matrix (PNG)", lambda: export.matrix_png(counts, names), ".png", "image/png", "png"),
    ]


def _arrays(evaluation: Evaluation) -> bytes:
    return layout.npz(
        matrices=evaluation.counts_by_epoch,
        actual=evaluation.samples.actual,
        probabilities=evaluation.run.probabilities,
    )


def _frames(evaluation: Evaluation) -> np.ndarray:
    frames = images.signed(signed_shares(row_shares(evaluation.counts_by_epoch)), 1.0)
    return np.stack([images.enlarge(images.colour(frame, "mistakes"), 32) for frame in frames])
