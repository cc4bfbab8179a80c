"""A visitor's own image set through AppTest: upload, preview, use, a link in a second session, a set that is gone."""

from urllib.parse import urlencode

import numpy as np
import pytest

from core.data import image_sets, own_sets, own_store
from core.runs.progress import drain
from core.runs.text import literal
from tests.data.own_files import npz, three_colours, twenty_greys
from tests.hostile import TEXTS
from tests.opening import app_of, opened, said

PAGES = {
    "templates": "pages/1_Weight_Templates.py",
    "confusion": "pages/2_Confusion_Matrix.py",
    "jacobian": "pages/5_Jacobian_Spectra.py",
}


def in_the_store(content: bytes, file_name: str) -> str:
    """Return the name of a set after it was uploaded."""
    return drain(own_sets.read(content, file_name)).name


@pytest.fixture
def store(monkeypatch):
    """An empty store."""
    found = own_store.Store(lambda: 1e9)
    monkeypatch.setattr(own_store, "STORE", found)
    return found


def test_upload_preview_use_link_and_a_set_that_is_gone(store, monkeypatch):
    app = opened(PAGES["confusion"], "confusion_", dataset=image_sets.OWN, epochs=1)
    assert not app.exception
    assert not app.warning
    uploader = app.get("file_uploader")[0]
    uploader.upload("notes.csv", b"a,b,c\n1,2,3\n", "text/csv").run()
    assert "Expected is a label and the pixels of a square image" in app.error[0].value
    app.get("file_uploader")[0].upload("colours.zip", three_colours(8, width=24), "application/zip").run()
    assert not app.exception
    assert "3 classes** · 18 training and 6 test images of 24 × 24 pixels in colour" in said(app)
    app.selectbox(key="_confusion_own_side").set_value(16).run()
    assert "16 × 16 pixels in colour" in said(app)
    app.button(key="_confusion_own_use").click().run()
    assert not app.exception
    name = app.session_state["confusion_dataset"]
    assert image_sets.load(name).shape == (16, 16, 3)
    assert "3 classes · 18 training and 6 test images" in said(app)
    assert "of 6 test images are classified correctly" in said(app)

    link = {"dataset": name, "epochs": 1}
    second = opened(PAGES["confusion"], "confusion_", **link)
    assert "of 6 test images are classified correctly" in said(second)
    other = opened(PAGES["confusion"], "confusion_")
    assert name not in other.selectbox(key="confusion_dataset").options  # it is nobody else's list

    monkeypatch.setattr(own_store, "STORE", own_store.Store(lambda: 1e9))
    for slug, page in PAGES.items():
        gone = opened(page, f"{slug}_", **link)
        assert not gone.exception
        assert f"The image set {literal(name)} is gone" in gone.warning[0].value
        assert gone.session_state[f"{slug}_dataset"] == name
    pinned = app_of(PAGES["confusion"], "confusion_")
    pinned.query_params["pin_confusion"] = urlencode(link)
    assert f"The image set {literal(name)} of the pinned run is gone" in said(pinned.run())
    assert drain(own_sets.read(three_colours(8, width=24), "again.zip", 16)).name == name
    assert "of 6 test images are classified correctly" in said(opened(PAGES["confusion"], "confusion_", **link))


def test_names_of_classes_are_shown_as_they_are_written(store):
    rng = np.random.default_rng(0)
    y = np.repeat(np.array(TEXTS), 6)
    x = rng.integers(0, 256, (len(y), 16, 16)).astype(np.uint8)
    name = in_the_store(npz(x=x, y=y), "a.npz")
    names = {own_sets.class_name(text) for text in TEXTS}
    visits = [("confusion", tab) for tab in ("Confusion matrix", "Over the epochs")]
    visits += [("templates", tab) for tab in ("Templates", "Evidence in one image")]
    for slug, tab in visits:
        more = {"sample": 1} if slug == "confusion" else {"architecture": "hidden"}
        app = opened(PAGES[slug], f"{slug}_", dataset=name, epochs=1, tab=tab, **more)
        assert not app.exception
        words = said(app) + " ".join(str(group.options) for group in app.get("button_group"))
        assert not [text for text in names if len(text) > 9 and text in words]


def test_a_set_of_the_host_is_in_the_list_and_a_broken_one_says_so(store, tmp_path, monkeypatch):
    monkeypatch.setenv("NBB_DATA_DIR", str(tmp_path))
    (tmp_path / "sets").mkdir()
    (tmp_path / "sets" / "columns.npz").write_bytes(twenty_greys())
    (tmp_path / "sets" / "broken.npz").write_bytes(b"no")
    app = opened(PAGES["templates"], "templates_", dataset="sets/columns", epochs=1)
    assert not app.exception
    assert "of 40 test images correctly (uniform guessing: 5%)" in said(app)
    assert {"sets/columns", "sets/broken"} <= {*app.selectbox(key="templates_dataset").options}
    app.selectbox(key="templates_dataset").set_value("sets/broken").run()
    assert not app.exception
    assert "The image set broken cannot be used" in app.error[0].value


COLOURS, GREYS = (three_colours(40, width=28), "a.zip"), (twenty_greys(), "a.npz")
WALKS = [
    ("templates", {"architecture": "one layer"}, COLOURS),
    ("templates", {"architecture": "hidden", "hidden": 20}, GREYS),
    ("templates", {"architecture": "hidden from images", "hidden": 20, "compare": "true"}, COLOURS),
    ("confusion", {"architecture": "cnn", "sample": 1}, COLOURS),
    ("confusion", {"labels": "shuffled", "view": "top samples"}, GREYS),
    ("jacobian", {"net": "cnn"}, GREYS),
    ("jacobian", {"net": "mlp"}, COLOURS),
]


@pytest.mark.slow
@pytest.mark.parametrize(("slug", "settings", "file"), WALKS, ids=[f"{w[0]} {i}" for i, w in enumerate(WALKS)])
def test_every_chapter_works_with_other_classes_sizes_and_colours(slug, settings, file):
    name = in_the_store(*file)
    app = app_of(PAGES[slug], f"{slug}_", dataset=name, epochs=2, **settings).run()
    titles = app.get("button_group")
    chapters = next(group.options for group in titles if "Claims" in group.options)
    assert len(chapters) >= 6
    for chapter in chapters:
        app.session_state[f"{slug}_tab"] = chapter
        app.run()
        assert not app.exception, chapter
        assert not app.error, chapter
        for button in app.button:  # whatever the chapter offers to train
            if button.key and button.key.endswith("_offer"):
                button.click()
        app.run()
        assert not app.exception, chapter
        assert not app.error, chapter


@pytest.mark.slow
def test_the_trained_layers_of_an_own_network_are_compressed():
    name = in_the_store(three_colours(40), "a.zip")
    opened(PAGES["templates"], "templates_", dataset=name, epochs=2)
    query = {"from_compression": f"dataset={name}&epochs=2", "compression_tab": "Network layers"}
    app = opened("pages/3_SVD_Compression.py", **query, compression_net="the network you came with")
    assert not app.exception
    assert name in said(app)
