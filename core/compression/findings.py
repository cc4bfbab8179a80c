"""The sentences of the page: results in, text out. Each follows from its numbers at every setting."""

from collections.abc import Sequence

import numpy as np

from core.compression import quality
from core.compression.storage import AtRank, File, Schemes
from core.compression.svd import Factors, break_even, energy, frobenius_error, stored_numbers
from core.compression.trained_layers import LayerStudy
from core.gallery.findings import Finding

GOOD = 40.0  # dB: a root mean square error of 255 / 100 grey levels


def decibels(psnr: float) -> str:
    """Return a PSNR as text; that of equal images has no end."""
    return f"{psnr:.1f}" if np.isfinite(psnr) else "∞"


def share(value: float, digits: int = 2) -> str:
    """Return a share as a percentage: 100 % is all, 0 % is nothing, and what lies near them is not rounded to them."""
    text, least = f"{100 * value:.{digits}f}", 10.0**-digits
    if value < 1 and text == f"{100:.{digits}f}":
        return f"more than {100 - least:.{digits}f} %"
    if value > 0 and text == f"{0:.{digits}f}":
        return f"less than {least:.{digits}f} %"
    return f"{text} %"


def at_rank(factors: Factors, k: int, found: AtRank) -> Finding:
    """Say what rank `k` keeps, how close it is and what it takes, compared with JPEG and PNG."""
    kept, numbers = energy(factors)[k - 1], stored_numbers(factors, k)
    near = (
        f"reaches a PSNR of {found.psnr:.1f} dB (SSIM {found.ssim:.3f})"
        if np.isfinite(found.psnr)
        else "shows exactly the pixels of the image"
    )
    wanted = "of at least this PSNR" if np.isfinite(found.psnr) else "without any error"
    jpeg = (
        f"A JPEG {wanted} takes **{found.jpeg / 1000:.1f} kB**"
        if found.jpeg
        else f"No JPEG up to quality 95 {'reaches this PSNR' if np.isfinite(found.psnr) else 'is without any error'}"
    )
    even = break_even(factors)
    above = (
        f" Above rank {even} the factors hold more numbers than the image has values." if even < factors.full else ""
    )
    return Finding(
        f"**Rank {k}** keeps {share(kept)} of the energy and {near}. It stores {numbers:,} numbers instead of "
        f"{factors.pixels.size:,}, which are **{found.half_floats / 1000:.1f} kB** as 16-bit floats. {jpeg}; a "
        f"lossless PNG takes {found.png / 1000:.1f} kB.{above}"
    )


def energy_and_error(factors: Factors, k: int, good: int, good_psnr: float, first_psnr: float) -> Finding:
    """Compare what the energy says with what PSNR says, and give the error of rank `k`.

    `good` is the rank found for `GOOD` dB, `good_psnr` what it reaches, `first_psnr` what rank 1 reaches.
    """
    kept = energy(factors)[0]
    text = f"Rank 1 alone keeps **{share(kept, 1)}** of the energy, at a PSNR of {decibels(first_psnr)} dB. "
    if good_psnr >= GOOD:
        text += (
            f"{GOOD:g} dB, a root mean square error of {255 / 10 ** (GOOD / 20):.2f} grey levels, is reached at rank "
            f"**{good}** of {factors.full}. "
        )
    else:
        text += f"No rank that was tried reaches {GOOD:g} dB here; rank {good} reaches {good_psnr:.1f} dB. "
    error = frobenius_error(factors, k)
    numbers = sum(len(left) * right.shape[1] for left, right in zip(factors.left, factors.right, strict=True))
    ycbcr = len(factors.ranks(k)) == 3 and factors.scheme == "YCbCr"
    where = " over brightness and colour differences" if ycbcr else ""
    return Finding(
        f"{text}At rank {k} the root mean square error{where} is {error / np.sqrt(numbers):.2f} grey levels before "
        f"rounding. Its square, times the {numbers:,} pixel values, is the sum of the squared singular values that are "
        "left out."
    )


EXACT = Finding("Rank 1 already shows exactly the pixels of this image, so there is nothing to compare.")


def component_shares(factors: Factors, plane: int, shown: int) -> Finding:
    """Say what one component is, and which share of the energy the first ones hold."""
    squares = factors.singular_values[plane] ** 2
    total = sum(float((values**2).sum()) for values in factors.singular_values)
    text = (
        "Each component is one column u (the curve at its left) times one row v (the curve above it) times one number "
        "s. So all its rows are multiples of one another, and so are all its columns."
    )
    if total == 0:
        return Finding(f"{text} This image is black: every s is 0.")
    of = "the energy" if len(factors.singular_values) == 1 else "the energy of all channels"
    return Finding(
        f"{text} The first holds {share(squares[0] / total, 1)} of {of}; the {shown} shown together hold "
        f"{share(squares[:shown].sum() / total, 1)}."
    )


def sizes(factors: Factors, k: int, present: Sequence[File]) -> Finding:
    """Compare stored numbers with bytes, and the 8-bit factors (the first of `present`) with a JPEG of their PSNR."""
    eight, floats, *near = present
    numbers = stored_numbers(factors, k)
    text = (
        f"Rank {k} stores {numbers:,} numbers for {factors.pixels.size:,} pixel values of one byte each: "
        f"{4 * numbers / 1000:.1f} kB as 32-bit floats, {floats.size / 1000:.1f} kB as 16-bit floats, and "
        f"{eight.size / 1000:.1f} kB rounded to 8 bit and deflated. "
    )
    if not near:
        return Finding(f"{text}No JPEG up to quality 95 reaches the {decibels(eight.psnr)} dB of the 8-bit factors.")
    jpeg = near[0]
    if jpeg.size == eight.size:
        return Finding(f"{text}A JPEG of at least their PSNR takes as many bytes as the 8-bit factors.")
    if jpeg.size > eight.size:
        return Finding(
            f"{text}A JPEG of at least their PSNR takes **{jpeg.size / eight.size:.1f} times** the bytes of the 8-bit "
            "factors: few products of a column and a row describe this image well."
        )
    return Finding(
        f"{text}The 8-bit factors take **{eight.size / jpeg.size:.1f} times** the bytes of a JPEG of at least their "
        "PSNR. The SVD is the best sum of products of a column and a row, but JPEG is not restricted to such sums."
    )


def colour_schemes(found: Schemes, names: list[str], size: int) -> Finding:
    """Compare the ways to treat colour where at most a tenth, and at most nine tenths, of the numbers are stored."""
    few = found.within(0.1 * size)
    there = [(name, row) for name, row in zip(names, few, strict=True) if row is not None]
    parts = []
    if there:
        listed = ", ".join(f"{name} {decibels(row[2])} dB (SSIM {row[3]:.3f})" for name, row in there)
        parts.append(f"With at most a tenth of the image's {size:,} numbers: {listed}.")
        parts.append(f"{_leader(few, names, 2, 'PSNR')} {_leader(few, names, 3, 'SSIM')}")
    else:
        parts.append(f"A tenth of the image's {size:,} numbers is less than rank 1 takes.")
    many = found.within(0.9 * size)
    if sum(row is not None for row in many) > 1:
        parts.append(f"With at most nine tenths of them: {_leader(many, names, 2, 'PSNR').replace('By', 'by', 1)}")
    if found.chroma > 1 and many[1] is not None and many[0] is not None and many[1][2] < many[0][2]:
        parts.append("YCbCr stores fewer components for colour, and what they would add is missing at every rank.")
    return Finding(" ".join(parts))


def _leader(rows: list[np.ndarray | None], names: list[str], column: int, measure: str) -> str:
    """Say which way is ahead by a measure, and of which it is ahead; ties as shown are ties."""
    fitting = [(float(row[column]), name) for row, name in zip(rows, names, strict=True) if row is not None]
    ranked = sorted(fitting, key=lambda pair: -pair[0])
    words = [decibels(value) + " dB" if column == 2 else f"{value:.3f}" for value, _ in ranked]
    if len(ranked) == 1:
        return f"By {measure} only {ranked[0][1]} fits: {words[0]}."
    if words[0] == words[1]:
        tied = " and ".join(name for (_, name), word in zip(ranked, words, strict=True) if word == words[0])
        return f"By {measure} {tied} are equal ({words[0]})."
    return f"By {measure} **{ranked[0][1]}** is ahead with {words[0]}, before {ranked[1][1]} with {words[1]}."


def trained_layer(study: LayerStudy, before: np.ndarray, data: str, tested: int) -> Finding:
    """Say which rank a trained layer needs, and how training changed its singular values (from `before`)."""
    inputs, units = study.weights.shape
    full, needed, after = len(study.singular_values), study.needed, study.singular_values
    whole = f"its accuracy of {share(study.accuracy[-1], 1)} on {tested:,} test images of {data}"
    text = f"This layer has {inputs} × {units} weights, so its rank is at most {full}. "
    if needed == 0:
        text += f"Even without its weights the network stays within one percentage point of {whole}. "
    else:
        kept = float(study.energy[needed - 1])
        text += (
            f"From rank **{needed}** on, the network stays within one percentage point of {whole}. That rank keeps "
            f"{share(kept, 0)} of the energy of the weights, in {needed * (inputs + units + 1):,} numbers instead of "
            f"{inputs * units:,}. "
        )
    if needed == full:
        text += "So the network needs every component of this layer. "
    return Finding(
        f"{text}During training the largest singular value went from {before[0]:.2f} to {after[0]:.2f}, the median "
        f"from {np.median(before):.2f} to {np.median(after):.2f}."
    )


def good_rank(factors: Factors) -> tuple[int, float, float]:
    """Return the rank found for `GOOD` dB, the PSNR it reaches, and the PSNR of rank 1."""
    rank = quality.rank_for(factors, "PSNR", GOOD)
    return rank, quality.psnr_at(factors, rank), quality.psnr_at(factors, 1)
