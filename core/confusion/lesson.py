"""The lesson on Confusion Matrix: ml4a's questions in six steps, on bundled digits and photographs."""

from core.gallery.lessons import Guess, Lesson, LessonStep

MATRIX = {"confusion_tab": "Confusion matrix"}

LESSON = Lesson(
    title="Which classes get confused?",
    steps=(
        LessonStep(
            slug="confusion",
            query=MATRIX,
            shown=("view", "order"),
            title="The matrix of a one-layer network",
            task="A row is the actual digit, a column the predicted one; 899 of 1,000 images lie on the diagonal. "
            "Click the cell in row 4, column 9 and look at its images: which would you have taken for a 9? ml4a "
            "counts 71 cases of 3 as 5 for its own network. Find that cell here.",
            guess=Guess(
                question="For which of these digits is the largest share classified correctly?",
                options=("1", "3", "5", "8"),
                answer=0,
            ),
        ),
        LessonStep(
            slug="confusion",
            query={**MATRIX, "confusion_view": "top samples", "confusion_order": "most wrong"},
            shown=("view", "order"),
            title="Understandable and gross mistakes",
            task="ml4a shows mistakes that people make, too, such as 4 and 9 or 3 and 8, and gross ones. Each cell "
            "shows its worst mistake. Write down two cells of each kind. On five pairs that people confuse (4-9, 3-8, "
            "3-5, 7-9, 1-7) chance would put 11 % of the mistakes.",
            guess=Guess(
                question="101 of 1,000 images are misclassified. Which share of these mistakes is on the pairs 4-9, "
                "3-8, 3-5, 7-9 and 1-7?",
                options=("below 11 % (chance)", "11 to 20 %", "20 to 40 %", "above 40 %"),
                answer=2,
            ),
        ),
        LessonStep(
            slug="confusion",
            query={"confusion_tab": "Calibration"},
            shown=(),
            title="Is the network as sure as it should be?",
            task="The confidence is the probability of the predicted class. In the bin above 90 % its mean is 97.3 %, "
            "so 17 of 626 images should be wrong. Compare the bars with the dashed line: is this network "
            "overconfident? Then move the slider until the errors are halved. How many images go unanswered?",
            guess=Guess(
                question="626 of the 1,000 images are classified with a confidence above 90 %. How many of them are "
                "wrong?",
                options=("fewer than 10", "10 to 30", "more than 30"),
                answer=0,
            ),
        ),
        LessonStep(
            slug="confusion",
            query={**MATRIX, "confusion_dataset": "photo-patches"},
            shown=("view", "order"),
            title="One layer on photographs",
            task="The same kind of network, now on patches of ten photographs: 53.0 % of 1,000 are classified "
            "correctly (chance: 10 %). Click the cells in the row of bricks. Why can one template per class not "
            "recognise a pattern that may begin anywhere?",
            guess=Guess(
                question="How many of 100 patches of a brick wall does a one-layer network recognise?",
                options=("none", "about 30", "about 70", "all"),
                answer=0,
            ),
        ),
        LessonStep(
            slug="confusion",
            query={
                **MATRIX,
                "confusion_dataset": "photo-patches",
                "confusion_architecture": "cnn",
                "confusion_hidden": "64",
                "confusion_epochs": "10",
            },
            shown=("view", "order"),
            title="Two convolutional layers",
            task="A convolution looks for a small pattern everywhere. 88.4 % are classified correctly, and 100 of 100 "
            "bricks. Which two classes stay below 60 %, and what do their patches have in common? ml4a's outlook: "
            "convolutional networks classify both of its image sets much better.",
            guess=Guess(
                question="Bricks are solved. Which class is now recognised least often?",
                options=("cat", "grass", "motorcycle", "rocket"),
                answer=2,
            ),
        ),
        LessonStep(
            slug="confusion",
            query={
                **MATRIX,
                "confusion_architecture": "hidden",
                "confusion_epochs": "40",
                "confusion_labels": "shuffled",
            },
            shown=("view",),
            title="Open: what does a matrix not show?",
            task="A control: the same digits, with training labels in random order. The mean confidence is 52 %, the "
            "accuracy 11.6 %, and no diagonal stands out. Could you tell from the confidence alone that something is "
            "wrong? Which other control would you want before you trust a matrix?",
            guess=Guess(
                question="A network learns digits whose training labels were shuffled. How many test images does it "
                "classify correctly?",
                options=("about 10 %", "about 50 %", "about 90 %"),
                answer=0,
            ),
        ),
    ),
)
