"""One net on several pages: links that carry its settings, and what the Jacobian page shows of it."""

import numpy as np
import streamlit as st

from core import catalog
from core.confusion import topic as confusion
from core.jacobian.charts import spectra as charts
from core.jacobian.dense import spectra
from core.networks import classifiers as networks
from core.networks.training import TrainingParams, request
from core.templates.weights import flatten
from pages._shared import data, layout, runs, share

INPUTS = 16


def classifier(params: TrainingParams, here: str) -> None:
    """Links from Weight Templates or Confusion to the other pages that can show this net."""
    topics = {topic.slug: topic for topic in catalog.TOPICS}
    net = params.canonical()
    links = {}
    for slug, label, shown in (
        ("templates", "Its templates", networks.DENSE),
        ("confusion", "Its mistakes", confusion.ARCHITECTURES),
    ):
        if slug != here and net.architecture in shown:
            query = {f"{slug}_{name}": value for name, value in net.to_query().items()}
            links[label] = (topics[slug], query)
    if net.architecture in networks.DENSE:
        svd, jacobian = topics["compression"], topics["jacobian"]
        links["Its layers, cut to a low rank"] = share.link(svd, net, compression_tab="A trained net?")
        links["Its Jacobian"] = share.link(jacobian, net, jacobian_tab="And a net from another page?")
    if links:
        st.caption("The same net on other pages:")
        share.elsewhere(links)


def dense_spectra() -> None:
    """Exact spectra of a net that was trained on Weight Templates or Confusion, before and after training."""
    params = share.linked(catalog.topic("jacobian"), TrainingParams)
    if params is None or params.architecture not in networks.DENSE:
        st.caption("Open one with “Its Jacobian” on Weight Templates or Confusion. Until then: one layer on digits.")
        params = TrainingParams()
    run = runs.ask(request(params))
    pictures = data.load(params.dataset)
    x = flatten(pictures.x_test[:INPUTS])
    after, before = (spectra([weight[at] for weight in run.weights], x) for at in (-1, 0))
    width = max(values.shape[1] for values in after)
    values = np.full((2, len(after), INPUTS, width), np.nan)
    for state, found in enumerate((after, before)):
        for index, layer in enumerate(found):
            values[state, index, :, : layer.shape[1]] = layer
    names = ("logits",) if len(after) == 1 else ("hidden", "logits")
    title = "Exact spectra from the picture (mean ± SD)"
    layout.chart(charts.by_index(values / values[..., :1], names, title, "s / s₁", log=True))
    last, reach = after[-1].mean(0), after[-1].shape[1]
    st.markdown(
        f"{params.architecture}, {run.epochs} epochs on {params.dataset}, test accuracy {run.test_accuracy[-1]:.1%}. "
        f"Of {x.shape[1]} directions of the picture at most **{reach}** reach the answer. The strongest is "
        f"stretched {last[0]:.2f} times, the last {last[-1]:.2f} times; before training {before[-1].mean(0)[0]:.2f} "
        f"and {before[-1].mean(0)[-1]:.2f}."
        + (" One layer is linear: its spectrum is the same at every picture." if len(after) == 1 else "")
    )
