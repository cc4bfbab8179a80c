"""The tabs of SVD Compression that are about the picture: curves, layers, bytes, colours, files to take away."""

import numpy as np
import streamlit as st

from core.charts import images
from core.compression import charts, storage
from core.compression import export as compression_export
from core.compression import quality as compression_quality
from core.compression import svd as compression
from core.data import pictures
from pages._chapters.compression.ranks import SLUG, Subject, decibels, quality
from pages._shared import layout, runs

SHOWN_LAYERS = 8
PLANES = {
    "RGB": ("red", "green", "blue"),
    "YCbCr": ("brightness", "blue difference", "red difference"),
    "stacked": ("all channels",),
    "grey": ("brightness",),
}


def _is_one_layer(seen: Subject) -> bool:
    """Whether rank 1 is the picture itself, so that no curve has anything to show; says so."""
    if np.isfinite(quality(seen).psnr).any():
        return False
    st.info("Every column of this picture is a multiple of one column: rank 1 is the picture itself, pixel for pixel.")
    return True


def curves(seen: Subject) -> None:
    """Singular values, energy, PSNR and SSIM against the rank, with the present rank marked."""
    if _is_one_layer(seen):
        return
    factors, k, measured = seen.factors, seen.rank, quality(seen)
    names = PLANES[factors.scheme] if factors.pixels.ndim == 3 else ("brightness",)
    left, right = st.columns(2)
    with left:
        layout.chart(charts.singular_values(factors.singular_values, names, k))
        layout.chart(charts.quality(measured.ranks, measured.psnr, "PSNR", k))
    with right:
        layout.chart(charts.energy(compression.energy(factors), k))
        layout.chart(charts.quality(measured.ranks, measured.ssim, "SSIM", k))
    kept = compression.energy(factors)
    good = compression_quality.rank_for(factors, "PSNR", 40)
    error = compression.frobenius_error(factors, k)
    st.markdown(
        f"Energy flatters: **{kept[0]:.1%}** of it is in the first layer, which shows little more than bands of light. "
        f"The eye asks for more: 40 dB, where the difference is hard to see, takes rank **{good}** of {factors.full}. "
        f"At rank {k} the root of the dropped s² is {error:,.0f}, which is the distance to the picture exactly."
    )


def components(seen: Subject) -> None:
    """The first layers as pictures, each with its u at the left and its v on top."""
    factors = seen.factors
    plane = 0
    if len(factors.left) > 1:
        names = PLANES[factors.scheme]
        plane = names.index(
            st.segmented_control("Channel", names, default=names[0], required=True, key=f"{SLUG}_channel")
        )
    shown = min(SHOWN_LAYERS, factors.full)
    columns = st.columns(4)
    for i in range(shown):
        u, s, v = factors.left[plane][:, i], factors.singular_values[plane][i], factors.right[plane][i]
        with columns[i % 4]:
            st.image(
                _outer(u, s, v),
                caption=f"layer {i + 1}: s = {s:,.0f}",
                alt=f"Layer {i + 1}, the product of its column u and its row v",
                width="stretch",
            )
    total = sum(float((values**2).sum()) for values in factors.singular_values) or 1.0
    first = float(factors.singular_values[plane][0] ** 2) / total
    st.markdown(
        f"Every layer is one column u (left edge) times one row v (upper edge) times one number s: a plaid. The first "
        f"holds {first:.1%} of all energy; the {shown} shown together "
        f"{float((factors.singular_values[plane][:shown] ** 2).sum()) / total:.1%}."
    )
    i = st.slider("Layer", 1, shown, 1, key=f"{SLUG}_layer", bind="query-params") - 1
    layout.chart(charts.vectors(factors.left[plane][:, i], factors.right[plane][i], i + 1))


def _outer(u: np.ndarray, s: float, v: np.ndarray) -> np.ndarray:
    """s·u·vᵀ on the diverging scale, u as a strip at its left and v as a strip above."""
    strip, gap = 14, 4
    sheet = np.full((len(u) + strip + gap, len(v) + strip + gap, 3), 128, np.uint8)
    sheet[strip + gap :, strip + gap :] = images.colour(images.signed(s * np.outer(u, v)))
    sheet[strip + gap :, :strip] = images.colour(images.signed(u))[:, None]
    sheet[:strip, strip + gap :] = images.colour(images.signed(v))[None]
    return sheet


def weigh(seen: Subject) -> None:
    """Files of the same picture by bytes and PSNR, and the table at equal PSNR."""
    if _is_one_layer(seen):
        return
    factors, k = seen.factors, seen.rank
    files = runs.work(f"weigh {seen.key}", lambda: storage.compare_files(factors))
    png = storage.png_size(factors.pixels)
    layout.chart(charts.files(files.kind, files.setting, files.size, files.psnr, png))
    packed = storage.packed(factors, k)
    jpeg = storage.jpeg_at(factors.pixels, packed.psnr)
    rows = [
        ("pixels, one byte each", factors.pixels.size, "∞"),
        ("PNG, nothing lost", png, "∞"),
        (f"rank {k}, 32-bit floats", 4 * compression.stored_numbers(factors, k), decibels(packed.psnr)),
        (f"rank {k}, 16-bit floats", storage.half_floats(factors, k), decibels(packed.psnr)),
        (f"rank {k}, 8 bit and deflate", packed.size, decibels(packed.psnr)),
    ]
    if jpeg:
        rows.append((f"JPEG of quality {jpeg.setting}", jpeg.size, decibels(jpeg.psnr)))
    table = "\n".join(f"| {name} | {size:,} | {psnr} |" for name, size, psnr in rows)
    st.markdown(f"| The picture as | bytes | PSNR, dB |\n|---|--:|--:|\n{table}")
    numbers = compression.stored_numbers(factors, k)
    verdict = f"JPEG needs **{packed.size / jpeg.size:.1f} times fewer** bytes than the best of them." if jpeg else ""
    st.markdown(
        f"By numbers, rank {k} looks like {factors.pixels.size / numbers:.1f} : 1 ({factors.pixels.size:,} pixels to "
        f"{numbers:,} numbers). But a pixel is one byte and a factor entry is more. {verdict} "
        f"The SVD is the best sum of products of columns and rows, but pictures are not made of columns and rows."
    )


def colours(seen: Subject) -> None:
    """The three ways to treat colour, for the same number of stored numbers."""
    pixels = seen.factors.pixels
    if pixels.ndim == 2:
        st.info("This picture is grey: one matrix, nothing to choose. Take one in colour, such as “astronaut”.")
        return
    if _is_one_layer(seen):
        return
    chroma = seen.params.chroma
    compared = runs.work(f"colours {seen.digest} {chroma}", lambda: storage.compare_schemes(pixels, chroma))
    names = [f"YCbCr, {chroma} : 1" if name == "YCbCr" else name for name in compared.names]
    left, right = st.columns(2)
    with left:
        layout.chart(charts.schemes(names, compared.curves, 2, "PSNR, dB"))
    with right:
        layout.chart(charts.schemes(names, compared.curves, 3, "SSIM"))
    at = 0.1 * pixels.size
    psnr, ssim = compared.at(at, 2), compared.at(at, 3)
    found = ", ".join(f"{name} {p:.1f} dB (SSIM {s:.3f})" for name, p, s in zip(names, psnr, ssim, strict=True))
    best, structure = names[int(psnr.argmax())], names[int(ssim.argmax())]
    late = compared.at(0.9 * pixels.size, 2)
    st.markdown(
        f"With a tenth of the picture's {pixels.size:,} numbers: {found}. By PSNR **{best}** wins, by SSIM "
        f"**{structure}**. With nine tenths **{names[int(late.argmax())]}** leads with {late.max():.1f} dB against "
        f"{late[1]:.1f} dB of {names[1]}: colour layers that were never stored cannot come back. The share is set "
        f"under “More settings”."
    )


def take_away(seen: Subject) -> None:
    """The rank sweep as an animation, the approximation, the factors, the curves."""
    factors, k = seen.factors, seen.rank
    name = seen.params.picture.replace(" ", "-").lower()
    measured = quality(seen)
    with st.container(horizontal=True):
        pixels = compression.to_pixels(compression.approximate(factors, k))
        layout.download(f"Rank {k} as PNG", images.png(pixels), f"{name}-rank-{k}.png", "image/png", f"_{SLUG}_png")
        layout.download(
            f"Factors of rank {k} (.npz)",
            compression_export.factors_npz(factors, k),
            f"{name}-rank-{k}.npz",
            "application/octet-stream",
            f"_{SLUG}_npz",
        )
        layout.download(
            "Curves (CSV)",
            compression_export.curves_csv(factors, measured),
            f"{name}-curves.csv",
            "text/csv",
            f"_{SLUG}_csv",
        )
    if seen.params.picture != pictures.OWN:
        layout.code(SLUG, compression_export.as_code(seen.params, k), f"{name}-rank-{k}")
    st.markdown("**The rank sweep as an animation**")
    kind = st.segmented_control("Format", ("GIF", "WEBP"), default="GIF", required=True, key=f"{SLUG}_format")
    wanted = f"{seen.key} {seen.params.top} {kind}"
    if st.button("Draw it", icon=":material/movie:", key=f"_{SLUG}_draw"):
        st.session_state[f"_{SLUG}_film"] = wanted
    if st.session_state.get(f"_{SLUG}_film") != wanted:
        return
    top = None if seen.params.top == "full" else int(seen.params.top)
    film = runs.work(f"film {wanted}", lambda: compression_export.animation(factors, kind, top))
    content = film.content.tobytes()
    st.image(content, caption=f"{len(content) / 1e6:.1f} MB", alt="The picture growing from rank 1", width=360)
    layout.download(
        f"{kind} ({len(content) / 1e6:.1f} MB)",
        content,
        f"{name}-ranks.{kind.lower()}",
        f"image/{kind.lower()}",
        f"_{SLUG}_film_file",
    )
