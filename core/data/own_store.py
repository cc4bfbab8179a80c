"""Image sets that visitors brought: in memory under a hash of their content, within a budget, and never on disk."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from core.runs import settings, travel
from core.runs.archive import freeze, nbytes


class Store:
    """Sets by name, shared by all visitors of a process.

    The least recently used ones leave when all together exceed `budget()` bytes. The same name always means the same
    content, so a set that is kept already stays as it is.
    """

    def __init__(self, budget: Callable[[], float]) -> None:
        self._budget = budget
        self._lock = threading.Lock()
        self._sets: OrderedDict[str, Any] = OrderedDict()
        self.generation = 0  # how many sets have left: what was noted before may be out of date

    def keep(self, name: str, found: Any) -> None:
        """Keep a set; others leave where there is no room."""
        with self._lock:
            self._sets.setdefault(name, found)
            self._sets.move_to_end(name)
            while len(self._sets) > 1 and sum(map(nbytes, self._sets.values())) > self._budget():
                self._sets.popitem(last=False)
                self.generation += 1

    def find(self, name: str) -> Any | None:
        """Return the set of that name, or None where it is not here any more."""
        with self._lock:
            if name in self._sets:
                self._sets.move_to_end(name)
            return self._sets.get(name)


STORE = Store(lambda: settings.number("NBB_SETS_MEMORY") * 1_000_000)


def keep(name: str, found: Any) -> None:
    """Keep a set that came along with work from another process."""
    STORE.keep(name, freeze(found))


travel.take_along(STORE.find, keep)


def most_bytes() -> float:
    """Return how many bytes the images of one set may take."""
    return settings.number("NBB_SET_MEMORY") * 1_000_000
