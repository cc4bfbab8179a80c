"""What breaks outside: addresses, files, disks, the server. The visitor gets a sentence, never a traceback."""

import io
import urllib.error
import urllib.request

import numpy as np
import pytest
from PIL import Image

from core.catalog import TOPICS
from core.data import concepts, digits, own_points, pictures
from core.data import image_sets as images
from core.networks.training import TrainingParams, request
from core.runs import archive
from core.runs.params import Params
from pages._shared import runs, waiting
from tests.opening import opened
from tests.serving import free_port, served

SECONDS = 60
JUNK = (
    "",
    " ",
    "nan",
    "-inf",
    "1e999",
    "-1",
    "0x10",
    "three",
    "1,5",
    "[]",
    "<script>alert(1)</script>",
    "%00",
    "\x00",
    "9" * 400,
)
TABLES = (
    "", "\n\n\n", ",", "a", "a,b", "1,2", "1;2;3;4\n;;;", "x,y,class", "nan,nan,a", "inf,1,a\n1,1,b", "1e400,0,a",
    "0,0,a\n0,0,b", "1,2,a\n1,2", "\x00\x00", "🙂,🙂\n🙂,🙂", ",a,b\nx,1,2\ny,3", ",a,a\nx,1,1\ny,0,0",
    ",a,b\nx,1,1\nx,1,0",
    ",a,b\nx,0,0\ny,0,0", ',"a,b\nx,1,0\ny,0,1', ",a,b\nx,nan,1\ny,1,1", ",a,b\nx,1e9,1\ny,1,1", "a\tb\tc\n1\t2",
    ",," * 500,
    "\n".join(["1,1,a"] * 3000), "0," * 100_000, "-,-,-\n-,-,-\n-,-,-", "'; drop table;--\n1\n2",
)  # fmt: skip


def every_kind(kind=Params):
    """All classes of params of the gallery, with those of its tabs."""
    for child in kind.__subclasses__():
        yield child
        yield from every_kind(child)


def test_hundreds_of_bad_addresses_fall_back_field_by_field():
    tried = 0
    for kind in every_kind():
        for name, control in kind.controls().items():
            for junk in (*JUNK, str((control.high or 0) + 1e6), str((control.low or 0) - 1e6)):
                params = kind.from_query({name: junk, "no such field": junk})
                if control.kind is not str or control.options:
                    assert params == kind()
                assert kind.from_query(params.to_query()) == params
                tried += 1
    assert tried > 1500  # the README's number


def bad_pictures():
    """Bytes that are no picture, or one that is cut, changed, huge, tiny or of a strange kind."""
    chance = np.random.default_rng(0)
    yield from (b"", b"\x00", b"GIF89a", b"<svg/>", b"%PDF-1.4", b"\x89PNG\r\n\x1a\n", chance.bytes(5000))
    for form in ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"):
        buffer = io.BytesIO()
        Image.fromarray(chance.integers(0, 255, (20, 30, 3), np.uint8)).save(buffer, form)
        whole = buffer.getvalue()
        yield from (whole[: len(whole) * part // 5] for part in range(1, 5))
        for _ in range(6):
            changed = bytearray(whole)
            for at in chance.integers(0, len(whole), 8):
                changed[at] = chance.integers(256)
            yield bytes(changed)


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow warns of broken tags before it decodes or gives up
def test_bad_pictures_end_in_a_picture_or_in_a_sentence():
    said = []
    for content in bad_pictures():
        try:
            digits.centre(pictures.decode(content).pixels)
        except pictures.PictureError as error:
            said.append(str(error))
    assert len(said) > 20
    assert all(sentence.endswith(".") for sentence in said)


def own_points_of(text):
    """The points that the page would train on."""
    table = own_points.read_table(text)
    return own_points.own_set(table.points, table.labels)


@pytest.mark.parametrize("read", [concepts.parse, own_points_of])
def test_bad_tables_end_in_a_sentence(read):
    for text in TABLES:
        with pytest.raises(ValueError, match=r"[.]$"):
            read(text)


def test_cut_and_changed_addresses_of_own_points():
    good = own_points.encode(np.array([[0.5, -1.0], [1.5, 0.2]]), np.array([0, 1]))
    for text in (good[:-1], good[1:], good + "é", "%" * 10, good * 1000):
        with pytest.raises(own_points.OwnPointsError):
            own_points.decode(text)


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04", None], ids=["empty", "not a zip", "cut in the middle"])
def test_a_damaged_baked_run_counts_as_none(damage, tmp_path, monkeypatch, caplog):
    params = TrainingParams(epochs=1)
    baked = tmp_path / "training" / f"{params.slug()}.npz"
    baked.parent.mkdir()
    whole = (runs.BAKED / "training" / "default.npz").read_bytes()
    baked.write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    monkeypatch.setattr(runs, "BAKED", tmp_path)
    waiting.jobs.clear()  # an earlier test has left this run in memory
    assert runs.find(request(params)) is None
    assert "is computed instead" in caplog.text


def test_damaged_data_get_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("NBB_DATA_DIR", str(tmp_path))
    for content in (b"", b"no archive", b"PK\x03\x04" + b"\x00" * 100):
        (tmp_path / "mnist.npz").write_bytes(content)
        with pytest.raises(images.DataUnavailable, match=r"[.]$"):
            images.load("mnist")
    np.savez(tmp_path / "mnist.npz", x_train=np.zeros((3, 28, 28)), y_train=[0], x_test=[0], y_test=[0])
    with pytest.raises(images.DataUnavailable, match="expected uint8"):
        images.load("mnist")


def test_a_data_folder_that_takes_nothing_gets_a_sentence(tmp_path, monkeypatch):
    """A file where the folder should be refuses every write, for root too, as a full or read-only disk does."""
    (tmp_path / "taken").write_text("")
    monkeypatch.setenv("NBB_DATA_DIR", str(tmp_path / "taken"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "taken"))
    app = opened(TOPICS[0].page, "templates_", dataset="mnist", seed="3")
    assert not app.exception
    download = next(button for button in app.button if button.label.startswith("Download mnist"))
    download.click().run()
    assert not app.exception
    assert app.error


def test_a_full_disk_leaves_no_half_file(tmp_path):
    """The system lets this process write 1,000 bytes a file, as a disk that is full at that point."""
    resource = pytest.importorskip("resource")  # not on Windows
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            archive.write_npz(tmp_path / "run.npz", {"noise": np.random.default_rng(0).random(10_000)})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not list(tmp_path.iterdir())


def test_a_killed_server_comes_back_on_the_same_port():
    port = free_port()
    for _ in range(2):
        with served(port=port) as (address, process):
            with urllib.request.urlopen(address, timeout=10) as answer:
                assert answer.status == 200
            process.kill()
            process.wait(10)
            with pytest.raises(urllib.error.URLError):
                urllib.request.urlopen(address, timeout=2)
