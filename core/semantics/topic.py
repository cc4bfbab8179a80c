"""The topic Semantic Development: question, presets, sources."""

from core.gallery.topic import Preset, Source, Topic
from core.semantics.params import SemanticsParams

TOPIC = Topic(
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
)
