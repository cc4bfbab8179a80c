"""The topic Decision Boundaries: question, presets, sources."""

from core.boundaries.training import BoundaryParams, switches
from core.gallery.topic import Preset, Source, Topic

TOPIC = Topic(
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
        Preset("Spiral, linear", {"layers": 0}, "A line can't follow an arm. How much does it get right all the same?"),
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
        Preset("Donut, 10 tanh", {"dataset": "donut"}, "With more than two units the boundary closes around the disc."),
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
)
