"""Sixteen photographs of ImageNet's classes: four of scikit-image, and twelve bundled ones in the public domain."""

import numpy as np
from PIL import Image

from core.data import pictures
from core.data.image_sets import ASSETS
from core.networks import imagenet

# What each photograph shows, in ImageNet's words; several where the photograph does not decide between classes.
# ImageNet has no motorcycle, one horse (a sorrel) and one penguin (a king penguin).
EXPECTED = {
    "coffee cup": ("espresso",),
    "cat": ("tabby", "tiger cat", "Egyptian cat"),
    "rocket": ("missile", "projectile", "space shuttle"),
    "motorcycle": ("moped", "motor scooter"),
    "taxis": ("cab",),
    "burger": ("cheeseburger",),
    "beagle": ("beagle",),
    "tabby": ("tabby", "tiger cat"),
    "space-shuttle": ("space shuttle",),
    "pizza": ("pizza",),
    "race-horse": ("sorrel",),
    "airliner": ("airliner",),
    "elephant": ("African elephant", "Indian elephant", "tusker"),
    "penguin": ("king penguin",),
    "bakery": ("bakery",),
    "burrito": ("burrito",),
}
NAMES = tuple(EXPECTED)
OF_SCIKIT_IMAGE = NAMES[:4]


def load(photograph: str, side: int = imagenet.SIDE) -> np.ndarray:
    """Return one of NAMES as the network sees it: (side, side, 3) uint8."""
    if photograph in OF_SCIKIT_IMAGE:
        return imagenet.middle_square(pictures.load(photograph), side)
    with Image.open(ASSETS / "data" / "photographs" / f"{photograph}.jpg") as image:
        return imagenet.middle_square(np.asarray(image.convert("RGB")), side)


def expected(predictions: np.ndarray) -> np.ndarray:
    """Return whether predictions (..., photographs), indices of classes, are among those that EXPECTED names."""
    names = np.array(imagenet.class_names())
    shown = [np.isin(names, classes) for classes in EXPECTED.values()]
    return np.stack([of[predictions[..., i]] for i, of in enumerate(shown)], axis=-1)
