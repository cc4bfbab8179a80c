"""EfficientNet-Lite0: its file, its forward pass against NumPy, and what it says about photographs."""

import numpy as np
import pytest

from core.data import pictures
from core.networks import imagenet
from core.runs.archive import ArchiveError


@pytest.fixture(scope="module")
def weights() -> dict[str, np.ndarray]:
    return imagenet.weights()


def test_the_file_holds_the_weights_of_efficientnet_lite0_and_nothing_else(weights):
    """4,652,008 trainable parameters; folding leaves one bias of the scale and shift of 21,008 normalised channels."""
    assert len(weights) == 100
    normalised = sum(array.size for key, array in weights.items() if key.endswith("bias")) - imagenet.LOGITS
    assert normalised == 21_008
    assert sum(array.size for array in weights.values()) == 4_652_008 - normalised
    assert {array.dtype for array in weights.values()} == {np.dtype(np.float16)}
    with np.load(imagenet.WEIGHTS, allow_pickle=False) as stored:  # NumPy's own reader needs no pickle either
        assert set(stored) == set(imagenet.shapes())
    licence = imagenet.WEIGHTS.with_suffix(".LICENSE.txt").read_text()
    for part in ("Apache License", "The TensorFlow Authors", "ML Illustrated", "Changed for this project"):
        assert part in licence


def test_other_weights_are_refused_with_a_reason(weights):
    key = "block03/depthwise/kernel"
    for changed, reason in (
        ({name: array for name, array in weights.items() if name != key}, rf"lack {key} \(1 of 100 arrays\)"),
        ({**weights, "block16/kernel": weights[key]}, "block16/kernel, which EfficientNet-Lite0 does not have"),
        ({**weights, key: weights[key][:3, :3]}, rf"{key} has the shape \(3, 3, 144, 1\).*needs \(5, 5, 144, 1\)"),
        ({**weights, key: np.full_like(weights[key], np.nan)}, f"{key} must hold finite"),
        ({**weights, key: weights[key].astype(np.int8)}, f"{key} must hold finite floating-point"),
    ):
        with pytest.raises(ArchiveError, match=reason):
            imagenet.check(changed)
    imagenet.check(weights)


def test_there_are_a_thousand_class_names():
    names = imagenet.class_names()
    assert len(names) == imagenet.LOGITS
    assert len(set(names)) == 998  # two cranes and two maillots
    assert (names[281], names[967]) == ("tabby", "espresso")


def test_the_middle_square_of_any_size_fits_the_network():
    wide = np.zeros((30, 90, 3), np.uint8)
    wide[:, 30:60] = (200, 100, 50)
    assert (imagenet.middle_square(wide) == (200, 100, 50)).all()
    assert (imagenet.middle_square(wide.transpose(1, 0, 2)) == (200, 100, 50)).all()
    assert imagenet.middle_square(wide[:1, :1]).shape == (224, 224, 3)
    for wrong in (wide[..., 0], wide / 255, np.dstack([wide, wide[..., :1]]), wide[:0]):
        with pytest.raises(ValueError, match="An RGB image is uint8"):
            imagenet.middle_square(wrong)
    assert imagenet.network_input(np.array([0, 127, 255], np.uint8)).tolist() == [-127 / 128, 0, 1]


def padded(x: np.ndarray, size: int, stride: int) -> tuple[np.ndarray, tuple[int, int]]:
    """TensorFlow's "same" padding of (h, w, c): output of ceil(h / stride), an odd rest below and right."""
    out = [-(-side // stride) for side in x.shape[:2]]
    rims = [max((o - 1) * stride + size - side, 0) for o, side in zip(out, x.shape[:2], strict=True)]
    return np.pad(x, [*((rim // 2, rim - rim // 2) for rim in rims), (0, 0)]), (out[0], out[1])


def convolved(x: np.ndarray, kernel: np.ndarray, bias: np.ndarray, stride: int, *, depthwise: bool) -> np.ndarray:
    """A convolution as a sum over the kernel's positions."""
    wide, (height, width) = padded(x, len(kernel), stride)
    total = np.zeros((height, width, len(bias))) + bias
    for i, row in enumerate(kernel):
        for j, tap in enumerate(row):
            part = wide[i : i + stride * (height - 1) + 1 : stride, j : j + stride * (width - 1) + 1 : stride]
            total += part * tap[:, 0] if depthwise else part @ tap
    return total


def test_the_forward_pass_is_that_of_an_independent_one(weights):
    """Stem and blocks 0 to 2 in NumPy: without expansion; with stride 2; with a residual."""

    def step(x, key, stride=1, depthwise=False):
        kernel, bias = (weights[f"{key}/{part}"].astype(np.float64) for part in ("kernel", "bias"))
        return convolved(x, kernel, bias, stride, depthwise=depthwise)

    def relu6(x):
        return np.clip(x, 0, 6)

    side = 32
    photograph = imagenet.middle_square(pictures.load("cat"), side)
    x = relu6(step((photograph - 127.0) / 128, "stem/conv", 2))
    expected = {"stem": x}
    y = relu6(step(x, "block00/depthwise", depthwise=True))
    expected["block0"] = x = step(y, "block00/project")
    for name, key, stride in (("block1", "block01", 2), ("block2", "block02", 1)):
        y = relu6(step(x, f"{key}/expand"))
        y = relu6(step(y, f"{key}/depthwise", stride, depthwise=True))
        y = step(y, f"{key}/project")
        expected[name] = x = x + y if name == "block2" else y

    model = imagenet.network(weights, side)
    for name, value in expected.items():
        ours = np.asarray(imagenet.up_to(model, name)(imagenet.network_input(photograph)[None], training=False))[0]
        # float32 against float64, sums of at most 144 products
        np.testing.assert_allclose(ours, value, rtol=0, atol=1e-5 * np.abs(value).max())
    assert (expected["stem"] == 6).any()  # the upper bend of ReLU6 matters


def test_photographs_are_classified(weights):
    """Those that are of ImageNet's classes, from scikit-image's package."""
    model = imagenet.network(weights)
    assert model.count_params() == 4_631_000
    for layer in imagenet.LAYERS:
        assert model.get_layer(layer).output.shape[1:] == imagenet.output_shape(layer)
    assert imagenet.output_shape("head") == (7, 7, 1280)
    expected = {
        "coffee cup": {"espresso"},
        "cat": {"tabby", "tiger cat", "Egyptian cat"},
        "rocket": {"missile", "projectile", "space shuttle"},
        "motorcycle": {"moped", "motor scooter"},
    }
    images = np.stack([imagenet.middle_square(pictures.load(name)) for name in expected])
    for found, classes in zip(imagenet.top_classes(model, images), expected.values(), strict=True):
        assert found[0][0] in classes
        shares = [share for _, share in found]
        assert len(found) == 5
        assert shares == sorted(shares, reverse=True)
    everything = imagenet.top_classes(model, images[:1], imagenet.LOGITS)[0]
    assert sum(share for _, share in everything) == pytest.approx(1)
