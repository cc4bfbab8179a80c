"""The run that the page explores, with its labels and, where they are on this machine, its images."""

import numpy as np
import streamlit as st

from core.confusion import evaluation, labels
from core.confusion.evaluation import Evaluation
from core.confusion.labels import LabelsParams
from core.confusion.params import ConfusionParams
from core.data import image_sets
from core.data.image_sets import ImageSet
from core.networks import training
from core.networks.training import Training, TrainingParams
from pages._shared import data, runs, share

NO_IMAGES = (
    "The images of {name} are not on this server. The predictions for all test images are bundled, so every number "
    "below is measured. To see the images, or to train other networks on them, download them first."
)


def load(params: ConfusionParams) -> Evaluation:
    """Return the evaluation of the page's own run, computing what is missing."""
    name, request = params.dataset, training.request(params.training())
    if name in image_sets.REMOTE and not image_sets.is_local(name):
        run, known = runs.find(request), runs.find(labels.request(LabelsParams(dataset=name)))
        if run is not None and known is not None and not data.available(name, NO_IMAGES.format(name=name)):
            return evaluated(params.training(), run, known.labels, None)
    run = runs.ask(request)
    images = data.load(name)
    return evaluated(params.training(), run, images.y_test, images)


def bundled() -> Evaluation:
    """Return the evaluation of the bundled network of digits."""
    params = TrainingParams()
    images = image_sets.load(params.dataset)
    return evaluated(params, runs.ask(training.request(params)), images.y_test, images)


def finished(params: ConfusionParams) -> Evaluation | None:
    """Return the evaluation of pinned settings, or offer to compute it again and return None."""
    run = share.again(training.request(params.training()))
    if run is None:
        return None
    if image_sets.is_local(params.dataset) or params.dataset not in image_sets.REMOTE:
        images = data.load(params.dataset)
        return evaluated(params.training(), run, images.y_test, images)
    known = runs.find(labels.request(LabelsParams(dataset=params.dataset)))
    return None if known is None else evaluated(params.training(), run, known.labels, None)


def evaluated(params: TrainingParams, run: Training, labels: np.ndarray, images: ImageSet | None) -> Evaluation:
    """Return the evaluation of a run, which all visitors share."""
    return _evaluated(params.canonical(), images is not None, run, labels, images)


@st.cache_resource(max_entries=8, show_spinner=False)
def _evaluated(
    params: TrainingParams, with_images: bool, _run: Training, _labels: np.ndarray, _images: ImageSet | None
) -> Evaluation:
    return evaluation.evaluate(_run, _labels, _images)
