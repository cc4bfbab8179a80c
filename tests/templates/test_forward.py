"""The NumPy forward pass against Keras."""

import numpy as np

from core.templates.weights import activations


def test_activations_equal_keras():
    from core.networks import classifiers as networks

    model = networks.build("hidden", (3, 4), 4, 9, seed=1)
    x = np.random.default_rng(0).random((5, 3, 4), dtype=np.float32)
    ours = activations(model.get_weights(), x.reshape(5, -1))[-1]
    np.testing.assert_allclose(ours, model(x).numpy(), atol=1e-5)
