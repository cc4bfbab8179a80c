"""The topic Confusion Matrix: question, presets, sources."""

from core.confusion.matrix import ConfusionParams
from core.gallery.topic import ML4A, SMALL_MNIST, Preset, Source, Topic

TOPIC = Topic(
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
    ),
)
