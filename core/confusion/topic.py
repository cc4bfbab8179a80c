"""The topic Confusion Matrix: question, presets, sources."""

from core.confusion.params import ConfusionParams
from core.gallery.topic import ML4A, RANDOM_LABELS, SMALL_MNIST, Preset, Source, Topic

# What the page can show.
ARCHITECTURES = ("one layer", "hidden", "cnn")

TOPIC = Topic(
    slug="confusion",
    title="Confusion Matrix",
    question="Which classes get confused?",
    lede="A network has learned to classify images. The matrix counts its predictions for test images: a row is the "
    "actual class, a column the predicted one. Which of its mistakes would you have made, too?",
    activity="Point at a cell of the matrix to see its images, or draw a digit of your own.",
    page="pages/2_Confusion_Matrix.py",
    icon=":material/apps:",
    params=ConfusionParams,
    presets=(
        Preset(
            "MNIST, one layer",
            {"dataset": "mnist", "batch_size": 500},
            "Click the cell in row 4, column 9 and look at its images: which of them would you have taken for a 9?",
            offline=SMALL_MNIST,
        ),
        Preset(
            "Most confident images",
            {"dataset": "mnist", "batch_size": 500, "view": "top samples", "order": "most confident"},
            "Each cell shows its most confident image. What do the images in one column have in common?",
            offline=SMALL_MNIST,
        ),
        Preset(
            "CIFAR-10, one layer",
            {"dataset": "cifar10", "batch_size": 500, "epochs": 10},
            "One layer weighs each pixel of a photograph separately. Which classes does it confuse?",
        ),
        Preset(
            "Photographs, small CNN",
            {"dataset": "photo-patches", "architecture": "cnn", "hidden": 64, "epochs": 10},
            "Two convolutional layers replace the one template per class. Which confusions remain?",
        ),
        Preset(
            "Shuffled labels",
            {"architecture": "hidden", "epochs": 40, "labels": "shuffled"},
            "A control: training labels in random order. Accuracy is at chance: all 100 cells are filled, and no "
            "diagonal stands out.",
        ),
    ),
    sources=(
        Source("ml4a: confusion-matrix demos for MNIST and CIFAR-10", "https://ml4a.github.io/demos/confusion_mnist/"),
        ML4A,
        Source("Tenney et al. 2020: The Language Interpretability Tool", "https://arxiv.org/abs/2008.05122"),
        Source("Guo et al. 2017: On calibration of modern neural networks", "https://arxiv.org/abs/1706.04599"),
        Source("McNemar 1947, Psychometrika 12:153: the difference between correlated proportions"),
        Source(
            "Toneva et al. 2019: Example forgetting during deep neural network learning",
            "https://arxiv.org/abs/1812.05159",
        ),
        Source("LeCun et al. 1998, Proceedings of the IEEE 86:2278: how MNIST's digits were centred and scaled"),
        RANDOM_LABELS,
    ),
    in_chapters=("actual", "predicted"),
)
