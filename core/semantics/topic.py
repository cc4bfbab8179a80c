"""The topic Semantic Development: question, presets, sources."""

from core.gallery.topic import Preset, Source, Topic
from core.semantics.params import SemanticsParams

TOPIC = Topic(
    slug="semantics",
    title="Semantic Development",
    question="Which facts are learned first?",
    lede="From small initial weights, a network with a hidden layer learns a table of facts in stages: what sets "
    "animals apart from plants first, single animals later. Press play and compare it with the theory (dashed).",
    activity="Watch a network learn a table of facts in stages, or write a table of your own.",
    page="pages/4_Semantic_Development.py",
    icon=":material/account_tree:",
    params=SemanticsParams,
    presets=(
        Preset(
            "In stages",
            {},
            "Four items, four modes (the article's figure 3C): the mode with the largest singular value rises first.",
        ),
        Preset(
            "No stages",
            {"network": "shallow", "steps": 1000},
            "Without a hidden layer (figure 3D) all modes are learned at the same rate, and none comes first.",
        ),
        Preset(
            "Worms have bones",
            {"world": "worms", "network": "both", "start": "balanced", "sigma": 0.03},
            "Six of seven animals have bones. For a while the network believes the same of the seventh, the worm.",
            tab="False beliefs",
        ),
        Preset(
            "A tree unfolds",
            {"world": "binary tree", "hidden": 32, "start": "gaussian", "sigma": 0.001, "steps": 2400},
            "In the hidden layer eight items start at one point and part into two groups, then four, then one by one.",
            tab="Tree of items",
        ),
        Preset(
            "Same map, other similarity",
            {"world": "binary tree", "hidden": 48, "start": "gaussian", "sigma": 0.3, "seeds": 10, "steps": 2400},
            "From large initial weights networks learn the same facts, but which items are similar in them differs.",
            tab="Hidden similarity",
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
    in_chapters=("table",),
)
