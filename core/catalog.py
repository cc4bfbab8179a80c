"""The only registry of topics: Home, the presets and the tests are drawn from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.data import images
from core.params import Params
from core.training import TrainingParams

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Preset:
    """A setting worth seeing: `values` differ from the defaults, `note` says in a sentence what to look for.

    `offline` replaces some values where the preset's data set is not on this machine.
    """

    title: str
    values: Mapping[str, Any]
    note: str
    offline: Mapping[str, Any] = field(default_factory=dict)

    def here(self) -> dict[str, Any]:
        """The values to use on this machine."""
        dataset = self.values.get("dataset")
        missing = dataset in images.REMOTE and not images.is_local(dataset)
        return {**self.values, **(self.offline if missing else {})}


@dataclass(frozen=True)
class Source:
    """An article or paper that a topic stands on."""

    title: str
    url: str = ""


@dataclass(frozen=True)
class Topic:
    """One page of the gallery.

    `slug` prefixes its widgets and addresses and names its baked runs, its thumbnail and its modules.
    """

    slug: str
    title: str
    question: str
    lede: str
    page: str
    icon: str
    params: type[Params]
    presets: tuple[Preset, ...]
    sources: tuple[Source, ...]

    @property
    def thumbnail(self) -> Path:
        """A picture of the topic's own run, made by `make bake`."""
        return ROOT / "assets" / "thumbnails" / f"{self.slug}.png"

    def query(self, preset: Preset) -> dict[str, str]:
        """The address of a preset: what differs from the defaults, under the topic's prefix."""
        return {f"{self.slug}_{name}": value for name, value in self.params(**preset.here()).to_query().items()}


ML4A = Source("ml4a: Looking inside neural networks", "https://ml4a.github.io/ml4a/looking_inside_neural_nets/")
TEMPLATES = Source(
    "ニューラルネットが分散表現を構築する本当の理由 (Why neural nets really build distributed representations)"
)

SMALL_MNIST = {"dataset": "mnist-5k", "batch_size": 50}

TOPICS = (
    Topic(
        slug="templates",
        title="Weight Templates",
        question="What does a neuron look for?",
        lede="A classifier weighs every pixel. Drawn as pictures, the weights of one layer are blurred templates of "
        "their classes; put a hidden layer between, and the templates dissolve into strokes that many classes share.",
        page="pages/1_Weight_Templates.py",
        icon=":material/grid_view:",
        params=TrainingParams,
        presets=(
            Preset(
                "One layer",
                {"dataset": "mnist", "batch_size": 500},
                "Ten templates, one a digit. Watch 0 turn into a red ring with a blue hole.",
                offline=SMALL_MNIST,
            ),
            Preset(
                "Hidden 128",
                {"dataset": "mnist", "batch_size": 500, "architecture": "hidden"},
                "Better answers from filters that look like no digit at all.",
                offline=SMALL_MNIST,
            ),
            Preset(
                "Started from 512 images",
                {"dataset": "mnist", "batch_size": 500, "architecture": "hidden from images", "hidden": 512},
                "Every hidden unit starts as a training picture. Does that help?",
                offline=SMALL_MNIST,
            ),
            Preset(
                "Colour",
                {"dataset": "photo-patches"},
                "Templates of photographs are colours before they are shapes.",
            ),
        ),
        sources=(TEMPLATES, ML4A),
    ),
)


def topic(slug: str) -> Topic:
    """Return the topic of that slug, or raise KeyError."""
    return {entry.slug: entry for entry in TOPICS}[slug]
