"""One data folder for all tests, so that nothing is read from or written to the user's own."""

import gc
import os
from pathlib import Path

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# Pages under AppTest train in this process, so that no test waits for another import of TensorFlow. Servers that
# tests start have workers (tests.serving), and tests.runs.test_workers starts its own.
os.environ.setdefault("NBB_WORKERS", "0")
if "PYTEST_XDIST_WORKER" in os.environ:
    # Several workers share the cores: more threads than cores only wait for each other.
    for name in ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"):
        os.environ.setdefault(name, "1")
ROOT = Path(__file__).resolve().parents[1]


def pytest_collection_finish() -> None:
    """Leave what the imports made out of every later garbage collection.

    Where Keras is imported, Streamlit clears its session after each run of a page, which collects all garbage: 0.25 s
    for the objects of TensorFlow and of the tests themselves, ten times what most reruns take.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of this test session: NBB_TEST_DATA_DIR (with full sets in it) or an empty one."""
    folder = Path(os.environ.get("NBB_TEST_DATA_DIR") or tmp_path_factory.mktemp("data"))
    os.environ["NBB_DATA_DIR"] = str(folder)
    return folder


@pytest.fixture(scope="session")
def full_data(data_folder: Path) -> Path:
    """The data folder with MNIST, Fashion-MNIST and CIFAR-10 in it, or a skip."""
    names = ("mnist", "fashion_mnist", "cifar10")
    if not all((data_folder / f"{name}.npz").is_file() for name in names):
        pytest.skip("needs the full image sets; set NBB_TEST_DATA_DIR to a folder that has them")
    return data_folder
