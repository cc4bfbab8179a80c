"""What the description inside a .keras file may name, and the part of it that is used.

Keras looks classes and functions up by the module and the name that a description gives, and a dotted name reaches
anything that the module holds. So nothing is looked up that is not in the lists below, pair by pair.
"""

from typing import Any

from core.networks.saved_models import ModelRefused

MAX_LAYERS = 1_500  # nested ones too; EfficientNetB7 has 813 and NASNetLarge 1,039
MAX_DEPTH = 60  # of lists and dictionaries in each other

_RANKS = """AveragePooling Conv Cropping GlobalAveragePooling GlobalMaxPooling MaxPooling UpSampling ZeroPadding
SpatialDropout"""
_LAYERS = """Activation ActivityRegularization Add AdditiveAttention AlphaDropout Attention Average BatchNormalization
Bidirectional CenterCrop Concatenate Conv1DTranspose Conv2DTranspose Conv3DTranspose Dense DepthwiseConv1D
DepthwiseConv2D Dot Dropout ELU EinsumDense Embedding Flatten GRU GRUCell GaussianDropout GaussianNoise
GroupNormalization GroupQueryAttention Identity InputLayer LSTM LSTMCell LayerNormalization LeakyReLU Masking Maximum
Minimum MultiHeadAttention Multiply Normalization PReLU Permute RMSNormalization RNN ReLU RepeatVector Rescaling
Reshape Resizing SeparableConv1D SeparableConv2D SimpleRNN SimpleRNNCell Softmax StackedRNNCells Subtract
TimeDistributed UnitNormalization"""
_OPERATIONS = {
    "keras.src.ops.numpy": """Absolute Add Clip Concatenate Divide Exp Exp2 ExpandDims Expm1 Flip GetItem Log Log1p
        Matmul Max Maximum Mean Min Minimum Moveaxis Multiply Negative Pad Power Prod Reshape Roll Sqrt Square Squeeze
        Stack Std Subtract Sum Swapaxes Tanh Transpose TrueDivide Var""",
    "keras.src.ops.nn": """AveragePool Celu Elu Gelu Glu HardSigmoid HardSilu HardSwish HardTanh LeakyRelu LogSigmoid
        LogSoftmax MaxPool Normalize Relu Relu6 Selu Sigmoid Silu Softmax Softplus Softsign""",
}
LAYERS = frozenset({*_LAYERS.split(), *(f"{name}{rank}D" for name in _RANKS.split() for rank in (1, 2, 3))})
# (module, class) of everything that Keras may look up.
CLASSES = frozenset(
    {
        *(("keras.layers", name) for name in LAYERS),
        *((module, name) for module, names in _OPERATIONS.items() for name in names.split()),
        ("keras", "DTypePolicy"),
        ("keras", "Sequential"),
        ("keras.models", "Sequential"),
        ("keras.src.models.functional", "Functional"),
        ("keras.src.models.sequential", "Sequential"),
    }
)
MODELS = frozenset(pair for pair in CLASSES if pair[1] in ("Sequential", "Functional"))
# Plain values in the dress of classes, of which Keras looks nothing up.
VALUES = frozenset({"__keras_tensor__", "__tuple__", "__slice__", "__ellipsis__"})
_FUNCTIONS = """celu elu exponential gelu glu hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh leaky_relu linear
log_sigmoid log_softmax mish relu relu6 selu sigmoid silu soft_shrink softmax softplus softsign sparse_plus
sparse_sigmoid sparsemax squareplus swish tanh tanh_shrink threshold"""
FUNCTIONS = frozenset(_FUNCTIONS.split())
_FUNCTION_MODULES = ("builtins", "keras.activations")


def cleaned(config: Any) -> dict[str, Any]:
    """Return the description with only what a prediction needs, after checking everything that is left.

    How a model was trained is dropped. So are initial values (the weights follow; until then they are 0),
    regularisers and constraints, which act in training alone.

    Raises
    ------
    ModelRefused
        When it names anything but Keras's own layers and activations, or has too many layers.
    """
    if not isinstance(config, dict) or (config.get("module"), config.get("class_name")) not in MODELS:
        raise ModelRefused("The file is damaged, or no Sequential or Functional model saved by Keras 3 (.keras).")
    found: dict[str, Any] = _cleaned(config, [0], 0)
    return found


def _cleaned(config: Any, count: list[int], depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise ModelRefused("The model's description is nested too deeply to be one that Keras wrote.")
    if isinstance(config, list):
        return [_cleaned(value, count, depth + 1) for value in config]
    if not isinstance(config, dict):
        return config
    if "class_name" in config:
        function = _check(config)
        if function is not None:
            return function
        count[0] += config.get("module") == "keras.layers"
        if count[0] > MAX_LAYERS:
            raise ModelRefused(f"The model has more than {MAX_LAYERS:,} layers; up to that many are taken.")
    # Models inside models bring their own compile_config. It is not skipped but dropped: Keras never sees it.
    return {key: _value(key, value, count, depth) for key, value in config.items() if key != "compile_config"}


def _value(key: str, value: Any, count: list[int], depth: int) -> Any:
    if key.endswith(("_initializer", "_regularizer", "_constraint")):
        return "zeros" if key.endswith("_initializer") and value is not None else None
    return _cleaned(value, count, depth + 1)


def _check(config: dict[str, Any]) -> str | None:
    """Refuse a dictionary that names anything unknown; return the name alone where it means an activation function."""
    name, module, registered = config["class_name"], config.get("module"), config.get("registered_name")
    if name == "function":
        called = config.get("config")
        if not isinstance(called, str) or called not in FUNCTIONS or module not in _FUNCTION_MODULES:
            raise ModelRefused(f"The model calls the function {_word(called)}, which is none of Keras's activations.")
        return called
    if isinstance(name, str) and name in VALUES:
        return None
    if isinstance(name, str) and "lambda" in name.lower():
        raise ModelRefused("The model holds a Lambda layer, whose code would have to be trusted.")
    if not isinstance(name, str) or not isinstance(module, str) or (module, name) not in CLASSES:
        raise ModelRefused(
            f"The model needs {_word(name)}, which is none of the layers that are taken here: Keras does not come with "
            "it, or it would run code or read files."
        )
    if registered not in (None, name):
        raise ModelRefused(f"The model's {name} is registered as {_word(registered)}: it would be someone's code.")
    return None


def _word(name: object) -> str:
    """A name from a file, short and without anything that Markdown would render."""
    return "".join(letter for letter in str(name)[:40] if letter.isalnum() or letter in "._-") or "something"
