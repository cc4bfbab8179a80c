"""The nodes of a Keras model in the order of computation: the one place that uses Keras's private graph.

`Sequential._functional` and `Functional._nodes_by_depth` have no public counterpart (Keras 3); if an upgrade renames
them, tests/jacobian/test_keras_graph.py says so.
"""

from collections.abc import Callable
from typing import Any


def functional(model: Any) -> Any:
    """Return the functional model behind `model`; a Sequential wraps one."""
    return getattr(model, "_functional", model)


def nodes(model: Any) -> list[Any]:
    """Return the nodes of `model`, input side first."""
    by_depth: dict[int, list[Any]] = functional(model)._nodes_by_depth
    return [node for depth in sorted(by_depth, reverse=True) for node in by_depth[depth]]


def output_of(model: Any, layer: str) -> Any:
    """Return the symbolic output of `layer` inside `model`.

    Raises
    ------
    ValueError
        When there is no such layer.
    """
    try:
        wanted = model.get_layer(layer)
    except ValueError:
        names = ", ".join(item.name for item in model.layers)
        raise ValueError(f"There is no layer {layer!r}; the model has {names}.") from None
    # Not wanted.output: a model inside a model has an output of its own, outside this graph.
    calls = [node for node in nodes(model) if node.operation is wanted]
    return calls[-1].outputs[0] if calls else wanted.output


def caller(node: Any) -> Callable[..., Any]:
    """Return a function of the node's tensors alone, in inference mode, with the other arguments as they were."""

    def call(*tensors: Any) -> Any:
        given = {id(symbol): tensor for symbol, tensor in zip(node.input_tensors, tensors, strict=True)}
        args, kwargs = node.arguments.fill_in(given)
        if "training" in kwargs:
            kwargs["training"] = False
        return node.operation(*args, **kwargs)

    return call
