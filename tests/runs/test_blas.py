"""One thread inside the block, as many as before after it, whoever else is inside."""

import ast
import threading

import numpy as np
import pytest
from threadpoolctl import OpenBLASController, threadpool_limits

from core.catalog import ROOT
from core.runs import blas
from core.runs.progress import drain


def threads():
    return max(library["num_threads"] for library in blas._libraries("scipy.linalg" in blas.sys.modules).info())


@pytest.fixture(autouse=True)
def two_threads():
    """Two threads, also on a machine with one core, so that one thread differs from them."""
    if not blas._libraries("scipy.linalg" in blas.sys.modules).info():
        pytest.skip("NumPy's BLAS has no setting for its threads")
    before = threadpool_limits(limits=2, user_api="blas")
    OpenBLASController.clear_controlling_thread(force=True)
    yield
    assert threads() == 2
    before.restore_original_limits()
    OpenBLASController.clear_controlling_thread(force=True)


def test_one_thread_inside_and_the_old_number_after():
    with blas.one_thread():
        assert threads() == 1


def test_an_exception_gives_the_threads_back():
    with pytest.raises(ZeroDivisionError), blas.one_thread():
        raise ZeroDivisionError


def test_enter_a_enter_b_leave_a_leave_b():
    a, b = blas.one_thread(), blas.one_thread()
    a.__enter__()
    b.__enter__()
    a.__exit__(None, None, None)
    assert threads() == 1
    b.__exit__(None, None, None)
    assert threads() == 2


def test_many_threads_at_once():
    start = threading.Barrier(8)
    wrong = []

    def work():
        start.wait()
        for _ in range(100):
            with blas.one_thread():
                if threads() != 1:
                    wrong.append(1)

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not wrong


def steps():
    found = []
    try:
        for step in range(3):
            found.append(threads())
            yield step
    finally:
        found.append("closed")
    return found


def test_work_is_on_one_thread_between_its_steps_only():
    between = []
    found = drain(blas.on_one_thread(steps()), lambda _: between.append(threads()))
    assert found == [1, 1, 1, "closed"]
    assert between == [2, 2, 2]


def test_work_that_is_closed_under_way_closes_its_inner_work():
    inner = steps()
    work = blas.on_one_thread(inner)
    next(work)
    work.close()
    assert inner.gi_frame is None


def test_a_product_is_the_same():
    x = np.random.default_rng(0).normal(size=(50, 60))
    with blas.one_thread():
        inside = x @ x.T
    np.testing.assert_allclose(inside, x @ x.T)


def test_no_block_holds_a_yield():
    """A generator that stands still inside the block would keep the whole process on one thread."""
    blocks = 0
    for path in (ROOT / "core").glob("**/*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.With) and any("one_thread(" in ast.unparse(item) for item in node.items):
                blocks += 1
                if path.name != "blas.py":
                    held = [
                        n for part in node.body for n in ast.walk(part) if isinstance(n, (ast.Yield, ast.YieldFrom))
                    ]
                    assert not held, f"{path}:{node.lineno}"
    assert blocks > 5
