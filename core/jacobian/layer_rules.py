"""Which local linear maps each kind of Keras layer consists of."""

from collections.abc import Callable, Sequence
from typing import Any

from core.jacobian.local_maps import Automatic, Elementwise, Linear, LocalMap, MaxPool, State

# Activations that act on each number alone: their Jacobian is diagonal.
_NAMES = """celu elu exponential gelu hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh leaky_relu linear
log_sigmoid mish relu relu6 selu sigmoid silu soft_shrink softplus softsign sparse_plus squareplus swish tanh
tanh_shrink threshold"""
ELEMENTWISE = frozenset(_NAMES.split())


def local_maps_of(layer: Any, call: Callable[..., Any]) -> list[LocalMap]:  # noqa: PLR0911 one return a kind of layer
    """The pieces of one Keras operation, in order; `call` runs the whole of it on its tensors."""
    import keras  # noqa: PLC0415

    layers = keras.layers
    if isinstance(layer, layers.Dropout | layers.SpatialDropout1D | layers.SpatialDropout2D | layers.Identity):
        return [Linear(lambda x: x, adjoint=lambda u: u)]
    if isinstance(layer, layers.Activation | layers.ReLU | layers.LeakyReLU | layers.ELU | layers.PReLU):
        function = getattr(layer, "activation", layer) if isinstance(layer, layers.Activation) else layer
        return [Elementwise(function) if _elementwise(function) else Automatic(function)]
    if isinstance(layer, layers.MaxPooling2D) and layer.data_format == "channels_last":
        return [MaxPool(layer)]
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
    return [linear, Elementwise(layer.activation) if _elementwise(layer.activation) else Automatic(layer.activation)]


def _elementwise(activation: Any) -> bool:
    import keras  # noqa: PLC0415

    return isinstance(activation, keras.layers.Layer) or getattr(activation, "__name__", "") in ELEMENTWISE


def _linear_layers() -> tuple[type, ...]:
    from keras import layers  # noqa: PLC0415

    kinds = "AveragePooling{}D GlobalAveragePooling{}D ZeroPadding{}D Cropping{}D UpSampling{}D"
    ranked = [name.format(rank) for name in kinds.split() for rank in (1, 2, 3)]
    others = ["Flatten", "Reshape", "Permute", "RepeatVector", "Add", "Subtract", "Average", "Concatenate"]
    return tuple(getattr(layers, name) for name in [*ranked, *others])


def _normalisation(layer: Any) -> LocalMap:
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
