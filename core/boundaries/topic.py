"""The topic Decision Boundaries: question, presets, sources."""

from core.boundaries.params import BoundaryParams, switches
from core.gallery.topic import Preset, Source, Topic

TOPIC = Topic(
    slug="boundaries",
    title="Decision Boundaries",
    question="What can a small network tell apart?",
    lede="Layers bend the plane until a straight cut divides the classes. Press play, or change the weights yourself.",
    activity="Choose or draw points, train a small network, and change its weights by hand.",
    page="pages/6_Decision_Boundaries.py",
    icon=":material/gesture:",
    params=BoundaryParams,
    presets=(
        Preset(
            "1. Two blobs, one line",
            {"dataset": "blobs", "layers": 0},
            "A network without a hidden layer is enough where a straight line divides the classes. Press play, then "
            "drag the border yourself.",
        ),
        Preset(
            "2. Spiral, linear",
            {"layers": 0},
            "A straight line can't follow the arms of a spiral. How many points does the best line get right?",
        ),
        Preset(
            "3. Spiral, 2 tanh",
            {"units": 2},
            "Two units can bend the plane far enough, but not from every random seed: see the chapter “Random seeds”.",
        ),
        Preset(
            "4. Spiral, 6 layers",
            {"units": 2, "layers": 5},
            "Five hidden layers of two units, and the output layer. The chapter “Layers and neurons” shows how each "
            "bends the spiral.",
        ),
        Preset(
            "5. Spiral, 10 tanh",
            {},
            "Ten units in one layer learn the spiral from all twenty seeds of the chapter “Random seeds”.",
        ),
        Preset(
            "6. Donut, 2 tanh",
            {"dataset": "donut", "units": 2},
            "Two units can't close a ring: the boundary runs out to infinity. The chapter “Islands” says why.",
        ),
        Preset("7. Donut, 10 tanh", {"dataset": "donut"}, "With ten units the boundary closes around the disc."),
        Preset(
            "8. Donut, polar",
            {"dataset": "donut", "layers": 0, **switches("r", "theta")},
            "No hidden layer: the network receives r and θ, and there a straight line divides the disc from the ring.",
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
    in_chapters=("start",),
)
