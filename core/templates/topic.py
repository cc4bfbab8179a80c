"""The topic Weight Templates: question, presets, sources."""

from core.gallery.topic import ML4A, SMALL_MNIST, Preset, Source, Topic
from core.networks.training import TrainingParams

TOPIC = Topic(
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
        Source(
            "ニューラルネットが分散表現を構築する本当の理由 (Why neural nets really build distributed representations)"
        ),
        ML4A,
        Source("Kornblith et al. 2019, Similarity of neural network representations revisited, ICML (linear CKA)"),
        Source("Li et al. 2016, Convergent learning: do different nets learn the same representations?, ICLR"),
        Source("Kriegeskorte, Mur & Bandettini 2008, Front. Syst. Neurosci. 2:4 (RSA)"),
    ),
)
