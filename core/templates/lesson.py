"""The lesson on Weight Templates: the argument of both sources in six steps, on the bundled digits."""

from core.gallery.lessons import Guess, Lesson, LessonStep

HIDDEN = {"templates_architecture": "hidden"}
FROM_IMAGES = {"templates_architecture": "hidden from images", "templates_hidden": "512"}

LESSON = Lesson(
    title="What does a neuron look for?",
    steps=(
        LessonStep(
            slug="templates",
            query={"templates_tab": "Templates", "at_templates_film": "20"},
            shown=(),
            title="One layer: ten templates",
            task="Red pixels count for a class, blue pixels against it. Press play and watch the 0. After 20 epochs "
            "the network classifies 89.9 % of 1,000 test images correctly (chance: 10 %). Why can it not do without "
            "negative weights?",
            guess=Guess(
                question="One layer gives each pixel a weight for each digit. Which weights do you expect in the "
                "centre of the image for the 0?",
                options=("mostly negative", "about zero", "mostly positive"),
                answer=0,
            ),
        ),
        LessonStep(
            slug="templates",
            query={"templates_tab": "Templates", "templates_means": "true", "at_templates_film": "20"},
            shown=(),
            title="Is a template a mean image?",
            task="ml4a says that the ten weight images look like averages of their classes' images. Compare the two "
            "rows of images, then read r for each class below. At which pixels does a class have negative weights, and "
            "which mean images are bright there?",
            guess=Guess(
                question="How much does a template resemble the mean image of its class? (Pearson's r, mean of ten "
                "classes)",
                options=("r above 0.9", "r from 0.6 to 0.9", "r from 0.2 to 0.6", "r below 0.2"),
                answer=2,
            ),
        ),
        LessonStep(
            slug="templates",
            query={
                "templates_tab": "Evidence in one image",
                "templates_class": "2",
                "templates_picture": "0",
            },
            shown=(),
            title="The evidence in one image",
            task="Every pixel speaks for or against each class, and the sum decides. Find the classes that share much "
            "of this 2, and the pixels that take their score away again. Then choose “Random image” until you find a "
            "wrong prediction. Which pixels caused it?",
            guess=Guess(
                question="This image is a 2. How many of the other nine units get at least half as much positive "
                "evidence from it as unit 2 does?",
                options=("none", "1 to 3", "4 to 9"),
                answer=2,
            ),
        ),
        LessonStep(
            slug="templates",
            query={
                **HIDDEN,
                "templates_tab": "Evidence in one image",
                "templates_class": "2",
                "templates_picture": "0",
            },
            shown=(),
            title="Hidden units match only a part",
            task="With 128 hidden units 93.3 % of the test images are classified correctly. Which part of the image do "
            "the weights of the most active unit match? The article's reason: a hidden unit has no label of its own. "
            "Its target is spread over many units, so each image matches many units a little.",
            guess=Guess(
                question="In one layer an image and its winner's weights have r = 0.27 on average. And with the most "
                "active of 128 hidden units?",
                options=("lower by more than 0.03", "within 0.03 of it", "higher by more than 0.03"),
                answer=0,
            ),
        ),
        LessonStep(
            slug="templates",
            query={**FROM_IMAGES, "templates_tab": "Hidden units"},
            shown=(),
            title="Hidden units that start as images",
            task="Each of 512 hidden units was initialised with a training image, and training keeps it: r = 0.98 "
            "between its weights before and after. Every unit is active on every test image. What does a network of "
            "ReLUs compute when no unit ever switches off?",
            guess=Guess(
                question="Now 512 units start as training images. How accurate is this network, compared with the "
                "89.9 % of one layer?",
                options=("at least a point worse", "within a point of it", "at least a point better"),
                answer=0,
            ),
        ),
        LessonStep(
            slug="templates",
            query={**HIDDEN, "templates_tab": "Random seed"},
            shown=("architecture",),
            title="Open: what depends on the random seed?",
            task="The article says that hidden representations depend on the initial weights and are incompatible "
            "between networks. Matched one to one, the units of three networks have r = 0.67. Compare CKA, which "
            "ignores how a space is divided into units. Is it the units that differ, or what they represent together?",
            guess=Guess(
                question="How alike are the whole hidden layers of networks with different seeds? (linear CKA; 1 is "
                "equal up to rotation and scale)",
                options=("below 0.5", "from 0.5 to 0.8", "above 0.8"),
                answer=2,
            ),
        ),
    ),
)
