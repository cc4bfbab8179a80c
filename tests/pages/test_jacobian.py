"""Jacobian Spectra: a visitor of each preset turns all chapters, from baked runs."""

import pytest

from core.catalog import topic
from core.jacobian.pretrained import CIFAR, SQUEEZENET
from tests.opening import app_of, opened, said

TOPIC = topic("jacobian")
# A chapter, and words that only it says.
CHAPTERS = {
    "Spectra and directions": "strongest directions at",
    "Noise": "keep their prediction",
    "Which steps change the answer?": "Share of changed predictions",
    "Classes": "geometric mean",
    "Does the start matter?": "with Gaussian ones",
    "During training": "were measured, at 8 test images",
    "Does steepness tell a good net?": "Spearman's correlation",
    "Can one ask for steepness?": "reconstruction error",
    "What does each layer do?": "largest singular values",
    "Claims": "Our own measurements",
    "And a net from another page?": "directions of the image reach the logits",
    "Other networks": "of the trained network",
    "Take it with you": "exact run as code",
}
UNKNOWN = ("nan", "None", "inf ")


def turn(app, **query):
    for name, value in query.items():
        app.query_params[f"jacobian_{name}"] = value
    app.run()
    assert not app.exception
    assert not app.error
    text = said(app)
    assert not any(word in text for word in UNKNOWN), text
    assert "trained once more" not in text  # all of it is baked
    return text


@pytest.mark.parametrize("preset", TOPIC.presets, ids=lambda preset: preset.title)
def test_all_chapters_of_a_preset_speak(preset):
    app = app_of(TOPIC.page)
    query = {name.removeprefix("jacobian_"): value for name, value in TOPIC.query(preset).items()}
    for tab, words in CHAPTERS.items():
        text = turn(app, **query | {"tab": tab})
        assert words in text, tab
        assert preset.note in text


def test_a_preset_opens_its_chapter_and_its_quiz_is_answered():
    app = opened(TOPIC.page)
    app.segmented_control(key="_jacobian_guess").select("in up to 20 %").run()
    assert not app.exception
    assert "Here it is **in more than 60 %**. 62% of the random steps do, and 84%" in said(app)
    app.pills(key="_jacobian_preset").select("Contractive against plain").run()
    assert "reconstruction error" in said(app)
    assert not app.exception


def test_penalties_scales_and_pretrained_networks_change_what_is_said():
    for penalty, verdict in (("3.0", "check: holds"), ("0.01", "close: does not hold")):
        assert verdict in turn(app_of(TOPIC.page), tab="Can one ask for steepness?", penalty=penalty)
    turn(app_of(TOPIC.page), tab="During training", epoch_scale="s, logarithmic")
    for net, words in ((SQUEEZENET, "less steep than the untrained one at logits"), (CIFAR, "16-bit")):
        assert words in turn(app_of(TOPIC.page), tab="Other networks", elsewhere=net)


def test_addresses_of_earlier_versions_still_choose_an_image():
    app = opened(TOPIC.page, "jacobian_", input="picture 2")
    assert app.segmented_control(key="jacobian_input").value == "picture 2"
    app = opened(TOPIC.page, "jacobian_", tab="What does each layer do?", chain_input="picture 3")
    assert app.segmented_control(key="jacobian_chain_input").value == "picture 3"


def test_a_dense_network_of_another_page_is_shown_exactly():
    text = turn(app_of(TOPIC.page), tab="And a net from another page?")
    assert "At most **10** of 784 directions" in text
    assert "the Jacobian is the weight matrix" in text
