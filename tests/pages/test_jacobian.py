"""Jacobian Spectra: one visitor turns all chapters and parts of two presets, from baked runs."""

from dataclasses import replace
from typing import Any

from core.catalog import topic
from core.jacobian import experiments
from core.jacobian.pretrained import CIFAR, SQUEEZENET
from core.jacobian.training import JacobianParams
from pages._chapters.jacobian import parts
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


def test_a_visitor_turns_all_chapters_of_two_presets():
    app = opened(TOPIC.page)
    for preset in (TOPIC.presets[0], TOPIC.presets[4]):
        if preset.values:
            app.pills(key="_jacobian_preset").set_value(preset.title).run()
        for chapter, shown in CHAPTERS.items():
            text = press(app, parts.TAB, chapter)
            assert preset.note in text
            for (key, part), words in shown.items():
                text = press(app, key, part) if key else text
                assert words in text, (preset.title, chapter, part)


def test_the_quiz_is_answered_and_a_preset_opens_its_part():
    app = opened(TOPIC.page)
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
