"""The layers of a visitor's Keras model at low rank: spectra, energy, and the accuracy on a set of images."""

import streamlit as st

from core.compression import layer_findings, model_ranks
from core.compression.charts import layers as charts
from core.compression.model_ranks import ModelRanksParams
from core.networks.saved_models import weights
from core.networks.saved_models.predictions import MAX_CLASSES
from core.networks.saved_models.weights import ModelParams, ModelWeights
from core.runs.text import literal
from pages._chapters.compression.subject import SLUG
from pages._shared import layout, own_model, runs
from pages._shared.own_model import OwnModel

KEY = f"{SLUG}_own"


def own_layers() -> None:
    """Choose a model, one of its layers and a set of images; show the layer's spectrum and the model's accuracy."""
    model = own_model.chooser(KEY)
    if model is None:
        return
    st.caption(own_model.LIMITS)
    params = ModelParams(name=model.name, digest=model.digest)
    found = runs.offer(weights.request(params, model.content), "Read the weights")
    if found is None:
        return
    usable = [i for i, values in enumerate(found.spectra) if len(values)]
    _left_out(found)
    if not usable:
        st.warning("No dense or convolutional layer of this model has a matrix that is small enough for an SVD here.")
        return
    index = st.selectbox("Layer", usable, format_func=lambda i: _named(found, i), key=f"{KEY}_layer_{params.digest}")
    values, size = found.spectra[index], (int(found.sizes[index, 0]), int(found.sizes[index, 1]))
    layout.chart(charts.spectrum_and_energy(values))
    layout.findings(layer_findings.model_spectrum(values, size))
    if found.kinds[index] != "Dense":
        st.caption("A convolution is taken as a matrix of all values under its kernel times its filters.")
    st.subheader("Accuracy with this layer at low rank", anchor=False)
    _accuracy(model, found, index)


def _named(found: ModelWeights, index: int) -> str:
    rows, columns = found.sizes[index]
    return f"{found.layers[index]} ({found.kinds[index]}, {rows:,} × {columns:,})"


def _left_out(found: ModelWeights) -> None:
    large = [name for name, values in zip(found.layers, found.spectra, strict=True) if not len(values)]
    if large:
        st.caption(
            f"Left out, because the matrix is too large (shorter side above {weights.MAX_SIDE:,}, or more than "
            f"{weights.MAX_NUMBERS / 1e6:g} million weights): {_listed(large)}."
        )
    if found.others:
        st.caption(f"Other layers with weights, which are no single matrix: {_listed(found.others)}.")


def _listed(names: list[str] | tuple[str, ...], most: int = 5) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(literal(name) for name in names[:most]) + more


def _accuracy(model: OwnModel, found: ModelWeights, index: int) -> None:
    chosen = own_model.image_set(KEY, model)
    if chosen is None:
        return
    images, scale = chosen
    classes = len(images.class_names)
    if classes > MAX_CLASSES:
        st.warning(f"The image set has {classes} classes; up to {MAX_CLASSES} can be compared.")
        return
    params = ModelRanksParams(
        name=model.name,
        digest=model.digest,
        layer=found.layers[index],
        dataset=images.name,
        scale=scale,
        classes=classes,
    )
    run = runs.offer(model_ranks.request(params, model.content, images.x_test), "Predict at every rank")
    if run is None:
        return
    labels = images.y_test[: run.predictions.shape[1]]
    curves = {"correct": run.accuracy(labels), "same prediction as the full model": run.agreement}
    layout.chart(
        charts.predictions_by_rank(run.ranks, curves, run.needed(labels), f"{len(labels):,} test images", classes)
    )
    layout.findings(layer_findings.model_ranks(run, labels, found.spectra[index]))
    own_model.warn_near_chance(float(curves["correct"][-1]), classes)
