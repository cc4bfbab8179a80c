"""What a visitor's own image set may look like: an example of each format, and the lines of Python that write one."""

import io
import zipfile
from dataclasses import dataclass

import numpy as np
from PIL import Image

from core.data import image_sets


@dataclass(frozen=True)
class Format:
    """One format: how it is laid out, the Python that writes it, and the name of its example."""

    ending: str
    layout: str
    script: str
    mime: str


FORMATS = (
    Format(
        "zip",
        "A folder for each class with its images, and optionally `train/` and `test/` above them. Grey or colour, any "
        "size: PNG, JPEG, WebP, TIFF, GIF or BMP.",
        """import shutil

# The folder "images" has a folder for each class: images/cat/1.jpg, images/dog/1.jpg, ...
shutil.make_archive("own", "zip", "images")
""",
        "application/zip",
    ),
    Format(
        "npz",
        "Arrays `x` and `y`, or `x_train`, `y_train`, `x_test` and `y_test`. Images have the shape (n, height, width) "
        "or (n, height, width, 3); labels are whole numbers or strings.",
        """import numpy as np

# images: (n, height, width) or (n, height, width, 3); labels: n whole numbers or strings
np.savez_compressed("own.npz", x=images, y=labels)
""",
        "application/octet-stream",
    ),
    Format(
        "csv",
        "A line for each image: a column `label` (or else the first column), and a column for each pixel of a square "
        "image, row by row. In colour, the red, green and blue value of a pixel follow each other.",
        """import pandas as pd

table = pd.DataFrame(images.reshape(len(images), -1))  # images: (n, side, side) or (n, side, side, 3)
table.insert(0, "label", labels)
table.to_csv("own.csv", index=False)
""",
        "text/csv",
    ),
)
PER_CLASS = {"zip": 40, "npz": 100, "csv": 40}


def example(ending: str) -> bytes:
    """Return an example of a format: four kinds of photo patches as .zip, else digits, the same number of each class.

    Raises
    ------
    KeyError
        When there is no such format.
    """
    count = PER_CLASS[ending]
    data = image_sets.load("photo-patches" if ending == "zip" else "mnist-5k")
    classes = range(4 if ending == "zip" else 10)
    chosen = np.sort(np.concatenate([np.flatnonzero(data.y_train == c)[:count] for c in classes]))
    images, labels = data.x_train[chosen], np.array(data.class_names)[data.y_train[chosen]]
    file = io.BytesIO()
    if ending == "npz":
        np.savez_compressed(file, x=images, y=labels)
    elif ending == "csv":
        lines = [",".join([label, *map(str, image.ravel())]) for image, label in zip(images, labels, strict=True)]
        file.write("\n".join([",".join(["label", *(f"pixel{i}" for i in range(images[0].size))]), *lines, ""]).encode())
    else:
        with zipfile.ZipFile(file, "w") as archive:
            for i, (image, label) in enumerate(zip(images, labels, strict=True)):
                content = io.BytesIO()
                Image.fromarray(image).save(content, "PNG")
                archive.writestr(f"images/{label}/{i}.png", content.getvalue())
    return file.getvalue()
