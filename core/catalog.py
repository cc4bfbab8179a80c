"""The only registry of topics: Home, the presets and the tests are drawn from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.analyses.boundaries import BoundaryParams, switches
from core.analyses.compression import CompressionParams
from core.analyses.confusion import ConfusionParams
from core.analyses.jacobian_trained import JacobianParams
from core.analyses.semantics.params import SemanticsParams
from core.data import images
from core.params import Params
from core.training import TrainingParams

ROOT = Path(__file__).resolve().parents[1]


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
        """The address of a preset: what differs from the defaults, and its tab, under the topic's prefix."""
        written = self.params(**preset.here()).to_query() | ({"tab": preset.tab} if preset.tab else {})
        return {f"{self.slug}_{name}": value for name, value in written.items()}


ML4A = Source("ml4a: Looking inside neural networks", "https://ml4a.github.io/ml4a/looking_inside_neural_nets/")
TEMPLATES = Source(
    "ニューラルネットが分散表現を構築する本当の理由 (Why neural nets really build distributed representations)"
)

DENSE = {"dataset": "mnist-5k", "net": "mlp", "depth": 4, "width": 64, "epochs": 15}
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
        sources=(
            TEMPLATES,
            ML4A,
            Source("Kornblith et al. 2019, Similarity of neural network representations revisited, ICML (linear CKA)"),
            Source("Li et al. 2016, Convergent learning: do different nets learn the same representations?, ICLR"),
            Source("Kriegeskorte, Mur & Bandettini 2008, Front. Syst. Neurosci. 2:4 (RSA)"),
        ),
    ),
    Topic(
        slug="confusion",
        title="Confusion-Matrix Explorer",
        question="What does it take for what?",
        lede="A classifier's mistakes are not spread evenly. Point at a cell to see the pictures that landed in it, "
        "click to go through them all, and ask which mistakes you would have made, too.",
        page="pages/2_Confusion_Matrix.py",
        icon=":material/apps:",
        params=ConfusionParams,
        presets=(
            Preset(
                "MNIST, one layer",
                {"dataset": "mnist", "batch_size": 500},
                "Some 4s called 9 would fool you, too. Others, at the top of the list, nobody would get wrong.",
                offline=SMALL_MNIST,
            ),
            Preset(
                "What does a column want?",
                {"dataset": "mnist", "batch_size": 500, "view": "top samples", "order": "most confident"},
                "The surest sample of every cell. Go down column 0: big rings. Down column 1: one thin line.",
                offline=SMALL_MNIST,
            ),
            Preset(
                "CIFAR-10, one layer",
                {"dataset": "cifar10", "batch_size": 500, "epochs": 10},
                "Templates of whole photographs: planes and ships share the blue, and cats are anything.",
            ),
            Preset(
                "Photographs, small CNN",
                {"dataset": "photo-patches", "architecture": "cnn", "hidden": 64, "epochs": 10},
                "Two convolutions instead of one template a class. Which confusions are left?",
            ),
        ),
        sources=(
            Source(
                "ml4a: confusion-matrix demos for MNIST and CIFAR-10", "https://ml4a.github.io/demos/confusion_mnist/"
            ),
            ML4A,
            Source("Tenney et al. 2020: The Language Interpretability Tool", "https://arxiv.org/abs/2008.05122"),
            Source("Guo et al. 2017: On calibration of modern neural networks", "https://arxiv.org/abs/1706.04599"),
            Source("McNemar 1947, Psychometrika 12:153: the difference between correlated proportions"),
            Source(
                "Toneva et al. 2019: Example forgetting during deep neural network learning",
                "https://arxiv.org/abs/1812.05159",
            ),
            Source("LeCun et al. 1998, Proceedings of the IEEE 86:2278: how MNIST's digits were centred and scaled"),
        ),
    ),
    Topic(
        slug="compression",
        title="SVD Image Compression",
        question="How much of a picture is one layer?",
        lede="A picture is a table of numbers, and every table is a sum of plaids: one column times one row, again and "
        "again, the strongest first. Drag the rank and watch the picture come out of them, coarse before fine, as the "
        "next page's nets learn.",
        page="pages/3_SVD_Compression.py",
        icon=":material/layers:",
        params=CompressionParams,
        presets=(
            Preset(
                "The article's camera",
                {"top": "50"},
                "Ranks 1 to 50. Wait for the moment when you see a man, and look at how little energy was missing.",
            ),
            Preset(
                "A page of text",
                {"picture": "page", "rank": 10},
                "Lines of print come before letters: a line is a plaid, a letter is not.",
            ),
            Preset(
                "Hard to compress",
                {"picture": "grass", "rank": 50},
                "Grass points everywhere. Its singular values hardly fall, so every layer is needed.",
            ),
            Preset(
                "Fewer ranks for colour",
                {"picture": "astronaut", "colour": "YCbCr", "chroma": 8, "rank": 64},
                "Brightness has 64 layers here and each colour difference 8. Look for wrong colours.",
            ),
            Preset(
                "Nearly nothing but plaid",
                {"picture": "chessboard", "rank": 2},
                "A perfect chessboard is two layers. This one was drawn a little off: what does the third repair?",
            ),
        ),
        sources=(
            Source(
                "Eckart & Young 1936, The approximation of one matrix by another of lower rank, Psychometrika 1:211"
            ),
            Source("timjb: SVD image compression demo", "https://github.com/timjb/svd-image-compression-demo"),
            Source("Saxe, McClelland & Ganguli 2019, PNAS 116:11537: nets learn singular modes, the strongest first"),
            Source("Wang et al. 2004, IEEE TIP 13:600: structural similarity"),
            Source("Denton et al. 2014, NeurIPS: low-rank layers of trained nets"),
        ),
    ),
    Topic(
        slug="semantics",
        title="Semantic Development",
        question="Why do we learn animals before canaries?",
        lede="A network with one hidden layer learns which thing has which property: first what parts animals from "
        "plants, then birds from fish, in jumps, and for a while it believes that worms have bones. Mathematics "
        "foretells every step; press play and hold the one against the other.",
        page="pages/4_Semantic_Development.py",
        icon=":material/account_tree:",
        params=SemanticsParams,
        presets=(
            Preset(
                "In stages",
                {},
                "The article's figure 3C: four things, four modes. Watch the strongest jump up first, and the dashed "
                "theory lie on top of it.",
            ),
            Preset(
                "No stages",
                {"network": "shallow", "steps": 1000},
                "Figure 3D: without a hidden layer all modes grow at one pace, and nothing comes first.",
            ),
            Preset(
                "Worms have bones",
                {"world": "worms", "network": "both", "start": "balanced", "sigma": 0.03},
                "Most animals have bones, so the worm gets some, too, until it is known as itself. Open “Do worms have "
                "bones?”.",
            ),
            Preset(
                "A tree unfolds",
                {"world": "binary tree", "hidden": 32, "start": "gaussian", "sigma": 0.001, "steps": 2400},
                "Eight things leave one common point: two groups, then four, then each on its own way.",
            ),
            Preset(
                "Same map, other similarity",
                {"world": "binary tree", "hidden": 48, "start": "gaussian", "sigma": 0.3, "seeds": 10, "steps": 2400},
                "From large starts all networks learn the same facts, and no two find the same things alike. Open "
                "“Same map, other similarity?” and slide σ from .001 to .3.",
            ),
        ),
        sources=(
            Source(
                "Saxe, McClelland & Ganguli (2019): A mathematical theory of semantic development",
                "https://doi.org/10.1073/pnas.1820226116",
            ),
            Source(
                "Saxe, McClelland & Ganguli (2014): Exact solutions to the nonlinear dynamics of learning",
                "https://arxiv.org/abs/1312.6120",
            ),
            Source(
                "Benaych-Georges & Nadakuditi (2012): The singular values and vectors of low rank perturbations",
                "https://doi.org/10.1016/j.jmva.2012.04.019",
            ),
            Source("Rogers & McClelland (2004): Semantic Cognition, MIT Press"),
            Source("Neuromatch Academy, Deep Learning: linear deep learning", "https://deeplearning.neuromatch.io/"),
        ),
    ),
    Topic(
        slug="jacobian",
        title="Jacobian Spectra",
        question="Which directions survive the layers?",
        lede="Change a picture a little, and every layer moves a little. A few directions of change are passed on and "
        "most are erased; here they are, strongest first, as pictures, beside those of the same net before it learned.",
        page="pages/5_Jacobian_Spectra.py",
        icon=":material/waves:",
        params=JacobianParams,
        presets=(
            Preset(
                "Five convolutions",
                {},
                "Compare the violet curves, deep layers, left and right: training makes them fall faster.",
            ),
            Preset(
                "Digits, dense layers",
                DENSE,
                "No convolution, so nothing forces a direction to be local. Look at the pictures.",
            ),
            Preset(
                "Sigmoid with gain 4",
                {**DENSE, "depth": 3, "activation": "sigmoid", "gain": 4.0, "init": "glorot"},
                "The paper's f(g z). Saturated units pass nothing on: look at the gain, on a log scale.",
            ),
            Preset(
                "A wild start",
                {**DENSE, "activation": "tanh", "init": "gaussian", "sigma": 3.0, "epochs": 10},
                "Weights three times too large: the untrained net stretches first, and training must undo it.",
            ),
            Preset(
                "Contractive against plain",
                {"dataset": "mnist-5k", "net": "mlp", "depth": 1, "width": 128, "activation": "sigmoid"},
                "In the open tab, auto-encoders of 128 sigmoid units: a penalty on ‖J‖² leaves few directions. The "
                "chart above is of a classifier with as many.",
                tab="Can one ask for steepness?",
            ),
        ),
        sources=(
            Source("Mototake & Ikegami: Deep Neural Networks の力学的解析 (A dynamical analysis of deep nets)"),
            Source("Saxe, McClelland & Ganguli 2014, ICLR: exact solutions; orthogonal starts"),
            Source("Pennington, Schoenholz & Ganguli 2017, NeurIPS: dynamical isometry"),
            Source("Rifai, Vincent, Muller, Glorot & Bengio 2011, ICML: contractive auto-encoders"),
            Source("Iandola et al. 2016: SqueezeNet", "https://arxiv.org/abs/1602.07360"),
            Source("Simon & Zha 2000, SIAM J. Sci. Comput. 21:2257: one-sided reorthogonalisation"),
        ),
    ),
    Topic(
        slug="boundaries",
        title="Decision Boundaries",
        question="What can a small net tell apart?",
        lede="A layer turns, stretches and bends the plane until one straight cut is enough. Some points no bending "
        "can part: try two units on a donut, then three, or drag the time back and watch the plane fold.",
        page="pages/6_Decision_Boundaries.py",
        icon=":material/gesture:",
        params=BoundaryParams,
        presets=(
            Preset(
                "Two blobs, one line",
                {"dataset": "blobs", "layers": 0},
                "No hidden layer is needed where a straight line will do.",
            ),
            Preset(
                "Spiral, linear", {"layers": 0}, "A line can't follow an arm. How much does it get right all the same?"
            ),
            Preset(
                "Spiral, 2 tanh",
                {"units": 2},
                "Two units can fold the plane far enough, but this seed may not: see “Was it luck?”.",
            ),
            Preset(
                "Spiral, 6 layers",
                {"units": 2, "layers": 5},
                "Five hidden layers of two units and the output. Watch the planes straighten the spiral bit by bit.",
            ),
            Preset("Spiral, 10 tanh", {}, "Ten units in one layer: the reliable choice. Press play."),
            Preset(
                "Donut, 2 tanh",
                {"dataset": "donut", "units": 2},
                "The boundary always runs out to infinity somewhere: two units can't close a ring.",
            ),
            Preset(
                "Donut, 10 tanh", {"dataset": "donut"}, "With more than two units the boundary closes around the disc."
            ),
            Preset(
                "Donut, polar",
                {"dataset": "donut", "layers": 0, **switches("r", "theta")},
                "No hidden layer at all: in r and θ the ring lies above the disc, and a line is enough.",
            ),
        ),
        sources=(
            Source("ニューラルネットワークの超基礎的な動きを理解する (How neural nets work, from the very basics)"),
            Source("Smilkov & Carter: TensorFlow Playground", "https://playground.tensorflow.org"),
            Source("Karpathy: ConvNetJS", "https://cs.stanford.edu/people/karpathy/convnetjs/demo/classify2d.html"),
            Source(
                "Olah 2014: Neural Networks, Manifolds, and Topology",
                "https://colah.github.io/posts/2014-03-NN-Manifolds-Topology/",
            ),
            Source(
                "Beise, Dias Da Cruz & Schröder 2018: On decision regions of narrow deep neural networks",
                "https://arxiv.org/abs/1807.01194",
            ),
            Source(
                "Li, Zhao & Scheidegger 2020: Visualizing Neural Networks with the Grand Tour",
                "https://distill.pub/2020/grand-tour/",
            ),
        ),
    ),
)


def topic(slug: str) -> Topic:
    """Return the topic of that slug, or raise KeyError."""
    return {entry.slug: entry for entry in TOPICS}[slug]
