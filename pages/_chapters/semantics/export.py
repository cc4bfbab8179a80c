"""The dialog "Export": the run as files, as an animation, and as code."""

from functools import partial

import numpy as np

from core import catalog
from core.charts import images, theme
from core.data.concepts import World
from core.gallery.film_page import in_words
from core.semantics import animation, export, notebook
from core.semantics.run import SemanticsRun
from pages._chapters.semantics import film
from pages._shared import exports
from pages._shared.exports import File

TOPIC = catalog.topic("semantics")
TITLE = "beliefs and modes during training"
SECONDS = 0.07  # each frame of the animation


def take_away(run: SemanticsRun, world: World) -> None:
    """Offer the run as files, as an animation, and as code."""
    cells = notebook.cells(run.params, run.kinds[0])
    exports.show(
        TOPIC.slug,
        exports.names_of(TOPIC, run.params),
        [
            exports.web_page(TOPIC, TITLE, partial(film.exported, run, world, run.kinds[0]), in_words(run.params)),
            *exports.code(TOPIC, cells, notebook.TITLE, "NumPy"),
            File("Strengths over time (CSV)", partial(export.modes_csv, run), "_modes.csv", "text/csv", "modes_csv"),
            File("Beliefs over time (CSV)", partial(export.beliefs_csv, run), "_beliefs.csv", "text/csv", "beliefs"),
            File("All arrays (npz)", partial(export.everything, run), ".npz", exports.BINARY, "npz"),
            *exports.animation(partial(_frames, run), SECONDS * len(run.frame_times)),
            File("Last frame (PNG)", lambda: images.png(_frames(run)[-1]), ".png", "image/png", "png"),
        ],
    )
    exports.explain("The animation shows the beliefs (left) and the strengths of the modes (right).")
    exports.show_code(cells, notebook.TITLE, "NumPy", export.ending(run))


def _frames(run: SemanticsRun) -> np.ndarray:
    return animation.frames(run, images.lookup("diverging"), theme.CATEGORICAL)
