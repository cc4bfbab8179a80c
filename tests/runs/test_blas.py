"""One thread inside the block, as many as before after it."""

import pytest

from core.runs import blas


@pytest.fixture
def threads():
    functions = blas._openblas()
    if functions is None:
        pytest.skip("NumPy was built with another BLAS than OpenBLAS")
    return functions[0]


def test_one_thread_inside_and_the_old_number_after(threads):
    before = threads()
    with blas.one_thread():
        assert threads() == 1
    assert threads() == before


def test_an_exception_gives_the_threads_back(threads):
    before = threads()
    with pytest.raises(ZeroDivisionError), blas.one_thread():
        raise ZeroDivisionError
    assert threads() == before


def test_closing_work_under_way_gives_the_threads_back(threads):
    def work():
        with blas.one_thread():
            yield 1

    before = threads()
    running = work()
    next(running)
    running.close()
    assert threads() == before
