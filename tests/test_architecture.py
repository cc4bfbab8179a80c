"""Imports run one way, and the picture of it in the README is drawn from the imports themselves."""

import ast
from collections import defaultdict
from pathlib import Path

from core.catalog import ROOT

# From what knows least to what knows most; a part may import what stands before it.
LAYERS = ("support", "data", "networks", "training", "analyses", "charts", "catalog", "bake", "pages/_shared", "pages")
PARTS = {"data": "data", "networks": "networks", "training": "training", "ensembles": "training"}
PARTS |= {"analyses": "analyses", "charts": "charts", "catalog": "catalog", "bake": "bake"}


def part_of(module: str) -> str | None:
    """The layer of a dotted module name, or None for what is not ours."""
    names = module.split(".")
    if names[0] == "pages":
        return "pages/_shared" if names[1:2] == ["_shared"] else "pages"
    if names[0] != "core" or len(names) == 1:
        return None
    if names[1:3] == ["charts", "theme"]:
        return "support"  # colours, which pictures need as much as charts
    return PARTS.get(names[1], "support")


def imported(file: Path) -> set[str]:
    """Dotted names that a file imports, `from package import module` spelled out."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def arrows() -> dict[str, set[str]]:
    """Layer -> the layers that it imports."""
    found = defaultdict(set)
    for file in [*ROOT.glob("core/**/*.py"), *ROOT.glob("pages/**/*.py"), ROOT / "Home.py"]:
        path = file.relative_to(ROOT).with_suffix("")
        here = part_of(".".join(path.parts)) or "pages"
        found[here] |= {there for name in imported(file) if (there := part_of(name)) and there != here}
    return found


def picture() -> str:
    """The layers and what each imports of ours, as a Mermaid graph."""
    lines = [
        f'  {LAYERS.index(there)}["{there}"] --> {LAYERS.index(here)}["{here}"]'
        for here, names in sorted(arrows().items(), key=lambda item: LAYERS.index(item[0]))
        for there in sorted(names - {"support"}, key=LAYERS.index)
    ]
    return "\n".join(["```mermaid", "flowchart LR", *lines, "```"])


def test_imports_run_one_way():
    wrong = {
        (here, there) for here, names in arrows().items() for there in names if LAYERS.index(there) > LAYERS.index(here)
    }
    assert wrong == set()


def test_charts_never_touch_tensorflow():
    touched = {name for file in ROOT.glob("core/charts/*.py") for name in imported(file)}
    assert not {name for name in touched if name.split(".")[0] in ("tensorflow", "keras")}


def test_the_readme_shows_the_picture_of_the_imports():
    assert picture() in (ROOT / "README.md").read_text()
