"""The dialog "Export" of every page: the same buttons in the same order, and no file made before it is asked for."""

import pytest

from core.catalog import TOPICS
from core.charts import images, video
from core.gallery.film_page import MOST_BYTES
from pages._shared import exports, layout
from tests.opening import opened

FIRST = ["Web page", "Notebook", "Script"]
THEN = ["(CSV)", "(npz)", "(GIF)", "(MP4)", "(SVG)", "(PNG)"]
OWN_ANIMATION = "compression"  # made by its own button, with progress: it takes seconds


def never(*_, **__):
    raise AssertionError("made before anybody asked for it")


def labels_of(app, topic):
    app.button(key=f"_{topic.slug}_export").click().run()
    assert not app.exception
    return [button.label for button in app.get("download_button")]


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_every_page_exports_the_same_files_in_the_same_order(topic, monkeypatch):
    app = opened(topic.page, **topic.query(topic.presets[0]))
    for place, name in ((images, "gif"), (layout, "npz"), (layout, "csv"), (video, "mp4"), (exports, "film_page")):
        monkeypatch.setattr(place, name, never)
    monkeypatch.setattr(video, "encoder", lambda: "ffmpeg")
    labels = labels_of(app, topic)
    monkeypatch.setattr(video, "encoder", lambda: None)
    without = labels_of(app, topic)
    assert labels[:3] == FIRST
    kinds = [THEN.index(label[-5:]) for label in labels[3:]]
    assert kinds == sorted(kinds)
    assert {0, 1} <= set(kinds)
    if topic.slug != OWN_ANIMATION:
        at = labels.index("Animation (GIF)")
        assert labels[at + 1] == "Animation (MP4)"
        assert without == [*labels[: at + 1], *labels[at + 2 :]]


@pytest.mark.slow
@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_the_web_page_of_every_preset_is_small(topic, monkeypatch):
    offered = []
    monkeypatch.setattr(exports, "show", lambda _, name, files: offered.append((name, files[0])))
    for preset in topic.presets:
        app = opened(topic.page, **topic.query(preset))
        app.button(key=f"_{topic.slug}_export").click().run()
        name, file = offered.pop()
        page = file.content()
        assert name.startswith(topic.slug)
        assert page.startswith("<!doctype html>")
        assert len(page.encode()) < MOST_BYTES
