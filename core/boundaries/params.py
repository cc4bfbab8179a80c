"""The settings of one small network in the plane."""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from core.boundaries import edits
from core.boundaries.engine import ACTIVATIONS, INITIALIZERS, OPTIMIZERS
from core.data import own_points, points
from core.runs import params as control
from core.runs.params import Params

FRAMES = 121  # stored steps of a run, at most
LEARNING_RATES = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
# Seconds, fitted to runs of 10 to 20,000 steps on two cores of a cloud machine (AMD EPYC, AVX-512): building the graph;
# a step of one layer; one number that a layer makes of a point, forward and backward; one weight times one point.
START, LAYER, NUMBER, MULTIPLY = 0.3, 5e-5, 4e-9, 4.5e-11
DECAYS = (0.0, 0.0001, 0.001, 0.01, 0.03, 0.1, 0.3, 1.0)


@dataclass(frozen=True, kw_only=True)
class BoundaryParams(Params):
    """What one run is made of."""

    dataset: str = control.choice(
        "spiral", points.SETS, label="Points", help="The set of points that the network learns to classify."
    )
    classes: int = control.integer(2, 2, points.MAX_CLASSES, label="Classes")
    turns: float = control.number(
        0.75, 0.25, 3.0, step=0.25, label="Turns", help="How many times each arm of the spiral winds around the middle."
    )
    n: int = control.integer(
        500, 20, 2000, step=20, label="Number of points", help="Training and held-out points together."
    )
    noise: float = control.number(
        0.03, 0.0, 0.5, step=0.01, label="Noise", help="Standard deviation of the Gaussian noise on x and on y."
    )
    held_out: float = control.number(
        0.2, 0.0, 0.8, step=0.05, label="Held-out share", help="The share of the points that is kept for testing."
    )
    own: str = control.text(
        "", label="Your own points", help="Five characters for each point, as the editor writes them."
    )
    f_x: bool = control.switch(True, label="x")
    f_y: bool = control.switch(True, label="y")
    f_r: bool = control.switch(False, label="r", help="The distance from the origin.")
    f_theta: bool = control.switch(False, label="θ", help="The angle in radians, from -π to π.")
    f_xx: bool = control.switch(False, label="x²")
    f_yy: bool = control.switch(False, label="y²")
    f_xy: bool = control.switch(False, label="xy")
    f_sinx: bool = control.switch(False, label="sin πx")
    f_siny: bool = control.switch(False, label="sin πy")
    f_phase: bool = control.switch(
        False, label="cos φ, sin φ", help="The phase φ: the angle less the spiral's winding."
    )
    layers: int = control.integer(
        1, 0, 8, label="Hidden layers", help="With 0 hidden layers the network is a linear classifier."
    )
    units: int = control.integer(10, 1, 64, label="Units per layer")
    activation: str = control.choice("tanh", ACTIVATIONS, label="Activation")
    initializer: str = control.choice("glorot_uniform", INITIALIZERS, label="Initialisation")
    optimizer: str = control.choice(
        "adam", OPTIMIZERS, label="Optimizer", help="“momentum” is SGD with a momentum of 0.9."
    )
    learning_rate: float = control.choice(0.03, LEARNING_RATES, label="Learning rate")
    batch: int = control.choice(
        0, (0, 1, 3, 10, 30, 100, 300), label="Batch size", help="How many points a step uses; 0 means all."
    )
    weight_decay: float = control.choice(
        0.0, DECAYS, label="Weight decay", help="Every step shrinks each weight by this factor times the learning rate."
    )
    steps: int = control.integer(3000, 10, 20000, step=10, label="Steps")
    seed: int = control.integer(0, 0, 9999, label="Seed", help="Sets the points, the initialisation and the batches.")
    start: str = control.text("", label="Initial weights changed by hand", help="As “Train on from here” writes them.")
    edit: str = control.text(
        "", label="Changed weights", help="300:0.w.1.2=-1.5;0.b.2=1 sets two weights of step 300; all count from 0."
    )

    def network_size(self) -> tuple[int, int]:
        """Return the most parameters of the network, and how many numbers it makes of one point."""
        inputs = len(points.feature_labels(self.feature_names))
        widths = (inputs, *[self.units] * self.layers, points.MAX_CLASSES)
        return sum((a + 1) * b for a, b in pairwise(widths)), sum(widths)

    def memory_bytes(self, networks: int = 1, checkpoints: int = FRAMES) -> int:
        """Return an upper bound of the memory that training takes: weights at every checkpoint, and their answers.

        The frames of a single network are scored all at once, those of several networks one by one.
        """
        parameters, numbers = self.network_size()
        count = own_points.MAX_POINTS if self.dataset == points.OWN else self.n
        order = 3 * 8 * self.steps * min(self.batch, count)
        weights = 3 * 4 * parameters * networks * (checkpoints + 6)
        widest = max(self.units if self.layers else 0, points.MAX_CLASSES)
        scored = 3 * 4 * count * widest * (checkpoints if networks == 1 else networks)
        stages = 1 + len(edits.stages(self.start))
        return 120_000_000 + stages * (order + weights + scored + 4 * 4 * count * numbers * networks)

    def seconds(self, networks: int = 1, checkpoints: int = FRAMES) -> float:
        """Return a rough estimate: steps x points x weights x networks, each checkpoint as much as a step."""
        parameters, numbers = self.network_size()
        count = own_points.MAX_POINTS if self.dataset == points.OWN else self.n
        each = networks * (NUMBER * numbers + MULTIPLY * parameters)
        stepped = LAYER * (self.layers + 1) + each * (min(self.batch, count) or count)
        stages = 1 + len(edits.stages(self.start))
        return START + stages * (self.steps * stepped + min(self.steps, checkpoints) * each * count)

    @property
    def feature_names(self) -> tuple[str, ...]:
        """The features that are on; x and y where none is."""
        return tuple(name for name in points.FEATURES if getattr(self, f"f_{name}")) or ("x", "y")

    def slug(self) -> str:
        """A readable file name; long texts, such as a thousand own points, are in it as eight letters."""
        long = {name: text for name in ("own", "start", "edit") if (text := getattr(self, name))}
        if not long:
            return super().slug()
        short = replace(self, own="", start="", edit="").slug()
        return "_".join([short, *(f"{name}-{control.fingerprint(text, 8)}" for name, text in long.items())])

    def untouched(self) -> "BoundaryParams":
        """Return the same settings without weights that were changed by hand."""
        return replace(self, start="", edit="")

    def shown(self, name: str) -> str:
        """Return the value of the field `name` in a form to read: of own points and changed weights their number."""
        if name in ("start", "edit"):
            return edits.counted(getattr(self, name))
        if name != "own" or not self.own:
            return super().shown(name)
        try:
            return f"own points ({len(own_points.decode(self.own)[1]):,})"
        except own_points.OwnPointsError:
            return "own points that cannot be read"

    def canonical(self) -> "BoundaryParams":
        """Put what this run does not use at its default."""
        unused: dict[str, Any] = {}
        defaults = self.defaults()
        if self.dataset == points.OWN:
            unused |= {name: defaults[name] for name in ("classes", "n", "noise")}
        else:
            unused["own"] = ""
        if self.dataset != "spiral" and "phase" not in self.feature_names:
            unused["turns"] = defaults["turns"]
        if self.layers == 0:
            unused |= {"units": defaults["units"], "activation": defaults["activation"]}
        return replace(self, **switches(*self.feature_names), **unused)


def switches(*names: str) -> dict[str, Any]:
    """The settings that give a network these features and no others."""
    return {f"f_{name}": name in names for name in points.FEATURES}


def with_phase(params: BoundaryParams) -> BoundaryParams:
    """Return the linear network that receives the spiral's phase alone, on the same points."""
    return replace(params.untouched(), layers=0, **switches("phase")).canonical()
