"""Jacobian Spectra: the tab of nets that were trained elsewhere."""

import pytest

from core.catalog import topic
from core.jacobian.pretrained import CIFAR, SQUEEZENET
from tests.networks.saved_models.keras_files import good  # noqa: F401 a fixture
from tests.opening import app_of

TOPIC = topic("jacobian")


@pytest.fixture
def tab():
    def open_tab(kind):
        app = app_of(TOPIC.page)
        app.query_params["jacobian_tab"] = "And a net for photographs?"
        app.query_params["jacobian_elsewhere"] = kind
        app.run()
        assert not app.exception
        return app

    return open_tab


def press(app, label):
    """Click the button whose label begins like this."""
    next(button for button in app.button if button.label.startswith(label)).click().run()


@pytest.mark.parametrize(("net", "said"), [(SQUEEZENET, "fire9"), (CIFAR, "16-bit")])
def test_baked_nets_quote_their_numbers(tab, net, said):
    app = tab(net)
    assert not app.error
    texts = [text.value for text in app.markdown]
    assert any("s₁₀/s₁" in text and said in text for text in [*texts, *(str(frame.value) for frame in app.dataframe)])
    assert not any("nan" in text for text in texts)


@pytest.mark.slow  # a real process that imports TensorFlow
def test_without_a_network_a_net_by_name_is_a_sentence(tab, tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")  # nothing listens on the discard port
    app = tab("Keras Applications")
    press(app, "Download")
    assert not app.exception
    assert "could not be downloaded" in app.error[0].value


@pytest.mark.slow  # a real process that imports TensorFlow
def test_own_files_come_from_the_named_folder_only(tab, good, monkeypatch):  # noqa: F811
    monkeypatch.delenv("NBB_MODELS_DIR", raising=False)
    monkeypatch.delenv("NBB_ALLOW_MODEL_UPLOADS", raising=False)
    assert any("NBB_MODELS_DIR" in info.value for info in tab("Your own file").info)
    monkeypatch.setenv("NBB_MODELS_DIR", str(good.parent))
    app = tab("Your own file")
    press(app, "Look at it")
    assert not app.exception
    assert not app.error
    assert any("**answer** has 4 outputs" in text.value for text in app.markdown)
    (good.parent / "a.keras").write_bytes(b"junk")
    assert any("damaged" in warning.value for warning in tab("Your own file").warning)
