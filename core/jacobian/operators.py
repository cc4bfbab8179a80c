"""The Jacobian of a Keras model as an operator: products with many directions at many inputs, never the matrix.

Row = output: J_all = J(T-1) … J(0), with h(t+1) = f(W h(t) + b). (Mototake & Ikegami print the bias outside f and
the product in the other order.)
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.jacobian.keras_graph import caller, functional, nodes, output_of
from core.jacobian.layer_rules import local_maps_of
from core.jacobian.local_maps import Automatic, Elementwise, LocalMap, MaxPool

METHODS = ("frozen", "automatic")
# Numbers in the largest activation of one pass; more lanes than that gain nothing and cost memory.
PASS_NUMBERS = 6_000_000
MAX_LANES = 128
ADVICE = " If training diverged, choose a lower learning rate, a smaller σ or a smaller gain."


class NonFiniteError(ValueError):
    """Inputs, weights or outputs hold NaN or infinite numbers, so that there is no Jacobian; the message says which."""


@dataclass(frozen=True)
class _Call:
    """One local map between numbered tensors."""

    map: LocalMap
    inputs: tuple[int, ...]
    output: int


class Program:
    """The forward computation of a model from `since` to `layer`, ready to be frozen at inputs.

    Parameters
    ----------
    model : keras.Model
        Functional or sequential, with one input. Its weights are read at each use, so a program outlives training.
    layer : str
        The layer whose output is differentiated.
    since : str, optional
        The layer whose output counts as the input; the model's input when it is left out.
    method
        ``frozen``: masks, pool winners and slopes are kept and tangents go through linear maps; layers without
        such a rule are differentiated automatically. ``automatic``: forward- and reverse-mode differentiation of
        the whole, an independent path to the same numbers.

    Raises
    ------
    ValueError
        When there is no such layer, the model has not been built, or it has several inputs.
    """

    def __init__(self, model: Any, layer: str, since: str | None = None, method: str = "frozen"):
        import keras  # noqa: PLC0415 takes seconds
        import tensorflow as tf  # noqa: PLC0415

        if method not in METHODS:
            raise ValueError(f"The method must be one of {', '.join(METHODS)}, not {method!r}.")
        if not getattr(model, "inputs", None):
            raise ValueError("The model has not been built: give it an Input, or call it on an image once.")
        if len(model.inputs) != 1:
            raise ValueError(f"The model has {len(model.inputs)} inputs; a Jacobian here has one.")
        target = output_of(model, layer)
        source = model.inputs[0] if since is None else output_of(model, since)
        self.layer, self.method, self.model = layer, method, model
        self.source = keras.Model(model.inputs, source) if since is not None else None
        part = keras.Model(source, target)
        self.input_shape, self.output_shape = tuple(part.inputs[0].shape[1:]), tuple(part.outputs[0].shape[1:])
        if None in self.input_shape or None in self.output_shape:
            raise ValueError("The model leaves its image size open; build it with a fixed one.")
        self.dtype = np.dtype(part.inputs[0].dtype)
        self._shapes: list[tuple[int, ...]] = [self.input_shape]
        self._calls: list[_Call] = []
        if method == "automatic":
            # Not part(x): calling a model casts its input to the global precision.
            self._add([Automatic(lambda x: part.call(x, training=False))], (0,), self.output_shape)
        else:
            self._walk(part, 0)
            self._fuse()
        self._result = self._calls[-1].output if self._calls else 0
        options = {"autograph": False, "reduce_retracing": True}
        self._freeze = tf.function(self._freeze_graph, **options)
        self._push = tf.function(self._push_graph, **options)
        self._pull = tf.function(self._pull_graph, **options)

    def automatic_layers(self) -> int:
        """Return how many maps are differentiated automatically rather than frozen."""
        return sum(isinstance(call.map, Automatic) for call in self._calls)

    def lanes(self) -> int:
        """Return how many directions x inputs go through in one pass."""
        largest = max(int(np.prod(shape)) for shape in self._shapes)
        return int(np.clip(PASS_NUMBERS // largest, 1, MAX_LANES))

    def at(self, inputs: np.ndarray) -> "JacobianOperator":
        """Freeze the Jacobian at `inputs` (n, *input_shape of the model).

        Raises
        ------
        NonFiniteError
            When an input, a weight or the output is NaN or infinite. Each is looked at by itself: ReLU and max pooling
            may turn NaN into a number, depending on the processor.
        """
        import tensorflow as tf  # noqa: PLC0415

        x = tf.constant(np.asarray(inputs, self.dtype))
        self._require_finite(x.numpy())
        if self.source is not None:
            x = self.source.call(x, training=False)
        value, states = self._freeze(x)
        if not np.isfinite(value.numpy()).all():
            raise NonFiniteError(f"The output of {self.layer} overflows: some of its numbers are infinite.{ADVICE}")
        return JacobianOperator(self, states, x.numpy(), value.numpy())

    def _require_finite(self, inputs: np.ndarray) -> None:
        bad = [i + 1 for i, one in enumerate(inputs) if not np.isfinite(one).all()]
        if bad:
            listed = ", ".join(map(str, bad[:5])) + (", …" if len(bad) > 5 else "")
            raise NonFiniteError(f"Input {listed} of {len(inputs)} holds NaN or infinite numbers; use finite ones.")
        for weight in self.model.weights:
            values = weight.numpy()
            if np.issubdtype(values.dtype, np.floating) and not np.isfinite(values).all():
                raise NonFiniteError(f"The weights {weight.path} hold NaN or infinite numbers.{ADVICE}")

    def _add(self, maps: list[LocalMap], inputs: tuple[int, ...], shape: tuple[int, ...]) -> int:
        for index, local in enumerate(maps):
            self._shapes.append(shape)
            output = len(self._shapes) - 1
            self._calls.append(_Call(local, inputs if index == 0 else (output - 1,), output))
        return len(self._shapes) - 1

    def _walk(self, function: Any, entry: int) -> int:
        """Add the maps of a functional model whose input is tensor `entry`; return the number of its output."""
        import keras  # noqa: PLC0415

        function = functional(function)
        known = {id(function.inputs[0]): entry}
        for node in nodes(function):
            if node.is_input or not all(id(tensor) in known for tensor in node.input_tensors):
                continue
            operation, output = node.operation, node.outputs[0]
            inputs = tuple(known[id(tensor)] for tensor in node.input_tensors)
            if isinstance(operation, keras.Model) and len(inputs) == 1 and hasattr(operation, "inputs"):
                known[id(output)] = self._walk(operation, inputs[0])
                continue
            maps = local_maps_of(operation, caller(node))
            known[id(output)] = self._add(maps, inputs, tuple(output.shape[1:]))
        return known[id(function.outputs[0])]

    def _fuse(self) -> None:
        """Let a max pool keep the slopes of the activation before it, where nothing else reads that activation."""
        readers = [index for call in self._calls for index in call.inputs]
        calls = list(self._calls)
        for call in self._calls:
            before = next((c for c in calls if c.output == call.inputs[0]), None)
            if (
                isinstance(call.map, MaxPool)
                and before is not None
                and isinstance(before.map, Elementwise)
                and readers.count(before.output) == 1
            ):
                fused = _Call(call.map.after(before.map), before.inputs, call.output)
                calls[calls.index(call)] = fused
                calls.remove(before)
        self._calls = calls

    def _freeze_graph(self, x: Any) -> Any:
        values, states = {0: x}, []
        for call in self._calls:
            values[call.output], state = call.map.freeze([values[i] for i in call.inputs])
            states.append(state)
        return values[self._result], states

    def _push_graph(self, states: Any, tangent: Any) -> Any:
        import tensorflow as tf  # noqa: PLC0415

        tangents = {0: tf.reshape(tangent, (-1, *self.input_shape))}
        for call, state in zip(self._calls, states, strict=True):
            tangents[call.output] = call.map.push(state, [tangents[i] for i in call.inputs])
        return tf.reshape(tangents[self._result], (tf.shape(tangent)[0], tf.shape(tangent)[1], -1))

    def _pull_graph(self, states: Any, cotangent: Any) -> Any:
        import tensorflow as tf  # noqa: PLC0415

        cotangents: dict[int, Any] = {self._result: tf.reshape(cotangent, (-1, *self.output_shape))}
        for call, state in zip(reversed(self._calls), reversed(states), strict=True):
            if call.output not in cotangents:
                continue
            parts = call.map.pull(state, cotangents.pop(call.output), [self._shapes[i] for i in call.inputs])
            for index, part in zip(call.inputs, parts, strict=True):
                cotangents[index] = cotangents[index] + part if index in cotangents else part
        return tf.reshape(cotangents[0], (tf.shape(cotangent)[0], tf.shape(cotangent)[1], -1))


class JacobianOperator:
    """The Jacobians (batch, m, n) at a batch of inputs, known by their products.

    Attributes
    ----------
    inputs, outputs : (batch, n), (batch, m)
        Where it was frozen and what the layer says there, flattened.
    passes : int
        Directions x inputs pushed or pulled so far.
    """

    def __init__(self, program: Program, states: Any, inputs: np.ndarray, outputs: np.ndarray):
        self.program, self._states = program, states
        self.inputs, self.outputs = inputs.reshape(len(inputs), -1), outputs.reshape(len(outputs), -1)
        self.batch, self.n, self.m = len(inputs), self.inputs.shape[1], self.outputs.shape[1]
        self.dtype = program.dtype
        self.passes = 0

    def push(self, directions: np.ndarray) -> np.ndarray:
        """Return J v: (k, batch, n) to (k, batch, m)."""
        return self._through(self.program._push, directions, self.m)

    def pull(self, directions: np.ndarray) -> np.ndarray:
        """Return Jᵀ u: (k, batch, m) to (k, batch, n)."""
        return self._through(self.program._pull, directions, self.n)

    def _through(self, graph: Callable[[Any, Any], Any], directions: np.ndarray, width: int) -> np.ndarray:
        import tensorflow as tf  # noqa: PLC0415

        self.passes += len(directions) * self.batch
        size = max(1, self.program.lanes() // self.batch)
        result = np.empty((len(directions), self.batch, width), self.dtype)
        for start in range(0, len(directions), size):
            part = directions[start : start + size]
            result[start : start + size] = graph(self._states, tf.constant(part)).numpy()
        if not np.isfinite(result).all():
            raise NonFiniteError(f"The Jacobian to {self.program.layer} overflows.{ADVICE}")
        return result
