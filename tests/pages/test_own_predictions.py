"""A visitor's own predictions through AppTest: every chapter, a second file, links, and files that cannot be used."""

from functools import partial

import numpy as np
import pandas as pd
import pytest

from core.data.own_store import STORE
from tests.opening import app_of, said

page = partial(app_of, "pages/2_Confusion_Matrix.py", "confusion_", source="own file")
NAMES = np.array(["cat", "dog", "![a](http://evil.test/x.png)"])


def table(seed: int, columns: str = "probabilities", rows: int = 60) -> bytes:
    """Make a file; the actual classes are the same for every seed."""
    actual = np.random.default_rng(0).integers(0, 3, rows)
    probabilities = np.random.default_rng(seed).dirichlet(np.ones(3), rows) + 0.4 * np.eye(3)[actual]
    probabilities /= probabilities.sum(1, keepdims=True)
    frame = pd.DataFrame({"y_true": NAMES[actual], "y_pred": NAMES[probabilities.argmax(1)]})
    if columns == "confidence":
        frame["confidence"] = probabilities.max(1).round(4)
    if columns == "probabilities":
        frame = frame.join(pd.DataFrame(probabilities.round(5), columns=[f"p_{name}" for name in NAMES]))
    return frame.assign(length=np.arange(rows) / 2).to_csv(index=False).encode()


def upload(app, content, slot="file", name="predictions.csv"):
    app.file_uploader(key=f"_confusion_{slot}_table").upload(name, content, "text/csv").run()
    assert not app.exception
    return app


def chapter(app, title):
    app.session_state["confusion_tab"] = title
    app.run()
    assert not app.exception
    return said(app)


def test_a_session_with_a_file_of_ones_own():
    app = page().run()
    assert not app.exception
    assert "The predictions of any classifier" in said(app)
    upload(app, table(1))
    key = app.query_params["confusion_file"]
    assert STORE.find(key) is not None
    text = said(app)
    assert "60 rows, 3 classes" in text
    assert "All test samples" in text
    assert "need the network itself" in text
    assert "![a](" not in text
    app.session_state["confusion_actual"] = "cat"
    assert "Actual class cat, any prediction" in chapter(app, "Confusion matrix")
    assert list(app.dataframe[0].value) == ["test sample", "actual", "predicted", "sorted by", "length"]
    app.session_state["confusion_sample"] = 7
    assert "The classifier classifies the sample as" in chapter(app, "Confusion matrix")
    app.session_state["confusion_sample"] = None
    assert "Expected calibration error" in chapter(app, "Calibration")
    assert "A line for each sample" in chapter(app, "File formats")
    assert "A second file" in chapter(app, "Compare two files")
    upload(app, table(2, "confidence"), "file_b")
    assert "McNemar's test" in said(app)
    assert "B (the second file)" in said(app)
    upload(app, table(2, "confidence", rows=59), "file_b")
    assert "A has 60 rows and B 59" in said(app)
    upload(app, table(3, "labels"))
    assert "Calibration needs a confidence for each row" in chapter(app, "Calibration")
    upload(app, table(3, "confidence"))
    assert "Expected calibration error" in said(app)
    upload(app, b"actual,predicted\na,b\n,a\n")
    assert "predictions\\.csv cannot be used" in said(app)
    assert "Line 3 has no actual class" in said(app)
    # A preset leads back to a network that is trained here.
    app.session_state["_confusion_preset"] = "Shuffled labels"


def test_a_link_works_in_another_session_while_the_server_has_the_file():
    app = upload(page().run(), table(5))
    key = app.query_params["confusion_file"]
    other = page(file=key, tab="Calibration").run()
    assert not other.exception
    assert "Expected calibration error" in said(other)
    gone = page(file="own-0123", tab="Compare two networks").run()
    assert not gone.exception
    assert "this server no longer has them" in said(gone)
    upload(gone, table(5))
    assert gone.query_params["confusion_file"] == key
    assert "no longer has" not in said(gone)
    assert "A second file" in said(gone)  # the chapter of the link, under its name here


@pytest.mark.parametrize("title", ["Confusion matrix", "Compare two files", "Calibration", "File formats"])
def test_a_file_without_confidence_has_every_chapter(title):
    app = upload(page(tab=title).run(), table(6, "labels"))
    app.run()
    assert not app.exception
    assert not app.error
