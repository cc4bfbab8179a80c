"""Files to download: the rank sweep as a web page and as an animation, the approximation, the factors, the curves."""

from functools import partial

import streamlit as st

from core import catalog
from core.charts import images, video
from core.compression import export, notebook
from core.compression.svd import approximate, to_pixels
from core.data import pictures
from core.gallery.film_page import in_words
from core.runs import script
from pages._chapters.compression import subject
from pages._chapters.compression.subject import SLUG, Subject, quality
from pages._shared import exports, layout, runs
from pages._shared.exports import File

TOPIC = catalog.topic(SLUG)


def take_away(seen: Subject) -> None:
    """Offer the approximation, the factors, the curves, a script, and the rank sweep as an animation."""
    factors, k, name = seen.factors, seen.rank, exports.names_of(TOPIC, seen.params)
    known = quality(seen)
    cells = [] if seen.params.picture == pictures.OWN else notebook.cells(seen.params, k, subject.planes(factors))
    title = script.title(f"{name}.py")
    exports.show(
        f"_{SLUG}",
        name,
        [
            exports.web_page(TOPIC, "the image by rank", partial(subject.exported, seen, known), in_words(seen.params)),
            *(exports.code(TOPIC, cells, title) if cells else []),
            File("Curves (CSV)", partial(export.curves_csv, factors, known), ".csv", "text/csv", "csv"),
            File(f"Factors of rank {k} (npz)", partial(export.factors_npz, factors, k), ".npz", exports.BINARY, "npz"),
            File(f"Rank {k} (PNG)", lambda: images.png(to_pixels(approximate(factors, k))), ".png", "image/png", "png"),
        ],
    )
    exports.explain()
    _animation(seen, name)
    if cells:
        exports.show_code(cells, title)


def _animation(seen: Subject, name: str) -> None:
    """Offer the sweep of all ranks as a file, which takes seconds to make."""
    kinds = ("GIF", "WEBP") if video.encoder() is None else ("GIF", "WEBP", "MP4")
    st.markdown("**Animation of all ranks**")
    kind = st.segmented_control("Format", kinds, default="GIF", required=True, key=f"{SLUG}_format")
    wanted = f"{seen.key} {seen.params.top} {kind}"
    if st.button("Make the animation", icon=":material/movie:", key=f"_{SLUG}_draw"):
        st.session_state[f"_{SLUG}_film"] = wanted
    if st.session_state.get(f"_{SLUG}_film") != wanted:
        return
    top = None if seen.params.top == "full" else int(seen.params.top)
    film = runs.work(f"film {wanted}", lambda: export.animation(seen.factors, kind, top))
    content = film.content.tobytes()
    size = f"{len(content) / 1e6:.1f} MB"
    if kind == "MP4":
        st.video(content, width=360)
    else:
        st.image(content, caption=size, alt="The image from rank 1 to the last rank", width=360)
    mime = f"{'video' if kind == 'MP4' else 'image'}/{kind.lower()}"
    layout.download(f"Animation ({kind}, {size})", content, f"{name}.{kind.lower()}", mime, f"_{SLUG}_film_file")
