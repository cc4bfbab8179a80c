"""One network on several pages: links that carry its settings."""

import streamlit as st

from core import catalog
from core.confusion import topic as confusion
from core.networks import classifiers as networks
from core.networks.training import TrainingParams
from pages._shared import share


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
        st.caption("The same network on other pages:")
        share.elsewhere(links)
