"""Jacobian Spectra: one visitor turns all chapters and parts of two presets, from baked runs."""

import sys
from dataclasses import replace
from typing import Any

import pytest

from core.catalog import topic
from core.jacobian import experiments, spectrum_shape
from core.jacobian.pretrained import CIFAR, SQUEEZENET
from core.jacobian.training import JacobianParams
from pages._chapters.jacobian import parts, side, trained
from pages._chapters.jacobian.imagenet import noise, spectra
from pages._chapters.jacobian.imagenet import page as imagenet_page
from pages._shared import runs, waiting
from tests.opening import opened, said

TOPIC = topic("jacobian")
# A chapter, and for each of its parts (widget, title) the words that only it says.
CHAPTERS: dict[str, dict[tuple[str, str], str]] = {
    "Spectra and directions": {
        (parts.DIRECTIONS, "Directions at every layer"): "“Weakest direction” is",
        (parts.DIRECTIONS, "How local are they?"): "strongest directions at",
    },
    "Noise": {
        (parts.NOISE, "Random noise"): "keep their prediction",
        (parts.NOISE, "Along singular directions"): "Share of changed predictions",
    },
    "Classes": {("", ""): "geometric mean"},
    "During training": {
        (parts.TRAINING, "By epoch"): "were measured, at 8 test images",
        (parts.TRAINING, "Steepness and accuracy"): "Spearman's correlation",
    },
    "Architecture": {
        (parts.ARCHITECTURE, "Initialisation"): "with Gaussian ones",
        (parts.ARCHITECTURE, "Layer by layer"): "largest singular values",
        (parts.ARCHITECTURE, "Contractive auto-encoders"): "reconstruction error",
    },
    "Other networks": {
        (parts.OTHER_NETWORKS, SQUEEZENET): "less steep than the untrained one at logits",
        (parts.OTHER_NETWORKS, CIFAR): "16-bit",
        (parts.OTHER_NETWORKS, "Network of another page"): "directions of the image reach the logits",
    },
    "Claims": {("", ""): "Our own measurements"},
}
UNKNOWN = ("nan", "None", "inf ")


def press(app: Any, key: str, title: str) -> str:
    """Choose one of a line of titles, and return what the page then says."""
    control = app.pills(key=key) if key.endswith("preset") else app.segmented_control(key=key)
    control.set_value([title] if key.endswith("preset") else title).run()
    assert not app.exception
    assert not app.error
    text = said(app)
    assert not any(word in text for word in UNKNOWN), text
    assert "trained once more" not in text  # all of it is baked
    return text


# Chapters of the ImageNet network, and words of each.
IMAGENET_CHAPTERS = {
    "Spectra": "Top-5 predictions:** espresso",
    "Directions": "strongest directions cover",
    "Noise": "draws of that noise leave the prediction",
    "Other networks": "less steep than the untrained one at logits",
    "Claims": "How it was judged",
}


def test_a_visitor_turns_all_chapters_of_the_imagenet_network_and_of_two_presets(monkeypatch):
    with monkeypatch.context() as without:
        for name in ("tensorflow", "keras"):
            without.setitem(sys.modules, name, None)  # the first paint does not need them: an import of one raises
        app = opened(TOPIC.page)
        assert not app.exception
    assert app.button(key="_jacobian_no_pin").disabled
    for chapter, words in IMAGENET_CHAPTERS.items():
        assert words in press(app, parts.TAB, chapter)
        if chapter == "Noise":
            assert "whose prediction changes after a step" in press(app, noise.PARTS, "Along singular directions")
    press(app, parts.TAB, "Spectra")
    app.selectbox(key="jacobian_photograph").set_value("taxis").run()
    for key, choices in {"scale": spectrum_shape.SCALES, "over": spectra.OVER}.items():
        for choice in choices:
            text = press(app, f"jacobian_imagenet_{key}", choice)
            assert "Top-5 predictions:** cab" in text
    app.toggle(key="jacobian_imagenet_log").set_value(True).run()
    assert not app.exception
    for preset in (TOPIC.presets[0], TOPIC.presets[4]):
        if app.radio(key=side.KEY).value == side.IMAGENET or preset.values:
            app.pills(key="_jacobian_preset").set_value(preset.title).run()
        for chapter, shown in CHAPTERS.items():
            text = press(app, parts.TAB, chapter)
            assert preset.note in text
            for (key, part), words in shown.items():
                text = press(app, key, part) if key else text
                assert words in text, (preset.title, chapter, part)


def test_the_quiz_is_answered_and_a_preset_opens_its_part():
    app = opened(TOPIC.page, **TOPIC.query(TOPIC.presets[0]))
    assert "Here it is **in more than 60 %**. 62% of the random changes do, and 84%" in press(
        app, "_jacobian_guess", "in up to 20 %"
    )
    app.pills(key="_jacobian_preset").set_value("Contractive").run()
    for penalty, verdict in ((3.0, "check: holds"), (0.01, "close: does not hold")):
        app.select_slider(key="jacobian_penalty").set_value(penalty).run()
        assert verdict in said(app)


def test_old_addresses_open_what_they_named():
    app = opened(TOPIC.page, "jacobian_", tab="Which directions survive?", input="picture 2")
    assert app.segmented_control(key="jacobian_input").value == "image 2"
    app = opened(TOPIC.page, "jacobian_", tab="What does each layer do?", chain_input="picture 3")
    assert app.segmented_control(key="jacobian_chain_input").value == "image 3"
    text = said(opened(TOPIC.page, "jacobian_", tab="And a net from another page?"))
    assert "At most **10** of 784 directions" in text
    assert "the Jacobian is the weight matrix" in text


def test_a_network_that_is_not_bundled_shows_the_nearest_one_and_offers_it():
    """Its own run is in memory, as after a training; what needs a second training is not."""
    params = replace(JacobianParams(**TOPIC.presets[1].values), seed=5)
    bundled = runs.find(experiments.request(JacobianParams(**TOPIC.presets[1].values)))
    waiting.jobs().keep(experiments.request(params).key, replace(bundled, params=params))
    app = opened(TOPIC.page, "jacobian_", tab="Layer by layer", **params.to_query())
    for chapter, words in (("Architecture", "largest singular values"), ("During training", "were measured, at 8")):
        app.segmented_control(key=parts.TAB).set_value(chapter).run()
        assert not app.exception
        assert "bundled network most like it, **Digits, dense layers**" in said(app)
        assert words in said(app)
    app.button(key="_jacobian_nearest").click().run()
    assert "bundled network" not in said(app)
    assert TOPIC.presets[1].note in said(app)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, side.IMAGENET),
        ({"claim": "E6"}, side.IMAGENET),
        ({"jacobian_photograph": "rocket"}, side.IMAGENET),
        ({"jacobian_imagenet_log": "true", "jacobian_tab": "Claims"}, side.IMAGENET),
        ({"jacobian_network": side.IMAGENET, "jacobian_depth": "4"}, side.IMAGENET),
        ({"jacobian_network": "junk"}, side.IMAGENET),
        ({"jacobian_network": "junk", "jacobian_depth": "4"}, side.TRAIN),
        ({"jacobian_network": side.TRAIN}, side.TRAIN),
        ({"jacobian_tab": "Claims"}, side.TRAIN),
        ({"jacobian_depth": "4"}, side.TRAIN),
        ({"jacobian_default": "true"}, side.TRAIN),
        ({"jacobian_input": "picture 2"}, side.TRAIN),
        ({"pin_jacobian": ""}, side.TRAIN),
        ({"from_jacobian": "", "jacobian_tab": "Network of another page"}, side.TRAIN),
    ],
)
def test_the_address_says_which_side_is_open(monkeypatch, query, expected):
    seen = []
    for module, name in ((trained, side.TRAIN), (imagenet_page, side.IMAGENET)):
        monkeypatch.setattr(module, "page", lambda _, name=name: seen.append(name))
    app = opened(TOPIC.page, **query)
    assert not app.exception
    assert seen == [expected]
    assert app.radio(key=side.KEY).value == expected
