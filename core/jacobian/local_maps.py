"""The linear maps that a network consists of at a given input: their value, push-forward and adjoint.

Tangents and cotangents of k directions at B inputs are one tensor (k * B, ...), directions first. A map knows
its layer; what it must remember of the inputs (masks, winners of a pool) is its state.
"""

from collections.abc import Callable, Sequence
from typing import Any

State = tuple[Any, ...]


class LocalMap:
    """One differentiable step from tensors to a tensor: its value, its push-forward and its adjoint."""

    def freeze(self, inputs: Sequence[Any]) -> tuple[Any, State]:
        """Return the output at `inputs` and what `push` and `pull` must remember of them."""
        raise NotImplementedError

    def push(self, state: State, tangents: Sequence[Any]) -> Any:
        """Return J v."""
        raise NotImplementedError

    def pull(self, state: State, cotangent: Any, like: Sequence[Any]) -> Sequence[Any]:
        """Return Jᵀ u, one tensor an input; `like` are the shapes (..., without the batch) of the inputs."""
        raise NotImplementedError


class Linear(LocalMap):
    """A map without memory of its input: `apply` is linear, `shift` is added to the value alone."""

    def __init__(self, apply: Callable[..., Any], shift: Any = None, adjoint: Callable[[Any], Any] | None = None):
        self.apply, self.shift, self.adjoint = apply, shift, adjoint

    def freeze(self, inputs: Sequence[Any]) -> tuple[Any, State]:
        value = self.apply(*inputs)
        return (value if self.shift is None else value + self.shift), ()

    def push(self, state: State, tangents: Sequence[Any]) -> Any:
        return self.apply(*tangents)

    def pull(self, state: State, cotangent: Any, like: Sequence[Any]) -> Sequence[Any]:
        import tensorflow as tf  # noqa: PLC0415

        if self.adjoint is not None:
            return [self.adjoint(cotangent)]
        # The gradient of a linear map does not depend on where it is taken; the graph drops the value itself.
        batch = tf.shape(cotangent)[:1]
        zeros = [tf.zeros(tf.concat([batch, shape], 0), cotangent.dtype) for shape in like]
        with tf.GradientTape() as tape:
            tape.watch(zeros)
            value = self.apply(*zeros)
        return tape.gradient(value, zeros, cotangent, unconnected_gradients="zero")


class Elementwise(LocalMap):
    """An elementwise activation: the mask, or slope, f'(z) is kept."""

    def __init__(self, activation: Callable[[Any], Any]):
        self.activation = activation

    def freeze(self, inputs: Sequence[Any]) -> tuple[Any, State]:
        import tensorflow as tf  # noqa: PLC0415

        with tf.GradientTape() as tape:
            tape.watch(inputs[0])
            value = self.activation(inputs[0])
        return value, (tape.gradient(value, inputs[0], unconnected_gradients="zero"),)

    def push(self, state: State, tangents: Sequence[Any]) -> Any:
        return _per_input(tangents[0], state[0])

    def pull(self, state: State, cotangent: Any, like: Sequence[Any]) -> Sequence[Any]:
        return [_per_input(cotangent, state[0])]


class MaxPool(LocalMap):
    """Max pooling in two dimensions, overlapping or not: each output is the input that won.

    With the `slopes` of an activation before it, these are kept for the winners alone: picking and scaling commute.
    """

    def __init__(self, pool: Any, slopes: Elementwise | None = None):
        self.pool, self.slopes = pool, slopes
        self.size, self.strides, self.padding = tuple(pool.pool_size), tuple(pool.strides), pool.padding.upper()

    def after(self, slopes: Elementwise) -> "MaxPool":
        """The pool together with the activation before it."""
        return MaxPool(self.pool, slopes)

    def freeze(self, inputs: Sequence[Any]) -> tuple[Any, State]:
        import tensorflow as tf  # noqa: PLC0415

        value, kept = self.slopes.freeze(inputs) if self.slopes else (inputs[0], ())
        pooled, winners = tf.nn.max_pool_with_argmax(value, self.size, self.strides, self.padding)
        batch, size = tf.shape(value)[0], tf.size(value[0])
        places = tf.reshape(winners, (-1,)) + tf.repeat(
            tf.range(tf.cast(batch, tf.int64)) * tf.cast(size, tf.int64), tf.size(winners[0])
        )
        kept = tuple(tf.reshape(tf.gather(tf.reshape(s, (-1,)), places), tf.shape(pooled)) for s in kept)
        return pooled, (winners, tf.cast(places, tf.int32), *kept)

    def push(self, state: State, tangents: Sequence[Any]) -> Any:
        import tensorflow as tf  # noqa: PLC0415

        winners, places, *kept = state
        rows = tf.reshape(tangents[0], (-1, tf.shape(winners)[0] * tf.size(tangents[0][0])))
        picked = tf.reshape(tf.gather(rows, places, axis=1), (-1, *winners.shape[1:]))
        return _per_input(picked, kept[0]) if kept else picked

    def pull(self, state: State, cotangent: Any, like: Sequence[Any]) -> Sequence[Any]:
        import tensorflow as tf  # noqa: PLC0415

        winners, _, *kept = state
        if kept:
            cotangent = _per_input(cotangent, kept[0])
        lanes = tf.shape(cotangent)[:1]
        tiles = lanes[0] // tf.shape(winners)[0]
        spread = tf.raw_ops.MaxPoolGradWithArgmax(
            input=tf.zeros(tf.concat([lanes, like[0]], 0), cotangent.dtype),
            grad=cotangent,
            argmax=tf.tile(winners, [tiles, 1, 1, 1]),
            ksize=[1, *self.size, 1],
            strides=[1, *self.strides, 1],
            padding=self.padding,
        )
        return [spread]


class Automatic(LocalMap):
    """Anything else: forward- and reverse-mode differentiation at tiled inputs."""

    def __init__(self, call: Callable[..., Any]):
        self.call = call

    def freeze(self, inputs: Sequence[Any]) -> tuple[Any, State]:
        return self.call(*inputs), tuple(inputs)

    def push(self, state: State, tangents: Sequence[Any]) -> Any:
        import tensorflow as tf  # noqa: PLC0415

        primals = [_tiled(x, t) for x, t in zip(state, tangents, strict=True)]
        try:
            with tf.autodiff.ForwardAccumulator(primals, list(tangents)) as forward:
                value = self.call(*primals)
            return forward.jvp(value, unconnected_gradients=tf.UnconnectedGradients.ZERO)
        except TypeError:  # TensorFlow's forward mode can't enter the loop of a recurrent layer
            return self._push_by_reverse(primals, tangents)

    def _push_by_reverse(self, primals: Sequence[Any], tangents: Sequence[Any]) -> Any:
        """J v as the derivative of Jᵀu, which is linear in u, along v."""
        import tensorflow as tf  # noqa: PLC0415

        with tf.GradientTape() as outer:
            with tf.GradientTape() as inner:
                inner.watch(primals)
                value = self.call(*primals)
            u = tf.ones_like(value)
            outer.watch(u)
            pulled = inner.gradient(value, primals, u, unconnected_gradients="zero")
        return outer.gradient(pulled, u, list(tangents), unconnected_gradients="zero")

    def pull(self, state: State, cotangent: Any, like: Sequence[Any]) -> Sequence[Any]:
        import tensorflow as tf  # noqa: PLC0415

        primals = [_tiled(x, cotangent) for x in state]
        with tf.GradientTape() as tape:
            tape.watch(primals)
            value = self.call(*primals)
        return tape.gradient(value, primals, cotangent, unconnected_gradients="zero")


def _per_input(tangent: Any, scale: Any) -> Any:
    """Multiply directions-first tangents (k * B, ...) by one array an input (B, ...)."""
    import tensorflow as tf  # noqa: PLC0415

    shape = tf.shape(tangent)
    return tf.reshape(tf.reshape(tangent, tf.concat([[-1], tf.shape(scale)], 0)) * scale, shape)


def _tiled(x: Any, tangent: Any) -> Any:
    import tensorflow as tf  # noqa: PLC0415

    tiles = tf.shape(tangent)[0] // tf.shape(x)[0]
    return tf.tile(x, [tiles, *[1] * (len(x.shape) - 1)])
