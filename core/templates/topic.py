"""The topic Weight Templates: question, presets, sources."""

from core.gallery.topic import ML4A, RANDOM_LABELS, SMALL_MNIST, Preset, Source, Topic
from core.networks.training import TrainingParams

TOPIC = Topic(
    slug="templates",
    title="Weight Templates",
    question="What does a neuron look for?",
    lede="A classifier with one layer computes the score of each class as a weighted sum of the pixels. Drawn as "
    "images, these weights show which pixels count for a class (red) and against it (blue). With a hidden layer, each "
    "unit has such weights, and every class combines all units.",
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
            "A hidden layer of 128 units is more accurate than one layer, and its units match the images less than "
            "the templates of one layer do.",
            offline=SMALL_MNIST,
        ),
        Preset(
            "Started from 512 images",
            {"dataset": "mnist", "batch_size": 500, "architecture": "hidden from images", "hidden": 512},
            "Each hidden unit is initialised with a training image. Does that help?",
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
