"""The question that a visitor answers before looking, and the answer of the run."""

from functools import partial

from core.compression import storage
from core.compression.findings import decibels
from core.compression.svd import Factors
from core.gallery.quiz import Answer, Quiz, bracket

SIZES = ("less than a tenth", "a tenth to a half", "half to the same", "larger, or none reaches it")


def quiz(factors: Factors, k: int) -> Quiz:
    """The quiz of an image at rank `k`."""
    size = storage.half_floats(factors, k) / 1000
    question = f"rank {k} takes {size:.1f} kB as 16-bit floats. What part of that is a JPEG of the same PSNR?"
    return Quiz(question, SIZES, partial(jpeg_share, factors, k))


def jpeg_share(factors: Factors, k: int) -> Answer:
    """What part of the bytes of rank `k` takes a JPEG that is as close to the image?"""
    found = storage.at_rank(factors, k)
    if not found.jpeg:
        return SIZES[-1], f"No JPEG up to quality 95 reaches a PSNR of {decibels(found.psnr)} dB."
    share = found.jpeg / found.half_floats
    why = f"The JPEG takes {found.jpeg / 1000:.1f} kB: {share:.2f} times as much, at a PSNR of at least "
    return bracket(share, (0.1, 0.5, 1.0), SIZES), f"{why}{decibels(found.psnr)} dB."
