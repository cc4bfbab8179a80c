"""Export: the run as files."""

from functools import partial

import numpy as np
import pandas as pd

from core import catalog
from core.charts import images as drawing
from core.data.image_sets import ImageSet
from core.gallery.film_page import in_words
from core.networks.training import Training
from core.runs import script
from core.templates import notebook
from core.templates.images import as_images, sheet
from pages._chapters.templates import film
from pages._chapters.templates.common import SLUG, means, templates
from pages._shared import exports, layout
from pages._shared.exports import File

TOPIC = catalog.topic(SLUG)
TITLE = "the templates of the classes during training"


def take_away(run: Training, images: ImageSet) -> None:
    """Offer the run as files."""
    name = exports.names_of(TOPIC, run.params)
    shown = partial(film.exported, run, images, means(run.params.dataset))
    cells, title = notebook.cells(run.params), script.title(f"{name}.py")
    exports.show(
        SLUG,
        name,
        [
            exports.web_page(TOPIC, TITLE, shown, in_words(run.params)),
            *exports.code(TOPIC, cells, title),
            File("Curves (CSV)", partial(_curves, run), ".csv", "text/csv", "csv"),
            File("Weights of all kept epochs (npz)", partial(_weights, run), ".npz", exports.BINARY, "npz"),
            *exports.animation(partial(_sheets, run, images), 5.0),
            File("Templates (PNG)", partial(_last, run, images), ".png", "image/png", "png"),
        ],
    )
    exports.explain(
        "weight_0, weight_1 … in the npz are kernels and biases in turn, with the kept epochs as first axis."
    )
    exports.show_code(cells, title)


def _curves(run: Training) -> bytes:
    return layout.csv(
        pd.DataFrame(
            {
                "epoch": np.arange(run.epochs + 1),
                "loss": run.loss,
                "accuracy": run.accuracy,
                "test_loss": run.test_loss,
                "test_accuracy": run.test_accuracy,
            }
        )
    )


def _weights(run: Training) -> bytes:
    return layout.npz(kept_epochs=run.kept_epochs, **{f"weight_{i}": weight for i, weight in enumerate(run.weights)})


def _sheets(run: Training, images: ImageSet) -> np.ndarray:
    """Return the templates at every kept epoch."""
    frames = as_images(templates(run.params, run, images), images.shape)
    return np.stack([drawing.enlarge(sheet(frame, columns=5), 4) for frame in frames])


def _last(run: Training, images: ImageSet) -> bytes:
    """Return the last templates as PNG."""
    frames = as_images(templates(run.params, run, images), images.shape)
    return drawing.png(drawing.enlarge(sheet(frames[-1], columns=5), 6))
