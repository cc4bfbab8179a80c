"""Files to take away: the rank sweep as an animation, the factors, the curves."""

import csv
import io
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from core.charts import video
from core.compression.quality import Quality
from core.compression.svd import Factors, energy, rank_stops, stored_numbers, sweep, to_pixels
from core.runs.progress import Step, Work

_FRAMES = 40
_MILLISECONDS, _LAST_MILLISECONDS = 120, 1500
_STRIP = 22  # pixels under the image for the rank


@dataclass(frozen=True)
class Animation:
    """An animated image file, its bytes as an array of uint8."""

    content: np.ndarray


def animation(factors: Factors, kind: str, top: int | None = None) -> Work[Animation]:
    """The image from rank 1 to `top` (full by default), the rank written below, as an endless GIF or WebP, or as MP4.

    Parameters
    ----------
    factors : Factors
    kind : {"GIF", "WEBP", "MP4"}
    top : int, optional

    Yields
    ------
    Step
        One a frame, and one while the file is written.
    """
    ranks = [int(k) for k in rank_stops(min(top or factors.full, factors.full), _FRAMES)]
    frames = []
    for k, values in zip(ranks, sweep(factors, ranks), strict=True):
        frames.append(_labelled(to_pixels(values), f"rank {k} of {factors.full}"))
        yield Step(len(frames), len(ranks) + 1, {"rank": k}, "Drawing the frames")
    yield Step(len(ranks), len(ranks) + 1, message=f"Writing the {kind}")
    if kind == "MP4":
        pixels = np.stack([np.asarray(frame.convert("RGB")) for frame in frames])
        return Animation(np.frombuffer(video.mp4(pixels, len(frames) * _MILLISECONDS / 1000), np.uint8))
    buffer = io.BytesIO()
    options = {"quality": 80, "method": 2} if kind == "WEBP" else {"optimize": False}
    durations = [_MILLISECONDS] * (len(frames) - 1) + [_LAST_MILLISECONDS]
    frames[0].save(buffer, kind, save_all=True, append_images=frames[1:], duration=durations, loop=0, **options)
    return Animation(np.frombuffer(buffer.getvalue(), np.uint8))


def _labelled(pixels: np.ndarray, words: str) -> Image.Image:
    height, width = pixels.shape[:2]
    frame = Image.new("RGB" if pixels.ndim == 3 else "L", (width, height + _STRIP))
    frame.paste(Image.fromarray(pixels))
    white = (255, 255, 255) if pixels.ndim == 3 else 255
    ImageDraw.Draw(frame).text((6, height + 4), words, fill=white, font=ImageFont.load_default(13))
    return frame


def factors_npz(factors: Factors, k: int) -> bytes:
    """U, s and Vᵀ of rank `k` as a compressed .npz, float32: plane 0's are left_0, singular_values_0, right_0, ..."""
    arrays: dict[str, np.ndarray] = {}
    for p, rank in enumerate(factors.ranks(k)):
        arrays[f"left_{p}"] = factors.left[p][:, :rank].astype(np.float32)
        arrays[f"singular_values_{p}"] = factors.singular_values[p][:rank].astype(np.float32)
        arrays[f"right_{p}"] = factors.right[p][:rank].astype(np.float32)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, scheme=np.array(factors.scheme), **arrays)
    return buffer.getvalue()


def curves_csv(factors: Factors, quality: Quality) -> str:
    """One line a rank: singular values by plane, energy, stored numbers, and PSNR and SSIM where they were measured."""
    planes = range(len(factors.singular_values))
    measured = {int(k): (p, s) for k, p, s in zip(quality.ranks, quality.psnr, quality.ssim, strict=True)}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["rank", *(f"singular_value_{p}" for p in planes), "energy", "stored_numbers", "psnr_db", "ssim"])
    for k, kept in enumerate(energy(factors), start=1):
        values = [f"{factors.singular_values[p][k - 1]:.9g}" for p in planes]
        measures = [f"{value:.6g}" for value in measured.get(k, ())] or ["", ""]
        writer.writerow([k, *values, f"{kept:.9g}", stored_numbers(factors, k), *measures])
    return text.getvalue()
