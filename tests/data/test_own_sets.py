"""A visitor's own image set, from the file to the arrays, against what was put in."""

from types import SimpleNamespace

import numpy as np
import pytest

from core.data import image_sets, own_examples, own_set_arrays, own_set_files, own_sets, own_store, pictures
from core.data.image_sets import ImageSet
from core.data.own_sets import Reading
from core.networks.training import TrainingParams
from core.runs import notebook, script
from core.runs.progress import Step, Work, drain
from tests.data import bad_own_files
from tests.data.bad_own_files import GREY, LABELS
from tests.data.own_files import broken, coloured, npz, png, table, three_colours, twenty_greys, zipped
from tests.hostile import TEXTS


def read(content: bytes | str, name: str, side: int = 0) -> Reading:
    return drain(own_sets.read(content.encode() if isinstance(content, str) else content, name, side))


def good(content: bytes | str, name: str, side: int = 0) -> ImageSet:
    reading = read(content, name, side)
    assert not reading.problem, reading.problem
    return image_sets.load(reading.name)


def everything(data: ImageSet) -> tuple[np.ndarray, np.ndarray]:
    """Return all images in a fixed order, and their labels."""
    x, y = np.concatenate([data.x_train, data.x_test]), np.concatenate([data.y_train, data.y_test])
    order = np.lexsort(x.reshape(len(x), -1).T)
    return x[order], y[order]


def test_the_three_formats_give_the_same_images_labels_and_names():
    names = np.array(["ant", "bee", "cow"])[LABELS]
    members = {f"{name}/{i}.png": png(x) for i, (x, name) in enumerate(zip(GREY, names, strict=True))}
    sets = [
        good(zipped(members), "a.zip"),
        good(npz(x=GREY, y=names), "a.npz"),
        good(table(GREY, names.tolist()), "a.csv"),
        good(table(GREY, names.tolist(), label_at=5), "a.csv"),
        good(table(GREY, names.tolist(), header=False), "a.csv"),
        good(table(GREY, names.tolist()).replace(",", ";"), "a.CSV"),
        good("\ufeff" + table(GREY, names.tolist()), "a.csv"),
        good(table(GREY, names.tolist()).encode("utf-16"), "a.csv"),
    ]
    order = np.lexsort(GREY.reshape(30, -1).T)
    for data in sets:
        x, y = everything(data)
        assert data.class_names == ("ant", "bee", "cow")
        np.testing.assert_array_equal(x, GREY[order])
        np.testing.assert_array_equal(y, LABELS[order])
        assert np.bincount(data.y_test).tolist() == [2, 2, 2]  # a fifth of each class
    assert len({data.name for data in sets[1:]}) == 1  # the rows stand in one order: one content, one name


def test_a_test_part_is_kept_as_it_is_in_archives_and_arrays():
    data = good(npz(x_train=GREY[:24], y_train=LABELS[:24], x_test=GREY[24:], y_test=LABELS[24:]), "a.npz")
    np.testing.assert_array_equal(data.x_train, GREY[:24])
    np.testing.assert_array_equal(data.y_test, LABELS[24:])
    assert data.class_names == ("0", "1", "2")
    parts = {f"set/{'train' if i < 24 else 'test'}/{LABELS[i]}/{i}.png": png(x) for i, x in enumerate(GREY)}
    found = good(zipped(parts), "a.zip")
    assert (len(found.x_train), len(found.x_test)) == (24, 6)
    validated = {**parts, "set/val/0/a.png": png(GREY[0])}
    reading = read(zipped(validated), "a.zip")
    assert "Left out: 1 validation images, as there is a test part." in reading.notes
    only = {name.replace("test", "Validation"): content for name, content in parts.items()}
    assert len(good(zipped(only), "a.zip").x_test) == 6


def test_numbers_are_ordered_as_numbers_and_floats_are_whole():
    y = np.array([10, 2, 1] * 10)
    assert good(npz(x=GREY, y=y), "a.npz").class_names == ("1", "2", "10")
    assert good(npz(x=GREY, y=y.astype(float)[:, None]), "a.npz").class_names == ("1", "2", "10")
    assert good(table(GREY, [f"{v}.0" for v in y]), "a.csv").class_names == ("1", "2", "10")


@pytest.mark.parametrize(
    ("scaled", "note"),
    [
        (GREY.astype(np.float32), ""),
        (GREY.astype(np.int64), ""),
        (GREY / 255, "Pixels from 0 to 1 are multiplied by 255."),
        (GREY / 127.5 - 1, "Pixels from -1 to 1 are stretched to 0 … 255."),
        (GREY * 10.0 - 500, "Pixels from -500 to 2050 are stretched to 0 … 255."),
    ],
)
def test_pixels_of_every_common_range_become_the_same_grey_levels(scaled, note):
    assert (GREY.min(), GREY.max()) == (0, 255)
    reading = read(npz(x=scaled, y=LABELS), "a.npz")
    np.testing.assert_array_equal(
        everything(image_sets.load(reading.name))[0], everything(good(npz(x=GREY, y=LABELS), "a.npz"))[0]
    )
    assert (note in reading.notes) if note else not any("Pixels" in found for found in reading.notes)


def test_flat_rows_and_a_last_axis_of_one_are_square_images():
    expected = good(npz(x=GREY, y=LABELS), "a.npz").name
    assert good(npz(x=GREY.reshape(30, -1), y=LABELS), "a.npz").name == expected
    assert good(npz(x=GREY[..., None], y=LABELS), "a.npz").name == expected
    colour = coloured(5, 16, 16)["red"]
    assert good(table(colour, list("ababa")), "a.csv").shape == (16, 16, 3)


def test_resizing_keeps_the_aspect_and_extends_the_border():
    image = np.full((10, 20), 7, np.uint8)
    image[2:-2, 2:-2] = 200
    made = own_sets.fit(image, 40)
    assert made.shape == (40, 40)
    assert (made[[*range(10), *range(-10, 0)]] == 7).all()
    np.testing.assert_allclose(made[18:22, 8:32], 200, atol=3)
    assert own_sets.fit(np.zeros((3, 9, 3), np.uint8), 16).shape == (16, 16, 3)
    assert own_sets.natural_side([np.zeros((8, 9)), np.zeros((30, 20)), np.zeros((500, 500))]) == 30


def test_one_colour_image_makes_a_colour_set_and_odd_files_are_counted():
    members = {f"top/{'ab'[i % 2]}/{i}.png": png(x) for i, x in enumerate(GREY)}
    members |= {"top/a/c.png": png(coloured(1, 30, 10)["red"][0]), "top/b/no.png": b"no image", "top/x.txt": b"x"}
    members |= {"top/a/inner.zip": three_colours(2), "__MACOSX/top/a/0.png": b"", "top/.hidden/1.png": b""}
    members |= {"top/alone/1.png": png(GREY[0]), "top/a/deeper/1.png": png(GREY[0])}
    reading = read(zipped(members), "Set.ZIP", 24)
    data = image_sets.load(reading.name)
    assert data.shape == (24, 24, 3)
    assert data.class_names == ("a", "b")
    assert len(data.x_train) + len(data.x_test) == 32
    said = " ".join(reading.notes)
    for part in (
        "1 archive(s) inside",
        "1 file(s) that are no images",
        "cannot be decoded",
        "class alone",
        "1 images are not",
    ):
        assert part in said


def test_paths_of_an_archive_are_only_names(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    paths = ["../../etc/{}/{}.png", "/abs/{}/{}.png", "C:\\x\\{}\\{}.png"]
    for path in paths:
        data = good(zipped({path.format("ab"[i % 2], i): png(x) for i, x in enumerate(GREY)}), "a.zip")
        assert data.class_names == ("a", "b")
    assert not list(tmp_path.rglob("*"))


def test_names_are_kept_but_those_that_the_pages_use():
    labels = [*image_sets.RESERVED_CLASS_NAMES, *TEXTS, "", "a\nb", "  spaced  out "]
    names = {own_sets.class_name(label) for label in labels}
    assert len(names) == len(labels)
    assert {"class any", "a b", "spaced out"} <= names
    assert not names & {*image_sets.RESERVED_CLASS_NAMES, ""}
    assert own_sets.class_name("x" * 500) == "x" * own_sets.MAX_NAME


@pytest.mark.parametrize(
    ("ending", "cases", "whole"),
    [
        ("npz", bad_own_files.npz_cases(), npz(x=GREY, y=LABELS)),
        ("csv", bad_own_files.csv_cases(), table(GREY, LABELS.astype(str).tolist()).encode()),
        ("zip", bad_own_files.zip_cases(), three_colours(4)),
    ],
    ids=["npz", "csv", "zip"],
)
def test_sixty_bad_files_of_each_kind_end_in_a_sentence(ending, cases, whole):
    rng = np.random.default_rng(2)
    for case in cases:
        reading = read(case, f"a.{ending}")
        assert reading.problem.endswith("."), case[:80]
        assert not reading.name
    damaged = 0
    for _ in range(60):
        reading = read(broken(whole, rng), f"a.{ending}")  # a damage that spares the content leaves a usable set
        assert bool(reading.problem) != bool(reading.name)
        damaged += bool(reading.problem)
    assert len(cases) + damaged >= 60


def test_sizes_are_refused_before_anything_is_unpacked(monkeypatch):
    for module in (own_set_files, own_set_arrays):
        monkeypatch.setattr(module, "MAX_UNPACKED_BYTES", 1_000_000)
    monkeypatch.setattr(pictures, "MAX_BYTES", 300_000)
    monkeypatch.setattr(np.lib.format, "read_array", lambda *_, **__: pytest.fail("it was read"))
    monkeypatch.setattr(pictures, "decode", lambda _: pytest.fail("it was read"))
    assert "The images take 2 MB" in read(npz(x=np.zeros((100, 128, 128), np.uint8), y=np.zeros(100)), "a.npz").problem
    assert "2 MB unpacked" in read(zipped({f"a/{i}.png": bytes(200_000) for i in range(10)}), "a.zip").problem
    assert "1 image(s) of more than 0 MB" in read(zipped({"a/1.png": bytes(400_000)}), "a.zip").problem
    monkeypatch.setattr(own_set_files, "MAX_MEMBERS", 5)
    assert "at most 5 are read" in read(three_colours(2), "a.zip").problem


def test_a_set_above_the_hosts_limit_is_refused(monkeypatch):
    monkeypatch.setenv("NBB_SET_MEMORY", "0.05")
    assert "keeps at most 0 MB of one set" in read(twenty_greys(), "a.npz").problem
    monkeypatch.setenv("NBB_SET_MEMORY", "1")
    assert not read(twenty_greys(), "a.npz").problem
    assert (
        "Choose a smaller side"
        in read(twenty_greys(), "a.npz", 64).problem + read(twenty_greys(20), "a.npz", 64).problem
    )


def test_messages_say_the_line():
    lines = table(GREY, LABELS.astype(str).tolist()).splitlines()
    assert "Line 32 has 3 cells; the first line has 257." in read("\n".join([*lines, "0,1,2"]), "a.csv").problem
    cells = lines[4].split(",")
    cells[9] = "dark"
    assert read("\n".join([*lines[:4], ",".join(cells)]), "a.csv").problem.startswith("Line 5: “dark” is no number")


def test_the_name_follows_from_content_side_and_class_names_alone():
    names = {good(npz(x=GREY, y=LABELS), f"{letter}.npz").name for letter in "ab"}
    assert len(names) == 1
    names.add(good(npz(x=GREY, y=LABELS + 1), "a.npz").name)
    names.add(good(npz(x=GREY, y=LABELS), "a.npz", 20).name)
    names.add(good(npz(x=GREY[::-1], y=LABELS), "a.npz").name)
    assert len(names) == 4
    for name in names:
        assert TrainingParams.from_query({"dataset": name}).dataset == name
        assert image_sets.size_of(name).classes == 3


def test_the_store_keeps_what_was_used_last_within_its_budget():
    store = own_store.Store(lambda: 2500)
    for name in "abc":
        store.keep(name, np.zeros(1000, np.uint8))
        store.find("a")
    assert [store.find(name) is not None for name in "abc"] == [True, False, True]
    assert store.generation == 1
    first = store.find("a")
    store.keep("a", np.ones(1000, np.uint8))
    assert store.find("a") is first
    store.keep("large", np.zeros(9000, np.uint8))
    assert store.find("large") is not None
    assert store.find("a") is None


@pytest.mark.parametrize("name", ["own-0123456789abcdef", "sets/no such set", "your own"])
def test_a_set_that_is_not_here_is_refused_in_words_and_stays_in_the_address(name):
    params = TrainingParams.from_query({"dataset": name})
    assert params.to_query() == {"dataset": name}
    for ask in (image_sets.load, image_sets.size_of, image_sets.class_names):
        with pytest.raises(image_sets.DataUnavailable):
            ask(name)
    with pytest.raises(image_sets.DataUnavailable):
        params.memory_bytes()
    assert not image_sets.is_local(name)


@pytest.mark.parametrize("name", ["own-xyz", "sets/../a", "sets/", "own-0123456789ABCDEF", "other"])
def test_no_other_name_is_taken(name):
    assert TrainingParams.from_query({"dataset": name}).dataset == "mnist-5k"


def test_the_memory_bound_follows_the_size_of_the_set():
    small, large = (good(twenty_greys(12), "a.npz", side).name for side in (16, 64))
    bounds = [TrainingParams(dataset=name, architecture="cnn").memory_bytes() for name in (small, large)]
    assert bounds[1] > 5 * bounds[0] - 5 * 150_000_000


def test_sets_of_the_host_are_in_the_list_by_name(tmp_path, monkeypatch):
    monkeypatch.setenv("NBB_DATA_DIR", str(tmp_path))
    assert image_sets.host_sets() == {}
    folder = tmp_path / "sets"
    for name, images in coloured(5).items():
        (folder / "leaves of trees" / name).mkdir(parents=True)
        for i, image in enumerate(images):
            (folder / "leaves of trees" / name / f"{i}.png").write_bytes(png(image))
    (folder / "columns.npz").write_bytes(twenty_greys())
    (folder / "broken.npz").write_bytes(b"no")
    (folder / "notes.txt").write_text("x")
    assert sorted(image_sets.host_sets()) == ["sets/broken", "sets/columns", "sets/leaves of trees"]
    assert image_sets.load("sets/columns").class_names == tuple(map(str, range(20)))
    assert image_sets.load("sets/leaves of trees").shape == (20, 20, 3)
    assert image_sets.load("sets/columns") is image_sets.load("sets/columns")
    with pytest.raises(image_sets.DataUnavailable, match="broken cannot be used"):
        image_sets.load("sets/broken")


@pytest.mark.parametrize("form", own_examples.FORMATS, ids=lambda form: form.ending)
def test_examples_can_be_read_and_the_scripts_write_what_can_be_read(form, tmp_path, monkeypatch):
    data = good(own_examples.example(form.ending), f"example.{form.ending}")
    classes = 4 if form.ending == "zip" else 10
    assert np.bincount(everything(data)[1]).tolist() == [own_examples.PER_CLASS[form.ending]] * classes
    monkeypatch.chdir(tmp_path)
    names = np.array(["ant", "bee", "cow"])[LABELS]
    for i, (image, name) in enumerate(zip(GREY, names, strict=True)):
        (tmp_path / "images" / name).mkdir(parents=True, exist_ok=True)
        (tmp_path / "images" / name / f"{i}.png").write_bytes(png(image))
    assert len([line for line in form.script.splitlines() if line and not line.startswith(("import", "#"))]) <= 3
    exec(form.script, {"images": GREY, "labels": names})
    data = good((tmp_path / f"own.{form.ending}").read_bytes(), f"own.{form.ending}")
    np.testing.assert_array_equal(everything(data)[0], everything(good(npz(x=GREY, y=names), "a.npz"))[0])
    assert data.class_names == ("ant", "bee", "cow")


def shape_of(params: TrainingParams) -> Work[SimpleNamespace]:
    """Return the shape of a set as the run of these params, for a script."""
    yield Step(0, 1)
    return SimpleNamespace(shape=np.array(image_sets.load(params.dataset).shape))


def test_the_script_of_a_run_reads_the_visitors_file_and_refuses_another(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.zip").write_bytes(three_colours(4))
    params = TrainingParams(dataset=good(three_colours(4), "a.zip").name)
    written = notebook.as_script("", script.cells(shape_of, params, "run.shape"))
    monkeypatch.setattr(own_store, "STORE", own_store.Store(lambda: 1e9))
    exec(written, {"__name__": "__main__"})
    assert np.load("run.npz")["shape"].tolist() == [20, 20, 3]
    (tmp_path / "own.zip").write_bytes(three_colours(5))
    with pytest.raises(AssertionError, match="another image set"):
        exec(written, {"__name__": "__main__"})
    assert "read_bytes" not in notebook.as_script("", script.cells(shape_of, TrainingParams(), "run.shape"))
