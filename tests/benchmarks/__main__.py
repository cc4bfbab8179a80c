"""``python -m tests.benchmarks [NAME PART ...]``: measure, print a line a case, and write bench.json.

Every module beside this one may have a function ``cases(wanted)`` that yields `Case`s. ``wanted(name)`` tells whether
a case is asked for, so that nothing else is set up.
"""

import importlib
import json
import pkgutil
import platform
import sys
from importlib.metadata import version
from pathlib import Path

from tests import benchmarks

OUTPUT = Path("bench.json")


def main(parts: list[str]) -> None:
    def wanted(name: str) -> bool:
        return not parts or any(part.lower() in name.lower() for part in parts)

    packages = ("streamlit", "keras", "numpy", "altair")
    versions = ", ".join(f"{package} {version(package)}" for package in packages)
    print(f"Python {platform.python_version()}, {versions}, {platform.machine()}")
    rows = []
    for module in pkgutil.iter_modules(benchmarks.__path__):
        loaded = importlib.import_module(f"{benchmarks.__name__}.{module.name}") if module.name[0] != "_" else None
        for case in loaded.cases(wanted) if hasattr(loaded, "cases") else ():
            rows.append(
                {
                    "name": case.name,
                    "ours": case.ours,
                    "theirs": case.theirs,
                    "unit": case.unit,
                    "ratio": case.ratio,
                    "against": case.against,
                }
            )
            print(
                f"{case.name:42} {case.ours:9.3f} {case.unit:3} against {case.theirs:9.3f} {case.unit:3} "
                f"({case.against}): {case.ratio:.2f}",
                flush=True,
            )
            OUTPUT.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
