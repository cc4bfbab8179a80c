"""Adam on a dense softmax network in points-first NumPy arrays of float64: a second implementation, for tests."""

from itertools import pairwise

import numpy as np

SLOPES = {"tanh": lambda h: 1 - h * h, "sigmoid": lambda h: h * (1 - h), "linear": np.ones_like}
ACTIVATIONS = {"tanh": np.tanh, "sigmoid": lambda z: 1 / (1 + np.exp(-z)), "linear": lambda z: z}


def first_layers(sizes, seed):
    """Glorot-uniform kernels and zero biases from the generator of `seed`."""
    rng = np.random.default_rng(seed)
    shapes = list(pairwise(sizes))
    return [(np.float32(rng.uniform(-1, 1, s) * np.sqrt(6 / sum(s))).astype(float), np.zeros(s[1])) for s in shapes]


def probabilities(layers, x, activation):
    """Softmax outputs (n, classes) and the outputs of all hidden layers for inputs (n, features)."""
    outputs = [x]
    for kernel, bias in layers[:-1]:
        outputs.append(ACTIVATIONS[activation](outputs[-1] @ kernel + bias))
    logits = outputs[-1] @ layers[-1][0] + layers[-1][1]
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True), outputs


def adam(layers, x, labels, *, activation, learning_rate, steps):
    """The layers after each of 0 to `steps` full-batch steps of Adam (Kingma & Ba 2015, section 2, last formula)."""
    targets = np.eye(layers[-1][1].size)[labels]
    moments = [[np.zeros_like(a), np.zeros_like(a)] for layer in layers for a in layer]
    history = [layers]
    for t in range(1, steps + 1):
        y, outputs = probabilities(layers, x, activation)
        delta, gradients = (y - targets) / len(x), []
        for depth in reversed(range(len(layers))):
            gradients = [outputs[depth].T @ delta, delta.sum(axis=0), *gradients]
            delta = delta @ layers[depth][0].T * SLOPES[activation](outputs[depth])
        flat = []
        rate = learning_rate * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        for value, gradient, moment in zip((a for layer in layers for a in layer), gradients, moments, strict=True):
            moment[0] = 0.9 * moment[0] + 0.1 * gradient
            moment[1] = 0.999 * moment[1] + 0.001 * gradient**2
            flat.append(value - rate * moment[0] / (np.sqrt(moment[1]) + 1e-7))
        layers = list(zip(flat[::2], flat[1::2], strict=True))
        history.append(layers)
    return history


def flattened(layers):
    """All parameters as one vector, layer by layer."""
    return np.concatenate([a.ravel() for layer in layers for a in layer])


def accuracy(layers, x, labels, activation):
    """Share of points whose largest output is that of their class."""
    return (probabilities(layers, x, activation)[0].argmax(axis=1) == labels).mean()
