"""Files to download: the rank sweep as an animation, the approximation, the factors, the curves."""

import streamlit as st

from core.charts import images
from core.compression import export
from core.compression.svd import approximate, to_pixels
from core.data import pictures
from pages._chapters.compression.subject import SLUG, Subject, quality
from pages._shared import layout, runs


def take_away(seen: Subject) -> None:
    """Offer the approximation, the factors, the curves, a script, and the rank sweep as an animation."""
    factors, k = seen.factors, seen.rank
    name = seen.params.picture.replace(" ", "-").lower()
    measured = quality(seen)
    with st.container(horizontal=True):
        pixels = to_pixels(approximate(factors, k))
        layout.download(f"Rank {k} as PNG", images.png(pixels), f"{name}-rank-{k}.png", "image/png", f"_{SLUG}_png")
        layout.download(
            f"Factors of rank {k} (.npz)",
            export.factors_npz(factors, k),
            f"{name}-rank-{k}.npz",
            "application/octet-stream",
            f"_{SLUG}_npz",
        )
        layout.download(
            "Curves (CSV)",
            export.curves_csv(factors, measured),
            f"{name}-curves.csv",
            "text/csv",
            f"_{SLUG}_csv",
        )
    if seen.params.picture != pictures.OWN:
        layout.code(SLUG, export.as_code(seen.params, k), f"{name}-rank-{k}")
    st.markdown("**Animation of all ranks**")
    kind = st.segmented_control("Format", ("GIF", "WEBP"), default="GIF", required=True, key=f"{SLUG}_format")
    wanted = f"{seen.key} {seen.params.top} {kind}"
    if st.button("Make the animation", icon=":material/movie:", key=f"_{SLUG}_draw"):
        st.session_state[f"_{SLUG}_film"] = wanted
    if st.session_state.get(f"_{SLUG}_film") != wanted:
        return
    top = None if seen.params.top == "full" else int(seen.params.top)
    film = runs.work(f"film {wanted}", lambda: export.animation(factors, kind, top))
    content = film.content.tobytes()
    st.image(content, caption=f"{len(content) / 1e6:.1f} MB", alt="The image from rank 1 to the last rank", width=360)
    layout.download(
        f"{kind} ({len(content) / 1e6:.1f} MB)",
        content,
        f"{name}-ranks.{kind.lower()}",
        f"image/{kind.lower()}",
        f"_{SLUG}_film_file",
    )
