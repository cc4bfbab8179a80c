"""Keras's private graph still has the shape that core/jacobian/keras_graph.py relies on."""

import keras
import pytest

from core.jacobian import keras_graph

L = keras.layers


def test_nodes_come_in_the_order_of_computation():
    model = keras.Sequential([keras.Input((4,)), L.Dense(3, name="a"), L.Dense(2, name="b"), L.Dense(1, name="c")])
    # A failure here after an upgrade of Keras: `Sequential._functional` or `Functional._nodes_by_depth` has changed.
    names = [node.operation.name for node in keras_graph.nodes(model) if not node.is_input]
    assert names == ["a", "b", "c"]


def test_the_output_of_a_layer_is_the_one_inside_this_model():
    inner = keras.Sequential([keras.Input((4,)), L.Dense(3)], name="inner")
    x = keras.Input((4,))
    model = keras.Model(x, L.Dense(2, name="last")(inner(x)))
    part = keras.Model(model.inputs, keras_graph.output_of(model, "inner"))
    assert part.output_shape == (None, 3)
    with pytest.raises(ValueError, match=r"no layer 'absent'; the model has .*inner, last"):
        keras_graph.output_of(model, "absent")


def test_a_call_runs_in_inference_mode():
    x = keras.Input((100,))
    model = keras.Model(x, L.Dropout(0.9, name="drop")(x, training=True))
    (node,) = (node for node in keras_graph.nodes(model) if node.operation.name == "drop")
    assert float(keras.ops.sum(keras_graph.caller(node)(keras.ops.ones((1, 100))))) == 100
