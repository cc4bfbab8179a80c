"""The dialog "Export": spectra, singular vectors, images of them, and the run as a script."""

from functools import partial

import numpy as np

from core import catalog
from core.charts import images
from core.gallery.film_page import in_words
from core.jacobian import notebook, tables
from core.jacobian.experiments import JacobianRun
from core.jacobian.measurement import SHOWN_RANKS
from core.jacobian.vector_images import sheets
from core.runs import script
from pages._chapters.jacobian import directions
from pages._shared import exports, layout
from pages._shared.exports import File

TOPIC = catalog.topic("jacobian")


def export(run: JacobianRun) -> None:
    """Offer spectra as CSV, vectors as .npz, as images and as an animation, and the script."""
    name = exports.names_of(TOPIC, run.params)
    image, layer = directions.chosen(run)
    title = f"directions to {run.layers[layer]} at test image {image + 1}"
    cells, script_title = notebook.cells(run.params), script.title(f"{name}.py")
    film = partial(sheets, run.vectors[0, :, 0])
    exports.show(
        TOPIC.slug,
        name,
        [
            exports.web_page(TOPIC, title, partial(directions.exported, run, image, layer), in_words(run.params)),
            *exports.code(TOPIC, cells, script_title),
            File("Spectra (CSV)", partial(_spectra, run), ".csv", "text/csv", "csv"),
            File("Singular vectors (npz)", partial(_vectors, run), ".npz", exports.BINARY, "npz"),
            *exports.animation(film, 6.0),
            File(
                "First four directions, every layer (PNG)",
                lambda: images.png(np.concatenate(film()[:4])),
                ".png",
                "image/png",
                "png",
            ),
        ],
    )
    exports.explain("The animation shows the directions of every layer, the strongest first.")
    exports.show_code(cells, script_title)


def _spectra(run: JacobianRun) -> bytes:
    return layout.csv(tables.spectra(run.values, run.layers))


def _vectors(run: JacobianRun) -> bytes:
    return layout.npz(vectors=run.vectors, pictures=run.pictures, ranks=np.array(SHOWN_RANKS), weakest=run.weakest)
