"""The README's "Add a topic", followed in a copy of the project: a package, a page, a chapter folder and a name."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from core.catalog import ROOT

TOPIC = '''
from dataclasses import dataclass

from core.gallery.topic import Preset, Topic
from core.runs.params import Params, integer


@dataclass(frozen=True, kw_only=True)
class SquaresParams(Params):
    """How many squares."""

    count: int = integer(3, 1, 9, label="Count")

    def memory_bytes(self) -> int:
        return 8 * self.count

    def seconds(self) -> float:
        return 1e-6 * self.count


TOPIC = Topic(
    slug="squares", title="Squares", question="How do squares grow?", lede="One number after the other.",
    activity="Count.",
    page="pages/7_Squares.py", icon=":material/square:", params=SquaresParams,
    presets=(Preset("Three", {}, "The first three."), Preset("Nine", {"count": 9}, "The first nine.")), sources=(),
)
'''
ANALYSIS = '''
from dataclasses import dataclass

import numpy as np

from core.runs.progress import Step, Work
from core.runs.request import Request
from core.squares.topic import SquaresParams


@dataclass(frozen=True)
class Squares:
    params: SquaresParams
    values: np.ndarray


def compute(params: SquaresParams) -> Work[Squares]:
    """Return the first squares."""
    yield Step(0, 1, message="Squaring")
    return Squares(params, np.arange(1, params.count + 1) ** 2)


def request(params: SquaresParams) -> Request[Squares]:
    """Return what a page asks for."""
    return Request("squares", params, compute, Squares)
'''
CHARTS = '''
import altair as alt
import numpy as np
import pandas as pd

from core.charts import theme


def bars(values: np.ndarray) -> alt.Chart:
    """Draw the squares as bars."""
    rows = pd.DataFrame({"n": np.arange(1, len(values) + 1), "square": values})
    drawn = alt.Chart(rows).mark_bar().encode(x="n:O", y="square")
    return theme.titled(drawn, "Squares", "The first squares as bars.")
'''
BAKING = '''
from collections.abc import Iterator

import numpy as np

from core.gallery.topic import Recipe
from core.squares.growth import compute
from core.squares.topic import TOPIC


def recipes() -> Iterator[Recipe]:
    """Return the runs of the presets."""
    for preset in TOPIC.presets:
        yield Recipe("squares", TOPIC.params(**preset.values), compute)


def thumbnail() -> np.ndarray:
    """Return the picture on the card."""
    return np.zeros((9, 9, 3), np.uint8)
'''
PAGE = """
from functools import partial

import streamlit as st

from core import catalog
from core.squares.growth import request
from core.squares.topic import SquaresParams
from pages._chapters.squares import growth
from pages._shared import controls, layout, runs
from pages._shared.header import header

TOPIC = catalog.topic("squares")
layout.setup(TOPIC)
with st.sidebar:
    params = controls.collect(TOPIC.slug, SquaresParams, ["count"])
header(TOPIC, params)
run = runs.ask(request(params))
layout.chapters(TOPIC, {"Growth": partial(growth.growth, run)})
layout.sources(TOPIC, "Squares are computed by NumPy.")
"""
CHAPTER = '''
import streamlit as st

from core.squares import charts
from core.squares.growth import Squares
from pages._shared import layout


def growth(run: Squares) -> None:
    """Show the squares."""
    layout.chart(charts.bars(run.values))
    st.markdown(f"The last square is {run.values[-1]}.")
'''
VISIT = """
from core import bake, catalog
from tests.opening import opened, said

bake.main(["squares"])
topic = catalog.topic("squares")
app = opened(topic.page, **topic.query(topic.presets[1]))
assert not app.exception, app.exception
assert app.title[0].value == topic.question
assert "The last square is 81." in said(app), said(app)
assert topic.thumbnail.is_file()
home = opened("Home.py")
assert topic.question in said(home), said(home)
"""


def write(folder: Path, **files: str) -> None:
    """Write modules NAME.py into a new package."""
    folder.mkdir()
    for name, text in {"__init__": "", **files}.items():
        (folder / f"{name}.py").write_text(text)


def test_a_new_topic_is_a_package_a_page_a_chapter_and_a_name(tmp_path):
    ignored = shutil.ignore_patterns("__pycache__")
    for part in ("core", "pages", ".streamlit"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=ignored)
    (tmp_path / "tests").mkdir()
    for file in ("Home.py", "tests/__init__.py", "tests/opening.py"):
        shutil.copy(ROOT / file, tmp_path / file)
    (tmp_path / "assets").mkdir()
    for part in (ROOT / "assets").iterdir():
        if part.name not in ("runs", "thumbnails"):
            (tmp_path / "assets" / part.name).symlink_to(part)
    shutil.copytree(ROOT / "assets" / "thumbnails", tmp_path / "assets" / "thumbnails")
    (tmp_path / "assets" / "runs").mkdir()
    for part in (ROOT / "assets" / "runs").iterdir():
        (tmp_path / "assets" / "runs" / part.name).symlink_to(part)

    write(tmp_path / "core" / "squares", topic=TOPIC, growth=ANALYSIS, charts=CHARTS, baking=BAKING)
    write(tmp_path / "pages" / "_chapters" / "squares", growth=CHAPTER)
    (tmp_path / "pages" / "7_Squares.py").write_text(PAGE)
    catalog = tmp_path / "core" / "catalog.py"
    listed = catalog.read_text().replace('"boundaries")', '"boundaries", "squares")')
    assert '"squares"' in listed
    catalog.write_text(listed)
    script = tmp_path / "visit.py"
    script.write_text(VISIT)

    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, str(script)], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
