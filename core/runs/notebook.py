"""A run as cells of code with a line of explanation each: as a notebook, or as one script."""

import json
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    """A line of explanation and what it explains; `chart` cells end in a chart, which a script has no place for."""

    text: str
    code: str
    chart: bool = False


def as_script(title: str, cells: Sequence[Cell]) -> str:
    """Return the cells as one Python source, each below its explanation as a comment."""
    parts = [f"{_comment(cell.text)}\n{cell.code.strip()}" for cell in cells if not cell.chart]
    return "\n\n".join([f'"""{title}"""', *parts]) + "\n"


def as_notebook(title: str, cells: Sequence[Cell]) -> str:
    """Return the cells as a Jupyter notebook (nbformat 4.5) in JSON, without outputs."""
    written = [_written("markdown", "title", title)]
    for number, cell in enumerate(cells, start=1):
        written.append(_written("markdown", f"text-{number}", cell.text))
        written.append(_written("code", f"code-{number}", cell.code.strip()))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return json.dumps({"cells": written, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}, indent=1)


def _written(kind: str, name: str, source: str) -> dict[str, object]:
    cell = {"cell_type": kind, "id": name, "metadata": {}, "source": source.splitlines(keepends=True)}
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def _comment(text: str) -> str:
    return textwrap.fill(text, 100, initial_indent="# ", subsequent_indent="# ")
