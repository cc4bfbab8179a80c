"""Descriptions of models that would run code, fetch addresses or never end: every one is refused by its names alone."""

import json
import time

import pytest

from core.networks.saved_models import ModelRefused
from core.networks.saved_models.safe_config import MAX_LAYERS, cleaned
from tests.networks.saved_models.keras_files import chain

# Dotted names reach anything inside a module that may be named.
DOTTED = {"module": "keras", "class_name": "layers.Lambda", "config": {"name": "x"}, "registered_name": None}
FETCH = {"module": "keras", "class_name": "utils.get_file", "config": {"origin": "http://127.0.0.1:9/x"}}
# Keras turns this into keras.utils.get_file(...) or keras.config.set_epsilon itself.
FUNCTION = {"module": "keras.utils", "class_name": "function", "config": "get_file", "registered_name": "get_file"}
EPSILON = {"module": "keras", "class_name": "function", "config": "config.set_epsilon", "registered_name": "function"}
LOOP = {"module": "keras.ops", "class_name": "function", "config": "fori_loop", "registered_name": "function"}


def dense(**config):
    return ("Dense", {"units": 2} | config)


def at(place, value):
    """A description with `value` at a place where Keras would look it up."""
    config = chain([dense()])
    layer = config["config"]["layers"][1]
    if place == "a layer":
        config["config"]["layers"][1] = value
    elif place == "an activation":
        layer["config"]["activation"] = value
    elif place == "a list in a list":
        layer["config"]["anything"] = [[{"deep": [value]}]]
    elif place == "an argument":
        layer["inbound_nodes"] = [{"args": [value], "kwargs": {}}]
    elif place == "the data type":
        layer["config"]["dtype"] = value
    else:
        layer["build_config"] = {"input_shape": value}
    return config


PLACES = ("a layer", "an activation", "a list in a list", "an argument", "the data type", "a shape")
NAMED = {"dotted": DOTTED, "fetch": FETCH, "function": FUNCTION, "epsilon": EPSILON, "loop": LOOP}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("value", NAMED.values(), ids=NAMED)
def test_whatever_is_not_listed_is_refused_wherever_it_stands(place, value):
    with pytest.raises(ModelRefused, match=r"[.]$"):
        cleaned(at(place, value))


@pytest.mark.parametrize(
    "value",
    [
        {"module": "keras.layers", "class_name": "Lambda", "config": {}},
        {"module": "keras.layers", "class_name": "TFSMLayer", "config": {"filepath": "/etc"}},
        {"module": "keras.layers", "class_name": "StringLookup", "config": {"vocabulary": "/etc/passwd"}},
        {"module": "keras.layers", "class_name": "Dense", "config": {"units": 2}, "registered_name": "mine>Dense"},
        {"module": "keras.layers", "class_name": ["Dense"], "config": {}},
        {"module": ["keras.layers"], "class_name": "Dense", "config": {}},
        {"module": None, "class_name": "Dense", "config": {}},
        {"class_name": "Dense", "config": {}},
        {"class_name": "__lambda__", "config": {"value": "4wAA"}},
        {"class_name": "__typespec__", "spec_name": "get_file", "module": "keras.utils", "config": []},
        {"class_name": "__numpy__", "config": {"value": [1], "dtype": "object"}},
        {"module": "keras.activations", "class_name": "function", "config": "get", "registered_name": "get"},
        {"module": "keras.activations", "class_name": "function", "config": {"relu": 1}},
        {"module": "keras.src.ops.numpy", "class_name": "Tile", "config": {}},
    ],
)
def test_code_files_and_odd_types_are_refused(value):
    with pytest.raises(ModelRefused, match=r"[.]$"):
        cleaned(at("a layer", value))


def test_names_from_the_file_bring_no_markdown():
    bad = at("a layer", {"module": "x", "class_name": "![a](http://127.0.0.1/b)<img src=x>" + "y" * 500, "config": {}})
    with pytest.raises(ModelRefused) as caught:
        cleaned(bad)
    assert "](" not in str(caught.value)
    assert "<img" not in str(caught.value)
    assert len(str(caught.value)) < 300


def test_instructions_for_training_are_dropped_wherever_they_stand():
    """Keras 3 writes them into models inside models too; what is left of the description does not hold them."""
    for place in PLACES:
        config = at(place, chain([dense()]) | {"compile_config": {"optimizer": FETCH, "loss": FUNCTION}})
        left = json.dumps(cleaned(config | {"compile_config": {"loss": FUNCTION}}))
        assert '"chain"' in left
        assert "compile_config" not in left
        assert "get_file" not in left


def test_only_a_model_may_be_the_root():
    for root in (None, [], "x", 3, {}, DOTTED, chain([dense()])["config"]["layers"][1]):
        with pytest.raises(ModelRefused):
            cleaned(root)


def test_initial_values_and_what_acts_in_training_are_left_out():
    config = chain([
        dense(
            kernel_initializer=FETCH,  # never looked up
            bias_initializer="orthogonal",
            beta_initializer=None,
            kernel_regularizer=LOOP,
            bias_constraint=DOTTED,
        )
    ])  # fmt: skip
    left = cleaned(config)["config"]["layers"][1]["config"]
    assert {name: value for name, value in left.items() if "_" in name} == {
        "kernel_initializer": "zeros",
        "bias_initializer": "zeros",
        "beta_initializer": None,
        "kernel_regularizer": None,
        "bias_constraint": None,
    }


def test_an_activation_may_be_a_name_a_function_of_keras_or_a_layer():
    swish = {"module": "builtins", "class_name": "function", "config": "swish", "registered_name": "function"}
    layer = {"module": "keras.layers", "class_name": "ReLU", "config": {"max_value": 6}, "registered_name": None}
    for value, kept in ((swish, "swish"), (layer, layer), ("relu", "relu"), (None, None)):
        assert cleaned(at("an activation", value))["config"]["layers"][1]["config"]["activation"] == kept


def test_more_layers_than_any_known_model_has_are_refused_at_once():
    cleaned(chain([dense()] * (MAX_LAYERS - 1)))
    started = time.perf_counter()
    with pytest.raises(ModelRefused, match=r"more than 1,500 layers"):
        cleaned(chain([dense()] * 5000))
    assert time.perf_counter() - started < 5  # seconds; it is a walk through 5,000 dictionaries


def test_endless_nesting_is_refused():
    deep = json.loads("[" * 500 + "]" * 500)
    with pytest.raises(ModelRefused, match="nested"):
        cleaned(at("a list in a list", deep))
