"""One message from which a browser rebuilds every rank of an image by itself.

Sending U, S and V of a 512 x 512 colour image takes megabytes. One side is enough: the browser has the image A, so
with the vectors v_i it finds s_i·u_i itself, as (A − A_{i−1})·v_i. Measuring against the running remainder, and not
against A, also keeps the error of a rounded v_i in proportion to s_i; so the many faint components travel at 8 bit.

Layout: the header's length (4 bytes, little endian), the header (JSON), and a deflated body: the image, then for
every plane the scales (float32), the 16-bit vectors and the 8-bit vectors of the shorter side, one a row.
"""

import json
import struct
import zlib
from typing import Any

import numpy as np

from core.compression.quality import Quality
from core.compression.svd import Factors, energy, from_planes, rank_stops, to_planes

MAX_BYTES = 1_400_000
STATED_ERROR = 1  # grey levels: no shown pixel is further from the true rank-k image (tests measure it)
COARSE_ERROR = 4  # the same when an image like noise needs more components at 8 bit to fit
_FAINT = 2.0  # RMS grey levels; components below this travel at 8 bit
_DEEP, _SHALLOW = 32767, 127


def message(factors: Factors, extra: dict[str, Any]) -> bytes:
    """Pack an image and its vectors.

    Parameters
    ----------
    factors : Factors
    extra : dict
        JSON values that the browser needs beside the numbers: `id`, `start` and `top` rank, `palette`,
        `curves` (see `curve`) and, if wanted, `use`, the text of the button that reports the rank.

    Returns
    -------
    bytes
        At most about `MAX_BYTES`. An image of noise would need more; then more of its vectors travel at 8 bit, and
        the header's `error` says what that costs.
    """
    tall = factors.pixels.shape[0] >= factors.pixels.shape[1]
    bases = [right if tall else left.T for left, right in zip(factors.left, factors.right, strict=True)]
    faint = _FAINT
    while True:
        deep = [_deep(values, factors, faint) for values in factors.singular_values]
        body = zlib.compress(b"".join([_pixels(factors.pixels), *map(_plane, bases, deep)]), 6)
        if len(body) <= MAX_BYTES or not any(deep):
            break
        faint *= 2
    height, width = factors.pixels.shape[:2]
    header = {
        "height": height,
        "width": width,
        "channels": 1 if factors.pixels.ndim == 2 else 3,
        "tall": tall,
        "scheme": factors.scheme,
        "chroma": factors.chroma,
        "full": factors.full,
        "deep": deep,
        "stops": rank_stops(factors.full, 96).tolist(),
        "error": STATED_ERROR if faint == _FAINT else COARSE_ERROR,
    }
    return _assemble(header | extra, body)


def unpack(content: bytes) -> tuple[dict[str, Any], bytes]:
    """The header and the inflated body of a message."""
    (length,) = struct.unpack_from("<I", content)
    return json.loads(content[4 : 4 + length]), zlib.decompress(content[4 + length :])


def rebuild(content: bytes, ranks: list[int]) -> list[np.ndarray]:
    """Do in float32 what the browser does with a `message`: the images of ascending `ranks`, grey levels, not cut."""
    header, body = unpack(content)
    channels = header["channels"]
    shape = (header["height"], header["width"], *((3,) if channels == 3 else ()))
    at = int(np.prod(shape))
    codes = np.frombuffer(body, np.uint8, at).reshape(header["height"], -1, channels)
    pixels = np.cumsum(codes, axis=1, dtype=np.uint8).reshape(shape)
    films: list[list[np.ndarray]] = []
    for plane, deep in zip(to_planes(pixels, header["scheme"]), header["deep"], strict=True):
        upright = (plane if header["tall"] else plane.T).astype(np.float32)
        basis, at = _read_plane(body, at, header["full"], upright.shape[1], deep)
        fewer = header["scheme"] == "YCbCr" and bool(films)
        approximation, held, film = np.zeros_like(upright), 0, []
        for k in ranks:
            rank = max(1, (2 * k + header["chroma"]) // (2 * header["chroma"])) if fewer else k
            for vector in basis[held:rank]:
                approximation += np.outer((upright - approximation) @ vector, vector)
            held = rank
            film.append((approximation if header["tall"] else approximation.T).astype(float))
        films.append(film)
    return [from_planes(planes, shape, header["scheme"]) for planes in zip(*films, strict=True)]


def _read_plane(body: bytes, at: int, full: int, short: int, deep: int) -> tuple[np.ndarray, int]:
    scales = np.frombuffer(body, "<f4", full, at)
    at += 4 * full
    fine = np.frombuffer(body, "<i2", deep * short, at).reshape(deep, short).astype(np.float32)
    at += 2 * deep * short
    coarse = np.frombuffer(body, "i1", (full - deep) * short, at).reshape(-1, short).astype(np.float32)
    at += (full - deep) * short
    basis = np.concatenate([fine, coarse]) * scales[:, None]
    lengths = np.linalg.norm(basis, axis=1, keepdims=True)
    return basis / np.where(lengths > 0, lengths, 1), at


def _deep(values: np.ndarray, factors: Factors, faint: float) -> int:
    """How many leading components have an RMS of at least `faint` grey levels over the image."""
    pixels = factors.pixels.shape[0] * factors.pixels.shape[1]
    return int((values / np.sqrt(pixels) >= faint).sum())


def _plane(basis: np.ndarray, deep: int) -> bytes:
    """Scales and codes of the rows of `basis`, `deep` of them at 16 bit."""
    largest = np.abs(basis).max(axis=1)
    steps = np.where(np.arange(len(basis)) < deep, _DEEP, _SHALLOW)
    scales = np.where(largest > 0, largest, 1.0) / steps
    codes = np.rint(basis / scales[:, None])
    return scales.astype("<f4").tobytes() + codes[:deep].astype("<i2").tobytes() + codes[deep:].astype("i1").tobytes()


def _pixels(pixels: np.ndarray) -> bytes:
    """Differences to the left neighbour, modulo 256: they deflate far better than the pixels."""
    before = np.zeros_like(pixels)
    before[:, 1:] = pixels[:, :-1]
    return (pixels - before).tobytes()


def _assemble(header: dict[str, Any], body: bytes) -> bytes:
    head = json.dumps(header, allow_nan=False).encode()
    return struct.pack("<I", len(head)) + head + body


def curve(title: str, ranks: np.ndarray, values: np.ndarray, **options: Any) -> dict[str, Any]:
    """A curve over the rank for the header's `curves`.

    `options`: `log` for a logarithmic axis; `readout` names a number beside the slider, which is the curve's value
    there times `factor`, with `digits` decimals and a `unit`. Infinite values become gaps.
    """
    numbers = [float(f"{value:.6g}") if np.isfinite(value) else None for value in values]
    return {"title": title, "ranks": [int(k) for k in ranks], "values": numbers, **options}


def image_curves(factors: Factors, quality: Quality | None) -> list[dict[str, Any]]:
    """Singular values (of all planes together) and energy by rank, and PSNR and SSIM where they are known."""
    ranks = np.arange(1, factors.full + 1)
    together = np.sqrt(np.sum([values**2 for values in factors.singular_values], axis=0))
    curves = [
        curve("Singular values", ranks, together, log=True),
        curve("Energy kept", ranks, energy(factors), readout="Energy kept", factor=100, digits=2, unit=" %"),
    ]
    if quality is not None:
        curves += [
            curve("PSNR, dB", quality.ranks, quality.psnr, readout="PSNR", digits=1),
            curve("SSIM", quality.ranks, quality.ssim, readout="SSIM", digits=3),
        ]
    return curves
