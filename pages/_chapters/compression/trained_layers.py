"""A trained layer as a sum of rank-1 components, and what the network still knows without the weak ones."""

import streamlit as st

from core import catalog
from core.charts import images
from core.compression import charts, findings, wire
from core.compression.svd import svd
from core.compression.trained_layers import LayerStudy, accuracy_by_rank
from core.data import image_sets
from core.networks import classifiers as networks
from core.networks import training
from core.networks.training import Training, TrainingParams
from pages._chapters.compression.subject import SLUG
from pages._shared import data, layout, runs, share
from pages._shared.layers import layers

TESTED = 2000  # pictures that a cut net is asked about
LAST_RUN = "your last run"
SENT = "the net you came with"


def trained_layer() -> None:
    """The same for the weights of a net: the picture of the layer, and accuracy, against the rank that is kept."""
    choices = _nets()
    with st.container(horizontal=True):
        name = st.selectbox("Net", list(choices), index=0, key=f"{SLUG}_net", bind="query-params", width=280)
        run = runs.find(training.request(choices[name]))
        if run is None:
            st.info("This run is no longer cached. Train it on Weight Templates, or choose another.")
            return
        if run.failure:
            st.warning(run.failure)
            return
        names = ("first layer",) if len(run.weights) == 2 else ("first layer", "output layer")
        chosen = st.segmented_control("Layer", names, default=names[0], required=True, key=f"{SLUG}_which")
    index = names.index(chosen)
    pictures_of_net = data.load(run.params.dataset)
    study = _study(run.params, index, run, pictures_of_net)
    mark = f"{run.params.slug()}-{index}"
    layers(_layer_message(mark, study, pictures_of_net.shape if index == 0 else None), key=f"{SLUG}_matrix")
    left, right = st.columns(2)
    needed = study.needed
    start = svd(run.weights[2 * index][0])[1]
    with left:
        layout.chart(charts.accuracy_by_rank(study.accuracy, study.agreement, needed))
    with right:
        layout.chart(charts.layer_spectra(start, study.singular_values))
    tested = min(TESTED, len(pictures_of_net.x_test))
    st.markdown(findings.trained_layer(study, start, tested).text)


def _nets() -> dict[str, TrainingParams]:
    """Dense nets whose runs are finished: the presets of Weight Templates, and what this visitor trained last."""
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


@st.cache_resource(max_entries=8, show_spinner="Cutting the layer to every rank")
def _study(params: TrainingParams, index: int, _run: Training, _set: image_sets.ImageSet) -> LayerStudy:
    final = _run.final()
    x = _set.x_test[:TESTED].reshape(min(TESTED, len(_set.x_test)), -1) / 255
    parts = list(zip(final[::2], final[1::2], strict=True))
    return accuracy_by_rank(parts, index, x, _set.y_test[:TESTED])


@st.cache_data(max_entries=8, show_spinner=False)
def _layer_message(mark: str, _study: LayerStudy, _shape: tuple[int, ...] | None) -> bytes:
    values = _study.singular_values
    return wire.matrix_message(
        _study.weights,
        (_study.left, values, _study.right),
        _shape or wire.rectangle(len(_study.weights)),
        {
            "id": f"layer-{mark}",
            "start": max(1, min(_study.needed, len(values))),
            "top": 0,
            "labels": {"original": "All ranks", "residual": "What is missing"},
            "palette": images.lookup("diverging").ravel().tolist(),
            "palette_on_dark": images.lookup("diverging on dark").ravel().tolist(),
            "curves": wire.layer_curves(_study),
        },
    )
