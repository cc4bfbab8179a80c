"""The lesson on SVD Compression: the article's camera image and what follows from it, in five steps."""

from core.gallery.lessons import Guess, Lesson, LessonStep

KERNEL = "block 10, project"

LESSON = Lesson(
    title="How few components make an image?",
    steps=(
        LessonStep(
            slug="compression",
            query={"compression_tab": "Image by rank", "compression_top": "50", "compression_rank": "1"},
            shown=("rank",),
            title="One column times one row",
            task="The article's figure: the camera image at ranks 1 to 50. Drag the rank. From where on do you see a "
            "man? At rank 50 the image keeps 99.6 % of its energy, with a PSNR of 28.6 dB. Why is a large share of the "
            "energy not the same as a recognisable image?",
            guess=Guess(
                question="The first component is one column times one row. How much of the image's energy (the sum of "
                "squared grey levels) does it keep?",
                options=("below 20 %", "20 to 50 %", "50 to 80 %", "above 80 %"),
                answer=3,
            ),
        ),
        LessonStep(
            slug="compression",
            query={"compression_tab": "Image by rank", "compression_picture": "grass", "compression_rank": "21"},
            shown=("rank", "picture"),
            title="Not every image has a low rank",
            task="The camera image keeps 99 % of its energy at rank 21 of 512. Drag the rank until the grass does, "
            "too. Then choose other images: which property makes an image easy to compress in this way? Compare brick "
            "wall, page and moon.",
            guess=Guess(
                question="The camera image keeps 99 % of its energy at rank 21. At which rank does this photograph of "
                "grass, which has the same size?",
                options=("below 21", "21 to 60", "60 to 100", "above 100"),
                answer=3,
            ),
        ),
        LessonStep(
            slug="compression",
            query={
                "compression_tab": "Rank-1 components",
                "compression_picture": "chessboard",
                "compression_rank": "2",
            },
            shown=("picture", "rank"),
            title="What a component looks like",
            task="Each component is a column u times a row v, weighted by s. Two components give the chessboard with "
            "a PSNR of 57 dB, and three give it exactly. Work out by hand why a perfect board has rank 2. Then choose "
            "the camera: what do its first four components show?",
            guess=Guess(
                question="How many components does an image of a chessboard with 8 x 8 squares need for a PSNR above "
                "50 dB?",
                options=("1", "2", "8", "64"),
                answer=1,
            ),
        ),
        LessonStep(
            slug="compression",
            query={"compression_tab": "Image by rank", "compression_rank": "20"},
            shown=("rank",),
            title="Is this a good way to store images?",
            task="Rank k takes k(m + n + 1) numbers instead of m · n: 20,500 instead of 262,144 at rank 20. Compare "
            "the sizes in the text below: a JPEG of the same PSNR and a lossless PNG. What does a JPEG use that a sum "
            "of rank-1 components cannot?",
            guess=Guess(
                question="At rank 20 the components of the camera image take 41.0 kB as 16-bit floats. What part of "
                "that is a JPEG of the same PSNR?",
                options=("less than a tenth", "a tenth to a half", "half to the same", "more"),
                answer=0,
            ),
        ),
        LessonStep(
            slug="compression",
            query={
                "compression_tab": "Network layers",
                "compression_net": "EfficientNet-Lite0 (ImageNet)",
                "compression_kernel": KERNEL,
            },
            shown=(),
            title="Open: do trained layers have a low rank?",
            task="The article compares learning with an approximation whose rank grows. Is a layer of rank 112 then "
            "mostly superfluous? Rank 11 keeps all 16 predictions. Now choose the kernel “head”: no tried rank "
            "below 320 keeps them all. The bars below show all kernels: what do the robust ones share?",
            guess=Guess(
                question="This layer of an ImageNet network can have rank 112. From which rank on do 16 photographs "
                "keep their predicted class?",
                options=("about 10", "about 50", "the full 112"),
                answer=0,
            ),
        ),
    ),
)
