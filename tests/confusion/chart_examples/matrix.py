"""Examples of core/confusion/charts/matrix.py."""

import numpy as np

from core.confusion.charts import matrix as confusion

COUNTS = np.array([[8, 2, 0], [1, 9, 0], [3, 0, 7]])
DOT = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)

EXAMPLES = {
    "confusion_matrix": lambda: confusion.confusion_matrix(
        COUNTS, ("cat", "dog", "motorcycle"), selected=("cat", "dog"), hover={(0, 1): DOT}, shown={(0, 0): DOT}
    ),
}
