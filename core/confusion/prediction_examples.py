"""What a file of own predictions may look like: an example of each format, and the Python that writes one."""

import io
import zipfile
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.charts import images
from core.confusion.predictions import Predictions

IMAGES = 200  # rows of the example that has images


@dataclass(frozen=True)
class Format:
    """One format: its title, how it is laid out, the Python that writes it, and the names of its example's files."""

    title: str
    layout: str
    script: str
    files: tuple[str, ...]


FORMATS = (
    Format(
        "Confidence (.csv)",
        "A line for each sample, with the columns `actual`, `predicted` and, if it is known, `confidence` (the "
        "probability of the predicted class, 0 to 1).",
        """import pandas as pd

table = pd.DataFrame({"actual": y_true, "predicted": y_pred, "confidence": confidence})
table.to_csv("predictions.csv", index=False)
""",
        ("confidence.csv",),
    ),
    Format(
        "Probabilities (.csv)",
        "The column `actual`, and a column with the probability of each class: `p_cat`, `prob_cat`, `p(cat)`, or the "
        "name of the class alone. Without a column `predicted`, the class of the highest probability is taken.",
        """import pandas as pd

table = pd.DataFrame(probabilities, columns=[f"p_{name}" for name in class_names])
table.assign(actual=y_true).to_csv("predictions.csv", index=False)
""",
        ("probabilities.csv",),
    ),
    Format(
        "Arrays (.npz)",
        "The arrays `actual`, and `predicted` with or without `confidence`, or `probabilities` of the shape (samples, "
        "classes), such as a model's `predict` returns. Classes are strings or whole numbers; `class_names` names "
        "the numbers.",
        """import numpy as np

np.savez_compressed("predictions.npz", actual=y_true, probabilities=probabilities, class_names=class_names)
""",
        ("probabilities.npz",),
    ),
    Format(
        "Images (.zip)",
        "A column `image` names a file of a .zip that is uploaded, too. Rows may lack an image: those of the mistakes "
        "are often enough.",
        """import shutil

table.assign(image=file_names).to_csv("predictions.csv", index=False)
shutil.make_archive("images", "zip", "folder_of_images")
""",
        ("with_images.csv", "images.zip"),
    ),
)


def example(file_name: str, found: Predictions) -> bytes:
    """Return the content of one of the files that `FORMATS` names, made from predictions with images."""
    samples, names = found.samples, np.array(found.class_names)
    assert samples.probabilities is not None
    labels = {"actual": names[samples.actual], "predicted": names[samples.predicted]}
    if file_name == "images.zip":
        return _images(found)
    if file_name == "probabilities.npz":
        buffer = io.BytesIO()
        np.savez_compressed(
            buffer,
            allow_pickle=False,
            actual=labels["actual"],
            probabilities=samples.probabilities.astype(np.float32),
            class_names=names,
        )
        return buffer.getvalue()
    if file_name == "probabilities.csv":
        table = pd.DataFrame(samples.probabilities.round(6), columns=[f"p_{name}" for name in names])
        table.insert(0, "actual", labels["actual"])
        return table.to_csv(index=False).encode()
    table = pd.DataFrame(labels | {"confidence": samples.confidence.round(6)})
    if file_name == "with_images.csv":
        table = table[:IMAGES].assign(image=[f"{i}.png" for i in range(IMAGES)])
    return table.to_csv(index=False).encode()


def _images(found: Predictions) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for i, pixels in enumerate(found.pixels(np.arange(IMAGES))):
            archive.writestr(f"{i}.png", images.png(pixels))
    return buffer.getvalue()
