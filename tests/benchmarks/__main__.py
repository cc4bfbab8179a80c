"""``python -m tests.benchmarks [NAME PART ...]``: measure, print a line a case, write bench.json and README's table.

A case that was not asked for keeps the numbers of its last run, in bench.json and in README's table.

Every module beside this one may have a function ``cases(wanted)`` that yields `Case`s. ``wanted(name)`` tells whether
a case is asked for, so that nothing else is set up.
"""

import dataclasses
import importlib
import json
import os
import pkgutil
import platform
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests import benchmarks

OUTPUT = Path("bench.json")
README = Path(__file__).resolve().parents[2] / "README.md"
MARKS = ("<!-- bench -->\n", "<!-- /bench -->")


def main(parts: list[str]) -> None:
    def wanted(name: str) -> bool:
        return not parts or any(part.lower() in name.lower() for part in parts)

    packages = ("streamlit", "keras", "numpy", "altair")
    versions = ", ".join(f"{package} {version(package)}" for package in packages)
    machine = f"Python {platform.python_version()}, {versions}, {platform.machine()}, {os.cpu_count()} cores"
    print(machine)
    kept = {row["name"]: row for row in json.loads(OUTPUT.read_text())} if OUTPUT.exists() else {}
    for module in pkgutil.iter_modules(benchmarks.__path__):
        loaded = importlib.import_module(f"{benchmarks.__name__}.{module.name}") if module.name[0] != "_" else None
        for case in loaded.cases(wanted) if hasattr(loaded, "cases") else ():
            kept[case.name] = dataclasses.asdict(case) | {"ratio": case.ratio}
            print(
                f"{case.name:42} {case.ours:9.3f} {case.unit:3} against {case.theirs:9.3f} {case.unit:3} "
                f"({case.against}): {case.ratio:.2f}",
                flush=True,
            )
            OUTPUT.write_text(json.dumps(list(kept.values()), indent=1) + "\n")
    README.write_text(with_table(README.read_text(), machine, list(kept.values())))


def with_table(text: str, machine: str, rows: list[dict[str, Any]]) -> str:
    """`text` with the rows of the table between its marks replaced; rows of other cases stay."""
    before, rest = text.split(MARKS[0])
    table, after = rest.split(MARKS[1])
    lines = {line.split(" | ")[0]: line for line in table.splitlines() if line.startswith("| ")}
    head = lines.pop("| Case")
    for row in rows:
        ours, theirs = (f"{row[side]:.3g} {row['unit']}" for side in ("ours", "theirs"))
        name = f"| {row['name']}"
        lines[name] = f"{name} | {ours} | {theirs}, {row['against']} | {row['ratio']:.2f} |"
    written = [machine + ".", "", head, "|---|---|---|---|", *(lines[name] for name in sorted(lines))]
    return before + MARKS[0] + "\n".join(written) + "\n" + MARKS[1] + after


if __name__ == "__main__":
    main(sys.argv[1:])
