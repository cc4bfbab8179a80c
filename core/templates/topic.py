"""The topic Weight Templates: question, presets, sources."""

from core.gallery.topic import ML4A, RANDOM_LABELS, SMALL_MNIST, Preset, Source, Topic
from core.networks.training import TrainingParams

TOPIC = Topic(
    slug="templates",
    title="Weight Templates",
    question="What does a neuron look for?",
    lede="A classifier with one layer gives each pixel a weight and adds up. Drawn as images, the weights of a class "
    "show which pixels count for it (red) and which count against it (blue).",
    activity="Train a classifier and watch its weights, drawn as images.",
    page="pages/1_Weight_Templates.py",
    icon=":material/grid_view:",
    params=TrainingParams,
    presets=(
        Preset(
            "One layer",
            {"dataset": "mnist", "batch_size": 500},
            "Ten templates, one per digit. Press play and watch the 0: its centre turns blue, the ring around it red.",
            offline=SMALL_MNIST,
        ),
        Preset(
            "Hidden 128",
            {"dataset": "mnist", "batch_size": 500, "architecture": "hidden"},
            "128 hidden units are more accurate than one layer, but their weights match images less than templates do.",
            offline=SMALL_MNIST,
        ),
        Preset(
            "512 units from images",
            {"dataset": "mnist", "batch_size": 500, "architecture": "hidden from images", "hidden": 512},
            "Each of 512 hidden units is initialised with a training image. “Hidden units” shows what training keeps.",
            offline=SMALL_MNIST,
        ),
        Preset(
            "Colour",
            {"dataset": "photo-patches"},
            "Small colour photographs: each pixel has a weight for red, green and blue, drawn as one colour (grey: 0).",
        ),
        Preset(
            "Shuffled labels",
            {"architecture": "hidden", "epochs": 40, "labels": "shuffled"},
            "A control: the training labels are in random order. The network memorises most of them, but it is at "
            "chance on test images, and its templates are noise.",
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
        RANDOM_LABELS,
    ),
)
