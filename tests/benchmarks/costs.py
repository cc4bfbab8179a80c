"""``python -m tests.benchmarks.costs [NAME PART ...]``: estimated and measured seconds of runs of every engine.

The constants of all `seconds` were fitted to this table; measure it again on another machine, or after an engine has
become faster.
"""

import sys
import time
from collections.abc import Iterator

from core.boundaries import seeds
from core.boundaries import training as boundaries
from core.boundaries.params import BoundaryParams
from core.compression import quality
from core.compression.svd import CompressionParams
from core.jacobian import contractive, epochs, experiments, imagenet, imagenet_amplify, imagenet_noise, layerwise
from core.jacobian.training import JacobianParams
from core.networks import training
from core.networks.training import TrainingParams
from core.runs.progress import drain
from core.runs.request import MARGIN, Request
from core.semantics import run as semantics
from core.semantics import similarity
from core.semantics.params import SemanticsParams
from core.templates import capacity, seed_sensitivity
from core.templates.capacity import CapacityParams
from core.templates.seed_sensitivity import SeedSensitivityParams

RANDOM = {"world": "random", "items": 40, "properties": 100}
DENSE = {"dataset": "mnist-5k", "net": "mlp", "depth": 4, "width": 64}


def requests() -> Iterator[Request]:
    """Small and large runs of every engine, each of less than a minute, and none too large for the usual limits."""
    for values in ({"epochs": 1}, {}, {"batch_size": 10}, {"architecture": "hidden", "hidden": 512, "epochs": 10}):
        yield training.request(TrainingParams(**values))
    for values in ({"epochs": 2}, {"epochs": 1, "dataset": "photo-patches"}):
        yield training.request(TrainingParams(architecture="cnn", hidden=64, **values))
    for values in ({}, {"width": 800, "epochs": 3}, {"width": 300, "depth": 8, "epochs": 2}):
        yield capacity.request(CapacityParams(**values))
    for values in ({}, {"architecture": "hidden", "nets": 10, "epochs": 10}):
        yield seed_sensitivity.request(SeedSensitivityParams(**values))
    for values in ({}, {"steps": 20_000}, {"layers": 8, "units": 64, "steps": 1000}, {"n": 2000}):
        yield boundaries.request(BoundaryParams(**values))
    for values in ({}, {"n": 2000, "steps": 1000}, {"layers": 4, "units": 32, "steps": 300}):
        yield seeds.request(BoundaryParams(**values))
    for values in ({"steps": 5000}, {"depth": 6, "hidden": 128, "seeds": 10, "steps": 100}, {"seeds": 50}):
        yield semantics.request(SemanticsParams(**RANDOM, **values))
    yield similarity.request(similarity.sweep_params(SemanticsParams(**RANDOM)))
    for picture in ("camera", "astronaut"):
        yield quality.request(CompressionParams(picture=picture))
    for values in ({}, {"depth": 8, "width": 128}):
        yield experiments.request(JacobianParams(**DENSE | values, epochs=1))
    yield experiments.request(JacobianParams(epochs=1))
    yield epochs.request(JacobianParams(epochs=1))
    yield layerwise.request(JacobianParams(epochs=1))
    yield contractive.request(contractive.ContractiveParams(hidden=512, epochs=2))
    yield imagenet.request(imagenet.DirectionParams())
    yield imagenet_amplify.request(imagenet_amplify.AmplifyParams())
    yield imagenet_noise.request(imagenet_noise.NoiseParams())


def main(parts: list[str]) -> None:
    """Print a line a run, marked where the estimate of more than a second is wrong by more than MARGIN."""
    drain(training.request(TrainingParams(epochs=1)).start())  # starts TensorFlow
    for request in requests():
        if parts and not any(part in request.name for part in parts):
            continue
        started = time.perf_counter()
        drain(request.start())
        took, estimated = time.perf_counter() - started, request.seconds()
        wrong = max(took, estimated) > 1 and not 1 / MARGIN < estimated / took < MARGIN
        print(f"{request.name:24} {estimated:7.2f} s, measured {took:7.2f} s {'!' * wrong} {request.params.slug()}")


if __name__ == "__main__":
    main(sys.argv[1:])
