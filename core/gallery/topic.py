"""What a topic of the gallery consists of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.data import image_sets
from core.runs.params import Params
from core.runs.progress import Work

ROOT = Path(__file__).resolve().parents[2]
RUNS = ROOT / "assets" / "runs"
THUMBNAIL_RATIO = 1.5  # width by height, of the images on Home's cards


@dataclass(frozen=True)
class Preset:
    """A setting worth seeing: `values` differ from the defaults, `note` says in a sentence what to look for.

    `offline` replaces some values where the preset's data set is not on this machine; `tab` is opened with it.
    """

    title: str
    values: Mapping[str, Any]
    note: str
    offline: Mapping[str, Any] = field(default_factory=dict)
    tab: str = ""

    def here(self) -> dict[str, Any]:
        """The values to use on this machine."""
        dataset = self.values.get("dataset")
        missing = dataset in image_sets.REMOTE and not image_sets.is_local(dataset)
        return {**self.values, **(self.offline if missing else {})}


@dataclass(frozen=True)
class Source:
    """An article or paper that a topic stands on."""

    title: str
    url: str = ""


@dataclass(frozen=True)
class Topic:
    """One page of the gallery.

    `slug` prefixes its widgets and addresses and names its baked runs, its thumbnail and its modules. `title` is the
    name that Streamlit gives the page after its file. `activity` says in one sentence what a visitor can do there.
    `opens_alone`: an address without settings opens something that is no preset. `more_controls` are labels of controls
    that are no fields of `params`, by the name that follows the slug in their address; `in_chapters` are fields of
    `params` whose controls are a part of a chapter.
    """

    slug: str
    title: str
    question: str
    lede: str
    activity: str
    page: str
    icon: str
    params: type[Params]
    presets: tuple[Preset, ...]
    sources: tuple[Source, ...]
    opens_alone: bool = False
    more_controls: Mapping[str, str] = field(default_factory=dict)
    in_chapters: tuple[str, ...] = ()

    def control_labels(self) -> dict[str, str]:
        """Return the label of each control beside the chapters by the name that follows the slug in its address."""
        labels = {name: control.label for name, control in self.params.controls().items()} | dict(self.more_controls)
        return {name: label for name, label in labels.items() if name not in self.in_chapters}

    @property
    def thumbnail(self) -> Path:
        """An image of the topic's own run, made by `make bake`."""
        return ROOT / "assets" / "thumbnails" / f"{self.slug}.png"

    def query(self, preset: Preset) -> dict[str, str]:
        """Return the address of a preset: what differs from the defaults, and its tab, under the topic's prefix.

        An address without settings opens the first preset, so another one whose settings are the defaults says so.
        """
        written = self.params(**preset.here()).to_query() | ({"tab": preset.tab} if preset.tab else {})
        if not written and (self.opens_alone or preset != self.presets[0]):
            written = {"default": "true"}
        return {f"{self.slug}_{name}": value for name, value in written.items()}

    def first_query(self) -> dict[str, str]:
        """Return the address at which Home opens the page: that of the first preset, or none."""
        return {} if self.opens_alone else self.query(self.presets[0])


@dataclass(frozen=True)
class Recipe:
    """One run to bake: `half` names the fields that are stored as 16-bit floats."""

    topic: str
    params: Params
    compute: Callable[[Any], Work[Any]]
    half: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        """Where the run is kept and looked for."""
        return RUNS / self.topic / f"{self.params.canonical().slug()}.npz"


ML4A = Source("ml4a: Looking inside neural networks", "https://ml4a.github.io/ml4a/looking_inside_neural_nets/")

RANDOM_LABELS = Source(
    "Zhang et al. 2017, ICLR: Understanding deep learning requires rethinking generalization (random labels)",
    "https://arxiv.org/abs/1611.03530",
)

# A small MNIST that takes the place of the full one where that is not on this machine.
SMALL_MNIST = {"dataset": "mnist-5k", "batch_size": 50}
