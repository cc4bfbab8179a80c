"""Fetch one of Keras's image sets into one plain .npz: ``python -m core.data.download NAME TARGET``.

It runs as a process of its own, so that a visitor who leaves ends it and TensorFlow's memory goes with it.
"""

import sys
from importlib import import_module

import numpy as np


def main(name: str, target: str) -> None:
    """Write x_train, y_train, x_test and y_test of keras.datasets; Keras checks what it downloads."""
    module = import_module(f"keras.datasets.{name.replace('-', '_')}")
    (x_train, y_train), (x_test, y_test) = module.load_data()
    with open(target, "wb") as file:
        np.savez(file, x_train=x_train, y_train=y_train.ravel(), x_test=x_test, y_test=y_test.ravel())


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Exception as error:
        sys.exit(str(error).splitlines()[0] if str(error) else type(error).__name__)
