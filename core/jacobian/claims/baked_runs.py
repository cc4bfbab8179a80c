"""The baked runs that the claims are measured on."""

from typing import Any

import numpy as np

from core.gallery.topic import Recipe
from core.jacobian import contractive, experiments, imagenet_bundle, pretrained_measurement, steepness
from core.jacobian.contractive import ContractiveParams, ContractiveRun
from core.jacobian.experiments import JacobianRun
from core.jacobian.imagenet_bundle import Bundle
from core.jacobian.pretrained import PretrainedParams, PretrainedRun
from core.jacobian.steepness import SteepnessParams, SteepnessStudy
from core.jacobian.training import JacobianParams, build
from core.runs import archive

Weights = list[np.ndarray]
DEFAULT = "The page's own network: five convolutions on photograph patches, 16 test images that it classifies correctly"
STATES = ("trained", "untrained")


def page_run() -> JacobianRun:
    """The page's default run."""
    params = JacobianParams()
    return archive.load(Recipe("jacobian", params, experiments.compute).path, JacobianRun, params=JacobianParams)


def page_network(run: JacobianRun) -> tuple[Any, dict[str, Weights], np.ndarray]:
    """The Keras model of a run, its weights by state, and the images at which it was measured, in [0, 1].

    The seed of the run fixes the untrained weights, so that they need not be stored.
    """
    model = build(run.params, run.pictures.shape[1:], int(run.outputs[-1]))
    return (
        model,
        {"trained": list(run.weights), "untrained": model.get_weights()},
        run.pictures.astype(np.float32) / 255,
    )


def pretrained_run(net: str) -> PretrainedRun:
    """SqueezeNet or the network on CIFAR-10."""
    path = Recipe("jacobian_elsewhere", PretrainedParams(net=net), pretrained_measurement.compute).path
    return archive.load(path, PretrainedRun, params=PretrainedParams)


def efficientnet() -> Bundle:
    """EfficientNet-Lite0's spectra, at as many photographs as are bundled."""
    return imagenet_bundle.load()


def steepness_study() -> SteepnessStudy:
    """The networks that differ in one setting each."""
    path = Recipe("jacobian_steepness", SteepnessParams(), steepness.compute).path
    return archive.load(path, SteepnessStudy, params=SteepnessParams)


def encoder(params: ContractiveParams) -> ContractiveRun:
    """One auto-encoder."""
    path = Recipe("jacobian_contractive", params, contractive.compute).path
    return archive.load(path, ContractiveRun, params=ContractiveParams)
