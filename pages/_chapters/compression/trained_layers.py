"""A layer of a trained network as a sum of rank-1 components, and the accuracy of the network without the weak ones."""

import streamlit as st

from core import catalog
from core.charts import images
from core.compression import drawings, findings
from core.compression.charts import layers as charts
from core.compression.svd import svd
from core.compression.trained_layers import LayerStudy, accuracy_by_rank
from core.data import image_sets
from core.networks import classifiers as networks
from core.networks import training
from core.networks.training import Training, TrainingParams
from core.runs.text import literal
from pages._chapters.compression import imagenet_layers, own_model_layers
from pages._chapters.compression.subject import SLUG
from pages._chapters.links import IMAGENET
from pages._shared import data, layout, runs, share
from pages._shared.multiples import multiples

TESTED = 2000  # images that a network with a reduced layer classifies
LAST_RUN = "your last run"
SENT = "the network you came with"
OWN_MODEL = "Your own Keras model"
LAYERS = ("first layer", "output layer")


def trained_layer() -> None:
    """Draw weights of one layer at five ranks, and the accuracy of the network at every rank."""
    choices = _networks()
    offered = [*choices, IMAGENET, OWN_MODEL]
    with st.container(horizontal=True):
        name = st.selectbox("Network", offered, index=0, key=f"{SLUG}_net", bind="query-params", width=280)
        if name in choices:
            layer = st.segmented_control("Layer", LAYERS, default=LAYERS[0], required=True, key=f"{SLUG}_which")
    if name == IMAGENET:
        imagenet_layers.imagenet_layers()
        return
    if name == OWN_MODEL:
        own_model_layers.own_layers()
        return
    run = _finished(choices, name)
    if run is None:
        return
    if image_sets.is_brought(run.params.dataset) and not image_sets.is_local(run.params.dataset):
        st.info(f"The images that this network was trained on ({literal(run.params.dataset)}) are no longer cached.")
        return
    index = min(LAYERS.index(layer), len(run.weights) // 2 - 1)
    image_set = data.load(run.params.dataset)
    study = _study(run.params, index, run, image_set)
    _at_five_ranks(study, image_set.shape if index == 0 else None)
    start = svd(run.weights[2 * index][0])[1]
    accuracy = charts.accuracy_by_rank(study.accuracy, study.agreement, study.needed, len(image_set.class_names))
    multiples([accuracy, charts.layer_spectra(start, study.singular_values)], width=300)
    tested = min(TESTED, len(image_set.x_test))
    layout.findings(findings.trained_layer(study, start, run.params.dataset, tested))


def _finished(choices: dict[str, TrainingParams], name: str) -> Training | None:
    """Return the run of that name, or else the first bundled one that is finished, with a button that chooses it."""
    run = runs.find(training.request(choices[name]))
    if run is not None and not run.failure:
        return run
    why = run.failure if run is not None else "This run is no longer cached: train it again on Weight Templates."
    for other, params in choices.items():
        instead = runs.find(training.request(params)) if other != name else None
        if instead is not None and not instead.failure:
            st.info(f"{why} Shown here instead: “{other}”.")
            chosen = {f"{SLUG}_net": other}
            label = f"Switch to “{other}”"
            st.button(label, on_click=st.session_state.update, args=(chosen,), key=f"_{SLUG}_net_switch")
            return instead
    st.info(why)
    return None


def _at_five_ranks(study: LayerStudy, shape: tuple[int, ...] | None) -> None:
    """Draw the same weights at five ranks, each with the accuracy of the network."""
    if shape is None:
        st.caption("Each row is one class and each column is one hidden unit. Red weights are positive, blue negative.")
    else:
        shown = min(drawings.SHOWN_UNITS, study.weights.shape[1])
        colour = "Red weights are positive, blue negative." if len(shape) == 2 else "Grey weights are 0."
        st.caption(f"The {shown} units with the strongest weights, the same ones in every row. {colour}")
    for k in study.shown_ranks:
        pixels = drawings.units(study, k, shape, layout.signed_palette())
        words = f"Rank {k}{' (all)' if k == len(study.singular_values) else ''}"
        with st.container(gap="xxsmall"):
            st.markdown(f"**{words}:** {findings.share(study.accuracy[k], 1)} accuracy")
            st.image(images.enlarge(pixels, max(1, 800 // pixels.shape[1])), width="stretch", alt=f"Weights at {words}")


def _networks() -> dict[str, TrainingParams]:
    """Dense networks with finished runs: the presets of Weight Templates, and what this visitor trained last."""
    found = {}
    sent = share.linked(catalog.topic("compression"), TrainingParams)
    if sent is not None and sent.architecture in networks.DENSE:
        found[SENT] = sent
    templates = catalog.topic("templates")
    for preset in sorted(templates.presets, key=lambda preset: "hidden" not in preset.title.lower()):
        params = TrainingParams(**preset.here())
        if params.architecture in networks.DENSE:
            found[preset.title] = params
    defaults = TrainingParams.defaults()
    for topic in catalog.TOPICS:
        if not issubclass(topic.params, TrainingParams):
            continue
        prefix = f"{topic.slug}_"
        state = {name: st.session_state.get(prefix + name, default) for name, default in defaults.items()}
        params = TrainingParams.from_query({name: str(value) for name, value in state.items()})
        known = params.canonical() in {other.canonical() for other in found.values()}
        if not known and params.architecture in networks.DENSE and runs.find(training.request(params)) is not None:
            found[f"{LAST_RUN} on {topic.title}"] = params
    return found


@st.cache_resource(max_entries=8, show_spinner="Reducing the layer to every rank")
def _study(params: TrainingParams, index: int, _run: Training, _set: image_sets.ImageSet) -> LayerStudy:
    final = _run.final()
    x = _set.x_test[:TESTED].reshape(min(TESTED, len(_set.x_test)), -1) / 255
    parts = list(zip(final[::2], final[1::2], strict=True))
    return accuracy_by_rank(parts, index, x, _set.y_test[:TESTED])
