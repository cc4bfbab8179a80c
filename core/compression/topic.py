"""The topic SVD Compression: question, presets, sources."""

from core.compression.svd import CompressionParams
from core.gallery.topic import Preset, Source, Topic

TOPIC = Topic(
    slug="compression",
    title="SVD Compression",
    question="How few components make an image?",
    lede="An image is a table of numbers, and every table is a sum of rank-1 components: one column times one row "
    "each, the strongest first. Drag the rank and watch the image appear. The networks on the next page learn in the "
    "same order.",
    activity="Drag the rank and watch an image appear, or upload your own.",
    page="pages/3_SVD_Compression.py",
    icon=":material/layers:",
    params=CompressionParams,
    presets=(
        Preset(
            "The article's camera",
            {"top": "50"},
            "Ranks 1 to 50. Wait for the moment when you see a man, and read how much energy was kept by then.",
        ),
        Preset(
            "A page of text",
            {"picture": "page", "rank": 10},
            "At rank 10 you see where the lines of print are, but you cannot read them. Which rank makes letters?",
        ),
        Preset(
            "Hard to compress",
            {"picture": "grass", "rank": 50},
            "Blades point everywhere. 99 % of the energy takes rank 138 of 512 here, and rank 21 for the camera.",
        ),
        Preset(
            "Fewer ranks for colour",
            {"picture": "astronaut", "colour": "YCbCr", "chroma": 8, "rank": 64},
            "Brightness has 64 components here and each colour difference 8. Look for wrong colours.",
        ),
        Preset(
            "Nearly nothing but plaid",
            {"picture": "chessboard", "rank": 2},
            "A perfect chessboard has rank 2. This one was drawn a little off: what does the third component repair?",
        ),
    ),
    sources=(
        Source("Eckart & Young 1936, The approximation of one matrix by another of lower rank, Psychometrika 1:211"),
        Source("timjb: SVD image compression demo", "https://github.com/timjb/svd-image-compression-demo"),
        Source("Saxe, McClelland & Ganguli 2019, PNAS 116:11537: nets learn singular modes, the strongest first"),
        Source("Wang et al. 2004, IEEE TIP 13:600: structural similarity"),
        Source("Denton et al. 2014, NeurIPS: low-rank layers of trained nets"),
    ),
)
