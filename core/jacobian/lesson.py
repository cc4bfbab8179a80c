"""The lesson on Jacobian Spectra: the argument of Mototake & Ikegami in five steps, on an ImageNet network."""

from core.gallery.lessons import Guess, Lesson, LessonStep

IMAGENET = {"jacobian_network": "ImageNet network"}

LESSON = Lesson(
    title="Which changes do layers keep?",
    steps=(
        LessonStep(
            slug="jacobian",
            query={**IMAGENET, "jacobian_tab": "Spectra"},
            shown=("photograph",),
            title="Deep layers have steep spectra",
            task="A singular value says how strongly a small change of the photograph reaches a layer. The paper finds "
            "few large values in high layers. Follow s₁₀/s₁ from the stem (1.00) to the class scores (0.38). Then "
            "compare with the untrained network (0.83): what is architecture, and what is learned?",
            guess=Guess(
                question="How much of the strongest change's effect on the class scores has the tenth strongest? "
                "(s₁₀/s₁, mean of 16 photographs)",
                options=("above 80 %", "50 to 80 %", "20 to 50 %", "below 20 %"),
                answer=2,
            ),
        ),
        LessonStep(
            slug="jacobian",
            query={**IMAGENET, "jacobian_tab": "Directions", "jacobian_imagenet_layer": "block10"},
            shown=("photograph",),
            title="Strong directions are local",
            task="Bright places show where this layer reacts most to a change. The paper's Figure 4: the strongest "
            "directions cover small places, weak ones are spread out. Step through the directions, then choose "
            "another photograph. Are the places those that you would call important?",
            guess=Guess(
                question="In the trained network the five strongest directions cover a smaller area than directions "
                "46 to 50. Is that so before training, too?",
                options=("yes", "no: they cover equal areas", "no: it is the other way round"),
                answer=0,
            ),
        ),
        LessonStep(
            slug="jacobian",
            query={**IMAGENET, "jacobian_tab": "Noise"},
            shown=("photograph",),
            title="Noise shrinks the spectrum",
            task="The paper's Figure 5: noise lowers the accuracy and shrinks the spectrum of a high layer, not that "
            "of the first. With noise of 0.5 SD 65 % of the predictions stay. s₁ falls to 0.44 of its value at "
            "block15, but at the early block2 to 0.38. Which part of the paper's statement holds here?",
            guess=Guess(
                question="Noise of half a photograph's standard deviation is added. What happens to the largest "
                "singular value at the last block?",
                options=("it grows", "it stays within 10 %", "it falls by a fifth", "it falls by more than half"),
                answer=3,
            ),
        ),
        LessonStep(
            slug="jacobian",
            query={
                **IMAGENET,
                "jacobian_tab": "Noise",
                "jacobian_imagenet_noise_part": "Along singular directions",
            },
            shown=("photograph",),
            title="A planned experiment: steps along directions",
            task="The paper plans this experiment and reports no result; the numbers are ours. A step of 0.1 SD "
            "changes 1 of 16 predictions along a random direction, 8 along the strongest singular direction and 15 "
            "along the gradient. Why is the strongest direction not the most dangerous one?",
            guess=Guess(
                question="Which step of equal length changes the predicted class of most photographs?",
                options=(
                    "along a random direction",
                    "along the strongest singular direction",
                    "along the gradient of the loss",
                ),
                answer=2,
            ),
        ),
        LessonStep(
            slug="jacobian",
            query={
                "jacobian_network": "Train one yourself",
                "jacobian_dataset": "mnist-5k",
                "jacobian_net": "mlp",
                "jacobian_depth": "4",
                "jacobian_width": "64",
                "jacobian_epochs": "15",
                "jacobian_tab": "During training",
                "jacobian_training_part": "Steepness and accuracy",
            },
            shown=(),
            title="Open: can spectra guide the search?",
            task="The paper suggests that spectra could guide the search for hyper-parameters. Over these 24 networks "
            "the rank correlation of steepness and accuracy is −0.26 (p = 0.22). The steepest has 86.5 %, the best "
            "93.5 %. How many networks, and of which kind, would you train to find out more?",
            guess=Guess(
                question="24 networks differ in one setting each. Do those with steeper spectra classify more digits "
                "correctly?",
                options=("yes, clearly", "no clear relation", "they classify clearly fewer"),
                answer=1,
            ),
        ),
    ),
)
