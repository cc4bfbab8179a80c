"""One network on several pages: links that carry its settings."""

from core import catalog
from core.confusion import topic as confusion
from core.networks import classifiers as networks
from core.networks.training import TrainingParams
from pages._chapters.jacobian import side
from pages._shared import share

IMAGENET = "EfficientNet-Lite0 (ImageNet)"  # as the controls of the pages name it


def classifier(params: TrainingParams, here: str) -> dict[str, share.Link]:
    """Return links from Weight Templates or Confusion to the other pages that can show this network."""
    topics = {topic.slug: topic for topic in catalog.TOPICS}
    network = params.canonical()
    links: dict[str, share.Link] = {}
    for slug, label, shown in (
        ("templates", "Weight templates", networks.DENSE),
        ("confusion", "Confusion matrix", confusion.ARCHITECTURES),
    ):
        if slug != here and network.architecture in shown:
            query = {f"{slug}_{name}": value for name, value in network.to_query().items()}
            links[label] = (topics[slug], query)
    if network.architecture in networks.DENSE:
        svd, jacobian = topics["compression"], topics["jacobian"]
        links["Compress its layers"] = share.link(svd, network, compression_tab="Network layers")
        links["Jacobian spectra"] = share.link(
            jacobian, network, jacobian_network=side.TRAIN, jacobian_tab="Network of another page"
        )
    return links


def imagenet() -> dict[str, share.Link]:
    """Return links from Jacobian Spectra to the other pages that show EfficientNet-Lite0."""
    topics = {topic.slug: topic for topic in catalog.TOPICS}
    return {
        "Its first filters": (topics["templates"], {"templates_tab": "Hidden units", "templates_filters_of": IMAGENET}),
        "Compress its layers": (
            topics["compression"],
            {"compression_tab": "Network layers", "compression_net": IMAGENET},
        ),
    }
