"""A .keras file of the host's folder, or an upload where the host allows it: chosen, and checked before it is used."""

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from core.data.image_sets import ImageSet
from core.networks.saved_models import ModelRefused, files
from core.networks.saved_models.inputs import SCALES, fitting, in_words
from core.networks.saved_models.runner import MEMORY_BYTES, SECONDS
from core.runs.params import fingerprint
from core.runs.text import literal
from pages._shared import controls, data

LIMITS = (
    f"The model is loaded and run in a process of its own, within {MEMORY_BYTES / 1e9:g} GB of memory and "
    f"{SECONDS / 60:g} minutes; no code of the file is run."
)


@dataclass(frozen=True)
class OwnModel:
    """A chosen file, or its content, and what it says of itself."""

    name: str
    content: Path | bytes
    described: files.Description

    @property
    def digest(self) -> str:
        """What results are kept under."""
        return fingerprint(self.content if isinstance(self.content, bytes) else self.content.read_bytes())


def chooser(prefix: str) -> OwnModel | None:
    """Show the controls of a model file, and return the chosen one; None, with the reason, where there is none.

    `prefix` begins the keys of the controls.
    """
    folder, found = files.models_folder(), files.saved_models(files.models_folder())
    model: Path | bytes | None = None
    name = ""
    both = bool(found) and files.uploads_allowed()
    left, right = st.columns(2) if both else (st.container(), st.container())
    if folder is not None and found:
        name = str(left.selectbox("Model file", found, key=f"{prefix}_file", bind="query-params"))
        model = folder / name
    if files.uploads_allowed():
        upload = right.file_uploader(
            "A .keras file", ["keras"], key=f"{prefix}_upload", max_upload_size=files.MAX_UPLOAD_BYTES // 1_000_000
        )
        if upload is not None:
            name, model = upload.name, upload.getvalue()
    if model is None:
        st.info(
            "Files come from a folder on the machine that runs this app: put .keras files there and name the folder "
            "in the environment variable NBB_MODELS_DIR before the app is started. Uploads are "
            + ("on." if files.uploads_allowed() else "off; NBB_ALLOW_MODEL_UPLOADS=1 switches them on.")
        )
        return None
    try:
        return OwnModel(name, model, files.describe(model))
    except ModelRefused as problem:
        st.warning(literal(problem))
        return None


def image_set(prefix: str, model: OwnModel) -> tuple[ImageSet, str] | None:
    """Show the controls of an image set whose images fit the model, and of the range of its pixels; return both.

    None, with the reason, where no set fits. Sets that this visitor brought to another page are offered too.
    """
    names = fitting(model.described.shape, st.session_state.get(controls.BROUGHT, ()))
    if not names:
        st.warning(
            f"The model takes images of {in_words(model.described.shape)}, and no image set here has that size. Choose "
            "“your own” as the data set on Weight Templates, with images of this size; then it can be chosen here too."
        )
        return None
    left, right = st.columns(2)
    name = str(left.selectbox("Image set", names, key=f"{prefix}_set", bind="query-params"))
    scale = str(
        right.segmented_control(
            "Pixels that the model expects",
            SCALES,
            default=SCALES[0],
            required=True,
            key=f"{prefix}_scale",
            bind="query-params",
        )
    )
    return data.load(name), scale


def warn_near_chance(accuracy: float, classes: int) -> None:
    """Say what may be wrong where a model gains less than a tenth of what lies between uniform guessing and 100 %."""
    if accuracy < 1 / classes + 0.1 * (1 - 1 / classes):
        st.warning(
            f"The model classifies {accuracy:.1%} correctly; uniform guessing reaches {1 / classes:.1%}. Perhaps it "
            "expects another range of pixels, other images, or the classes in another order."
        )
