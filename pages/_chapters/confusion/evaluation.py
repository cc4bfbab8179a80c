"""The run that the page explores, with its labels and, where they are on this machine, its images."""

import numpy as np
import streamlit as st

from core.confusion import evaluation
from core.confusion.evaluation import Evaluation
from core.confusion.labels import Labels, LabelsParams
from core.confusion.params import ConfusionParams
from core.data import image_sets
from core.data.image_sets import ImageSet
from core.networks.training import Training, TrainingParams, train
from pages._shared import data, runs

WANTED = "_confusion_fetch"


def load(params: ConfusionParams) -> Evaluation:
    """Return the evaluation of the page's own run, computing what is missing."""
    name, training = params.dataset, params.training()
    if name in image_sets.REMOTE and not image_sets.is_local(name) and st.session_state.pop(WANTED, None) != name:
        run = runs.find("training", training, Training)
        labels = runs.find("labels", LabelsParams(dataset=name), Labels)
        if run is not None and labels is not None:
            _offer(name)
            return evaluated(training, run, labels.labels, None)
    images = data.load(name)
    run = runs.run("training", training, train, Training)
    return evaluated(training, run, images.y_test, images)


def finished(params: ConfusionParams) -> Evaluation | None:
    """Return the evaluation of other settings than the present ones, or None where it is not available."""
    run = runs.find("training", params.training(), Training)
    if run is None:
        return None
    if image_sets.is_local(params.dataset) or params.dataset not in image_sets.REMOTE:
        images = data.load(params.dataset)
        return evaluated(params.training(), run, images.y_test, images)
    labels = runs.find("labels", LabelsParams(dataset=params.dataset), Labels)
    return None if labels is None else evaluated(params.training(), run, labels.labels, None)


def evaluated(params: TrainingParams, run: Training, labels: np.ndarray, images: ImageSet | None) -> Evaluation:
    """Return the evaluation of a run, which all visitors share."""
    return _evaluated(params.canonical(), images is not None, run, labels, images)


@st.cache_resource(max_entries=8, show_spinner=False)
def _evaluated(
    params: TrainingParams, with_images: bool, _run: Training, _labels: np.ndarray, _images: ImageSet | None
) -> Evaluation:
    return evaluation.evaluate(_run, _labels, _images)


def _offer(name: str) -> None:
    size = image_sets.REMOTE[name].download_bytes / 1e6
    left, right = st.columns([4, 1], vertical_alignment="center")
    left.info(
        f"The images of {name} are not on this machine. The predictions for all test images are bundled, so every "
        f"number below is measured. To see the images, or to train other networks on them, download them first."
    )
    right.button(f"Download {size:.0f} MB", on_click=st.session_state.update, args=({WANTED: name},))
