"""The article's figure of the camera image at ranks 1 to 50 (D15), compared with other photographs and with noise."""

import numpy as np

from core.compression.findings import decibels, share
from core.compression.quality import psnr_at
from core.compression.svd import Factors, decompose, energy
from core.data import pictures
from core.gallery import judging
from core.gallery.claims import Judgement, Numbers, claims_on
from core.gallery.findings import Verdict
from core.gallery.judging import grade
from core.runs.progress import Step, Work

RANKS = (1, 2, 5, 10, 20, 50)
# Photographs, in grey; drawings, sheets and single letters are left out.
OTHERS = ("coins", "moon", "clock", "brick wall", "grass", "gravel", "astronaut", "coffee cup", "cat", "rocket")
GOOD, FAIR = 25.0, 20.0  # dB
RUNS = (
    "SVDs of scikit-image's camera (512 × 512), of ten other photographs in grey, and of the camera's shuffled pixels"
)


def measure() -> Work[dict[str, np.ndarray]]:
    """Measure energy and PSNR at six ranks of the camera, of other photographs, and of the camera's shuffled pixels."""
    camera = pictures.load("camera")
    shuffled = np.random.default_rng(0).permutation(camera.ravel()).reshape(camera.shape)
    found = {"camera": curve(decompose(camera)), "shuffled": curve(decompose(shuffled))}
    others = []
    for number, name in enumerate(OTHERS):
        yield Step(number, len(OTHERS), message=f"Decomposing {name}")
        others.append(curve(decompose(pictures.load(name), "grey")))
    return found | {"others": np.array(others)}


def curve(factors: Factors) -> np.ndarray:
    """Energy kept and PSNR in dB at `RANKS`, (ranks, 2)."""
    kept = energy(factors)
    return np.array([[kept[rank - 1], psnr_at(factors, rank)] for rank in RANKS])


def present(factors: Factors) -> dict[str, Judgement]:
    """Apply the criterion to the image that the page shows, if it has all of `RANKS` and is exact at none."""
    if factors.full < RANKS[-1]:
        return {}
    found = curve(factors)
    if not np.isfinite(found).all():
        return {}
    return {"D15": Judgement(_verdict(found), _numbers(found, "this image"), "")}


def _verdict(found: np.ndarray) -> Verdict:
    kept, quality = found.T
    rises = bool((np.diff(kept) > 0).all() and (np.diff(quality) > 0).all())
    return grade(rises and kept[-1] > 0.99 and quality[-1] > GOOD, quality[-1] > FAIR)


def _numbers(found: np.ndarray, name: str) -> str:
    kept, quality = found.T
    return (
        f"At rank {' / '.join(map(str, RANKS))} {name} keeps {' / '.join(share(value, 1) for value in kept)} of the "
        f"energy, with a PSNR of {' / '.join(decibels(value) for value in quality)} dB."
    )


def d15(n: Numbers) -> Judgement:
    others = judging.mean(n["others"][:, -1, 1])
    return Judgement(
        _verdict(n["camera"]),
        f"{_numbers(n['camera'], 'the camera image')} At rank {RANKS[-1]} ten other "
        f"photographs reach {others:.1f} dB, the camera's pixels in random order {n['shuffled'][-1, 1]:.1f} dB.",
        "“Turns into the photograph” was taken as 99 % of the energy and 25 dB at rank 50. It is the same image "
        "every time, so there is no interval."
        + (" Without the image's structure rank 50 is not enough." if n["shuffled"][-1, 1] < GOOD else ""),
    )


MEASURES = {"camera": measure}
CLAIMS = (
    claims_on("compression", "camera", RUNS)(
        "D15",
        "figure",
        "Animation of the camera image, ranks 1 to 50",
        "As its rank grows from 1 to 50, the approximation of the camera image turns into the photograph.",
        "Energy and PSNR rise at each of six ranks, and rank 50 keeps more than 99 % of the energy with a "
        "PSNR above 25 "
        "dB (above 20 dB: a part). One image: no interval.",
        "ten other photographs, and the camera's pixels in random order",
        d15,
        top="50",
        rank="50",
        tab="Quality by rank",
    ),
)
