"""Sentences about filters of the first layer of networks that were trained elsewhere."""

import numpy as np

# Above this share of squared weights, a filter is counted as one of colour.
MOSTLY = 0.5


def stem(colour: np.ndarray, maps: np.ndarray, photograph: str) -> str:
    """Say how many filters look at colour, by their `colour` shares, and how many answer to a photograph at all."""
    count, answering = len(colour), int((maps.max((1, 2)) > 0).sum())
    coloured = int((colour > MOSTLY).sum())
    text = (
        f"In **{coloured}** of {count} filters, differences between red, green and blue make up more than half of the "
        f"squared weights; the other {count - coloured} weigh the three colours more alike. On “{photograph}” "
    )
    if answering == count:
        return f"{text}every filter has an output above 0 somewhere."
    return f"{text}**{answering}** of {count} filters have an output above 0 somewhere; the others give 0 everywhere."


def own(first: str, kind: str, shown: int, units: int) -> str:
    """Say what the filters of a model's `first` layer (Markdown) are, and how many of its `units` are shown."""
    some = f"the {shown} with the largest norm of {units:,}" if shown < units else f"all {units:,}"
    if kind == "Dense":
        return f"The first layer, **{first}**, is dense: each image shows the weights of one unit ({some})."
    return f"The first layer, **{first}**, is a convolution: each image shows the kernel of one filter ({some})."
