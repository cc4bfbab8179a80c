"""Rough seconds that a training takes, from its settings alone.

The constants were fitted to trainings of 1 to 20 epochs on two cores of a cloud machine (AMD EPYC, AVX-512) with
TensorFlow imported. Estimates and measured seconds agree within a factor of `core.runs.request.MARGIN`.
"""

from core.data.image_sets import size_of

START = 0.3  # building the graph
NUMBER = 4e-9  # to gather and scale one number of an image
MULTIPLY = 4.5e-11  # one weight times one number, forward, and both products backward
STEP = 1.3e-4  # of the optimizer, without its weights
UPDATE = 2.6e-9  # one weight of a step of the optimizer


def training_seconds(
    dataset: str, parameters: int, multiplications: int, batch_size: int, epochs: int, networks: int = 1
) -> float:
    """Return an estimate for a training of `networks` equal networks side by side.

    Parameters
    ----------
    multiplications
        Of one network for one image; of a dense network as many as it has parameters.
    """
    size = size_of(dataset)
    images = epochs * networks * (size.train + size.test / 3)  # a test image goes forward only
    steps = epochs * -(-size.train // batch_size)
    return (
        START
        + images * (NUMBER * size.values + MULTIPLY * multiplications)
        + steps * (STEP + UPDATE * parameters * networks)
    )
