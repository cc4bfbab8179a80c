"""The lesson on Decision Boundaries: the article's experiments in six steps, to its closing question."""

from core.gallery.lessons import Guess, Lesson, LessonStep

TWO_UNITS = {"boundaries_units": "2"}

LESSON = Lesson(
    title="What can a small network tell apart?",
    steps=(
        LessonStep(
            slug="boundaries",
            query={
                "boundaries_tab": "Boundary and network",
                "boundaries_dataset": "blobs",
                "boundaries_layers": "0",
            },
            shown=("edit",),
            title="Two blobs, one line",
            task="Without a hidden layer the boundary is a straight line, and here that is enough: from all 20 random "
            "seeds the network learns these points. Press play, then drag the border yourself. Which three numbers "
            "does a line in the plane need, and which weights of the network are they?",
        ),
        LessonStep(
            slug="boundaries",
            query={"boundaries_tab": "Boundary and network", "boundaries_layers": "0"},
            shown=("edit",),
            title="A line cannot follow a spiral",
            task="Press play: training ends at a line with 70.0 % of the points on the right side. Drag the border: "
            "can you do better by hand? The article says that a linear network finds only the best line. Training "
            "minimises the cross-entropy. Is its line the one with the most correct points?",
            guess=Guess(
                question="Two arms of a spiral, and only one straight line. How many of the points end up on the "
                "right side of it?",
                options=("about 50 %", "about 70 %", "about 90 %"),
                answer=1,
            ),
        ),
        LessonStep(
            slug="boundaries",
            query={**TWO_UNITS, "boundaries_tab": "Random seeds"},
            shown=(),
            title="Two hidden units: it depends on the seed",
            task="Two tanh units bend the plane far enough for the spiral, as the article shows. Look at all 20 random "
            "seeds: 8 networks reach 99 %. One network proves that it can be learned, but not that it will be. How "
            "many networks would you train before you say that a size does not work?",
            guess=Guess(
                question="20 networks with two hidden tanh units differ in their random seed. How many learn the "
                "spiral (99 % correct)?",
                options=("none", "fewer than half", "more than half, not all", "all 20"),
                answer=1,
            ),
        ),
        LessonStep(
            slug="boundaries",
            query={**TWO_UNITS, "boundaries_layers": "5", "boundaries_tab": "Layers and neurons"},
            shown=(),
            title="Five layers of two units",
            task="The article: with five hidden layers the spiral converges at once. Here 14 of 20 seeds learn it, "
            "against 8 with one layer: more, but 20 networks do not settle it (p = 0.111). Follow the points from "
            "layer to layer. Where could you first separate them with one straight cut?",
            guess=Guess(
                question="With one hidden layer of two units 8 of 20 networks learned the spiral. And with five such "
                "layers, one after the other?",
                options=("8 or fewer", "9 to 16", "17 to 20"),
                answer=1,
            ),
        ),
        LessonStep(
            slug="boundaries",
            query={**TWO_UNITS, "boundaries_dataset": "donut", "boundaries_tab": "Islands"},
            shown=(),
            title="No island in two dimensions",
            task="A network that is never wider than its input has no bounded region, as Beise et al. (2018) prove. "
            "None of 20 networks with two units learns the donut; with three units all 20 do. Where does the "
            "boundary of two units run? What does the third unit add?",
            guess=Guess(
                question="A disc lies within a ring. How many of 20 networks with two hidden tanh units learn to "
                "divide them (99 % correct)?",
                options=("none", "fewer than half", "more than half"),
                answer=0,
            ),
        ),
        LessonStep(
            slug="boundaries",
            query={"boundaries_tab": "Beyond the data", "boundaries_dataset": "spiral"},
            shown=(),
            title="Open: a boundary like a person's",
            task="The article's closing question: this boundary does not look like a person's; can one do better? Ten "
            "units learn every training point, and on the continued arms they get 38 %. A network that receives the "
            "spiral's phase gets 100 %. But who tells it the phase? What else would you try?",
            guess=Guess(
                question="Ten tanh units classify every point of the spiral correctly. And on its arms continued "
                "beyond the points?",
                options=("about 100 %", "about 75 %", "50 % (guessing) or less"),
                answer=2,
            ),
        ),
    ),
)
