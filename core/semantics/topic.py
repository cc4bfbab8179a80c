"""The topic Semantic Development: question, presets, sources."""

from core.gallery.topic import Preset, Source, Topic
from core.semantics.params import SemanticsParams

TOPIC = Topic(
    slug="semantics",
    title="Semantic Development",
    question="Why do we learn animals before canaries?",
    lede="From small initial weights, a network with a hidden layer learns a table of facts in stages, the strongest "
    "distinctions first: plant or animal before canary or salmon. On the way it can believe what no fact supports, "
    "such as that worms have bones. For linear networks a theory predicts the stages: press play and compare.",
    activity="Watch a network learn a table of facts in stages, or write a table of your own.",
    page="pages/4_Semantic_Development.py",
    icon=":material/account_tree:",
    params=SemanticsParams,
    presets=(
        Preset(
            "In stages",
            {},
            "The article's figure 3C: four items and four modes. The mode with the largest singular value rises first, "
            "close to the dashed curve of the theory.",
        ),
        Preset(
            "No stages",
            {"network": "shallow", "steps": 1000},
            "The article's figure 3D: without a hidden layer all modes are learned at the same rate, and none comes "
            "first.",
        ),
        Preset(
            "Worms have bones",
            {"world": "worms", "network": "both", "start": "balanced", "sigma": 0.03},
            "Of the seven animals six have bones. For a while the network believes that the seventh, the worm, has "
            "bones, too. Open “Do worms have bones?”.",
        ),
        Preset(
            "A tree unfolds",
            {"world": "binary tree", "hidden": 32, "start": "gaussian", "sigma": 0.001, "steps": 2400},
            "All eight items start at one point of the hidden layer. They part into two groups, then into four, and "
            "then one by one.",
        ),
        Preset(
            "Same map, other similarity",
            {"world": "binary tree", "hidden": 48, "start": "gaussian", "sigma": 0.3, "seeds": 10, "steps": 2400},
            "From large initial weights all networks learn the same facts, but which items are similar in the hidden "
            "layer differs between them. Open “Same map, other similarity?” and move σ from .001 to .3.",
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
)
