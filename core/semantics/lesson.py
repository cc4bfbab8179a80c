"""The lesson on Semantic Development: the argument of Saxe, McClelland & Ganguli in six steps, to the open question."""

from core.gallery.lessons import Guess, Lesson, LessonStep

TREE = {"semantics_world": "binary tree", "semantics_start": "gaussian", "semantics_steps": "2400"}

LESSON = Lesson(
    title="Which facts are learned first?",
    steps=(
        LessonStep(
            slug="semantics",
            query={"semantics_tab": "Beliefs during training", "at_semantics_film": "0"},
            shown=(),
            title="Four things, learned in stages",
            task="The network learns which of four things grow, move, fly and so on. Press play. The strongest mode "
            "(s = 2.65) is half learned after 1.36 τ, the weakest (s = 1) after 5.0 τ; the theory is dashed. What sets "
            "the second mode apart: which things are at its two ends?",
            guess=Guess(
                question="Which fact about the canary does the network learn first?",
                options=("it grows", "it moves", "it flies"),
                answer=0,
            ),
        ),
        LessonStep(
            slug="semantics",
            query={
                "semantics_tab": "Stages",
                "semantics_network": "shallow",
                "semantics_steps": "1000",
            },
            shown=("network",),
            title="Without a hidden layer",
            task="The same facts, without a hidden layer: all four modes are half learned after 0.68 to 0.69 τ, so "
            "there are no stages. Switch to the deep network and back. The article explains the faster learning by "
            "fewer weights. Which other difference between the two networks could explain it?",
            guess=Guess(
                question="With a hidden layer the weakest mode took 3.7 times as long as the strongest. How much "
                "longer does it take without one?",
                options=("equally long, within 10 %", "about twice as long", "about 3.7 times as long"),
                answer=0,
            ),
        ),
        LessonStep(
            slug="semantics",
            query={
                "semantics_tab": "False beliefs",
                "semantics_world": "worms",
                "semantics_network": "both",
                "semantics_start": "balanced",
                "semantics_sigma": "0.03",
            },
            shown=(),
            title="Worms have bones",
            task="Six of seven animals here have bones; the worm has none. At 1.2 τ the belief peaks, and at the end "
            "it is gone. Nothing in the facts supports it. Which mode raises the belief, and which one takes it back? "
            "The network without a hidden layer never holds it.",
            guess=Guess(
                question="How strong does the false belief “a worm has bones” become during training? (0: false, "
                "1: certain)",
                options=("below 0.1", "0.1 to 0.4", "above 0.4"),
                answer=2,
            ),
        ),
        LessonStep(
            slug="semantics",
            query={
                **TREE,
                "semantics_tab": "Tree of items",
                "semantics_hidden": "32",
                "semantics_sigma": "0.001",
            },
            shown=(),
            title="A tree unfolds",
            task="Eight living things, from one point to eight. Play the film: distances in the hidden layer reach "
            "half of their final value after 2.4 τ (animals from plants), 3.2 τ (birds from fish) and 5.0 τ (single "
            "kinds). Children learn broad categories first, too. Is that evidence that they learn as this network?",
            guess=Guess(
                question="Eight things start at one point of the hidden layer. In which order do they part?",
                options=(
                    "single kinds first, groups last",
                    "all at the same time",
                    "animals and plants first, single kinds last",
                ),
                answer=2,
            ),
        ),
        LessonStep(
            slug="semantics",
            query={
                **TREE,
                "semantics_tab": "Hidden similarity",
                "semantics_hidden": "48",
                "semantics_sigma": "0.3",
                "semantics_seeds": "10",
            },
            shown=(),
            title="Same facts, other similarities",
            task="Ten networks with large initial weights (σ = 0.3) learn exactly the same facts. Which things are "
            "similar in the hidden layer differs from network to network. From small weights (σ = 0.001) r is 1.00. "
            "What does this mean for comparing a network's similarities with those of a brain?",
            guess=Guess(
                question="Ten networks have learned the same facts from large initial weights. How much do their "
                "similarities of hidden activity correlate?",
                options=("r near 0", "r about 0.5", "r near 1"),
                answer=0,
            ),
        ),
        LessonStep(
            slug="semantics",
            query={"semantics_tab": "Stages", "semantics_stages": "Handwritten digits"},
            shown=(),
            title="Open: larger data, nonlinear networks",
            task="The article leaves open whether the order holds for larger data and nonlinear networks. Here 4,000 "
            "digits are learned by linear, tanh and ReLU networks. With σ = 0.001 the order holds in all three. What "
            "happens at σ = 0.1? Which initial weights do networks have in practice?",
            guess=Guess(
                question="ReLU networks learn digits from small initial weights. How well does the order of learning "
                "follow the singular values? (rank correlation)",
                options=("above 0.8: almost perfectly", "0.3 to 0.8", "below 0.3: hardly at all"),
                answer=0,
            ),
        ),
    ),
)
