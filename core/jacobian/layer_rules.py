"""How each kind of Keras layer acts on tangents at a given input: the frozen linear maps behind a Jacobian.

Tangents and cotangents of k directions at B inputs are one tensor (k * B, ...), directions first. A piece knows
the layer; what it must remember of the inputs (masks, winners of a pool) is its state.
"""

from collections.abc import Callable, Sequence
from typing import Any

# Activations that act on each number alone: their Jacobian is diagonal.
_NAMES = """celu elu exponential gelu hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh leaky_relu linear
log_sigmoid mish relu relu6 selu sigmoid silu soft_shrink softplus softsign sparse_plus squareplus swish tanh
tanh_shrink threshold"""
ELEMENTWISE = frozenset(_NAMES.split())
State = tuple[Any, ...]


class Piece:
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


class Linear(Piece):
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


class Diagonal(Piece):
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


class Winners(Piece):
    """Max pooling in two dimensions, overlapping or not: each output is the input that won.

    With the `slopes` of an activation before it, these are kept for the winners alone: picking and scaling commute.
    """

    def __init__(self, pool: Any, slopes: Diagonal | None = None):
        self.pool, self.slopes = pool, slopes
        self.size, self.strides, self.padding = tuple(pool.pool_size), tuple(pool.strides), pool.padding.upper()

    def after(self, slopes: Diagonal) -> "Winners":
        """The pool together with the activation before it."""
        return Winners(self.pool, slopes)

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


class Automatic(Piece):
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


def pieces_of(layer: Any, call: Callable[..., Any]) -> list[Piece]:  # noqa: PLR0911 one return a kind of layer
    """The pieces of one Keras operation, in order; `call` runs the whole of it on its tensors."""
    import keras  # noqa: PLC0415

    layers = keras.layers
    if isinstance(layer, layers.Dropout | layers.SpatialDropout1D | layers.SpatialDropout2D | layers.Identity):
        return [Linear(lambda x: x, adjoint=lambda u: u)]
    if isinstance(layer, layers.Activation | layers.ReLU | layers.LeakyReLU | layers.ELU | layers.PReLU):
        function = getattr(layer, "activation", layer) if isinstance(layer, layers.Activation) else layer
        return [Diagonal(function) if _elementwise(function) else Automatic(function)]
    if isinstance(layer, layers.MaxPooling2D) and layer.data_format == "channels_last":
        return [Winners(layer)]
    if isinstance(layer, _linear_layers()):
        return [Linear(call)]
    if isinstance(layer, layers.BatchNormalization):
        return [_normalisation(layer)]
    if isinstance(layer, layers.Rescaling):
        return [Linear(lambda x: x * layer.scale, layer.offset, lambda u: u * layer.scale)]
    linear = _weighted(layer)
    if linear is None:
        return [Automatic(call)]
    if layer.activation is None or layer.activation is keras.activations.linear:
        return [linear]
    return [linear, Diagonal(layer.activation) if _elementwise(layer.activation) else Automatic(layer.activation)]


def _elementwise(activation: Any) -> bool:
    import keras  # noqa: PLC0415

    return isinstance(activation, keras.layers.Layer) or getattr(activation, "__name__", "") in ELEMENTWISE


def _linear_layers() -> tuple[type, ...]:
    from keras import layers  # noqa: PLC0415

    kinds = "AveragePooling{}D GlobalAveragePooling{}D ZeroPadding{}D Cropping{}D UpSampling{}D"
    ranked = [name.format(rank) for name in kinds.split() for rank in (1, 2, 3)]
    others = ["Flatten", "Reshape", "Permute", "RepeatVector", "Add", "Subtract", "Average", "Concatenate"]
    return tuple(getattr(layers, name) for name in [*ranked, *others])


def _normalisation(layer: Any) -> Piece:
    """Batch normalisation in inference: a scale and a shift a channel."""
    import tensorflow as tf  # noqa: PLC0415

    def scale(x: Any) -> Any:
        shape = [1] * len(x.shape)
        shape[layer.axis] = -1
        factor = tf.math.rsqrt(layer.moving_variance + layer.epsilon)
        return tf.reshape(factor * layer.gamma if layer.scale else factor, shape)

    class Normalisation(Linear):
        def freeze(self, inputs: Sequence[Any]) -> tuple[Any, State]:
            return layer(inputs[0], training=False), ()

    return Normalisation(lambda x: x * scale(x), adjoint=lambda u: u * scale(u))


def _weighted(layer: Any) -> Linear | None:  # noqa: PLR0911 one return a kind of layer
    """The linear part of a dense or convolution layer, or None when `layer` is neither."""
    import tensorflow as tf  # noqa: PLC0415
    from keras import layers, ops  # noqa: PLC0415

    def grid(*names: str) -> dict[str, Any]:
        return {name: getattr(layer, name) for name in ("strides", "padding", "data_format", "dilation_rate", *names)}

    if isinstance(layer, layers.Dense):
        return Linear(
            lambda x: ops.matmul(x, layer.kernel), layer.bias, lambda u: tf.matmul(u, layer.kernel, transpose_b=True)
        )
    if getattr(layer, "data_format", "channels_last") != "channels_last" or getattr(layer, "padding", "") == "causal":
        return None
    bias = getattr(layer, "bias", None)
    if isinstance(layer, layers.SeparableConv1D | layers.SeparableConv2D):
        return Linear(lambda x: ops.separable_conv(x, layer.depthwise_kernel, layer.pointwise_kernel, **grid()), bias)
    if isinstance(layer, layers.DepthwiseConv1D | layers.DepthwiseConv2D):
        return Linear(lambda x: ops.depthwise_conv(x, layer.kernel, **grid()), bias)
    if isinstance(layer, layers.Conv1DTranspose | layers.Conv2DTranspose | layers.Conv3DTranspose):
        return Linear(lambda x: ops.conv_transpose(x, layer.kernel, **grid("output_padding")), bias)
    if isinstance(layer, layers.Conv1D | layers.Conv2D | layers.Conv3D):
        quick = isinstance(layer, layers.Conv2D) and set(layer.strides) == {1} and layer.groups == 1
        return Linear(lambda x: layer.convolution_op(x, layer.kernel), bias, _mirrored(layer) if quick else None)
    return None


def _mirrored(layer: Any) -> Callable[[Any], Any]:
    """The adjoint of a convolution with stride 1 is one with the mirrored kernel: twice as fast as TensorFlow's own."""
    import tensorflow as tf  # noqa: PLC0415

    rims = [rate * (size - 1) for rate, size in zip(layer.dilation_rate, layer.kernel_size, strict=True)]
    before = [rim // 2 if layer.padding == "same" else 0 for rim in rims]
    after = [rim - rim // 2 if layer.padding == "same" else 0 for rim in rims]
    padding = [[0, 0], *([rim - b, rim - a] for rim, b, a in zip(rims, before, after, strict=True)), [0, 0]]

    def adjoint(u: Any) -> Any:
        kernel = tf.transpose(tf.reverse(tf.convert_to_tensor(layer.kernel), [0, 1]), (0, 1, 3, 2))
        return tf.nn.conv2d(u, kernel, 1, padding, dilations=layer.dilation_rate)

    return adjoint
