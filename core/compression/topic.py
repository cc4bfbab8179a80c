"""The topic SVD Image Compression: question, presets, sources."""

from core.compression.svd import CompressionParams
from core.gallery.topic import Preset, Source, Topic

TOPIC = Topic(
    slug="compression",
    title="SVD Image Compression",
    question="How much of a picture is one layer?",
    lede="A picture is a table of numbers, and every table is a sum of plaids: one column times one row, again and "
    "again, the strongest first. Drag the rank and watch the picture come out of them, coarse before fine, as the "
    "next page's nets learn.",
    page="pages/3_SVD_Compression.py",
    icon=":material/layers:",
    params=CompressionParams,
    presets=(
        Preset(
            "The article's camera",
            {"top": "50"},
            "Ranks 1 to 50. Wait for the moment when you see a man, and look at how little energy was missing.",
        ),
        Preset(
            "A page of text",
            {"picture": "page", "rank": 10},
            "Lines of print come before letters: a line is a plaid, a letter is not.",
        ),
        Preset(
            "Hard to compress",
            {"picture": "grass", "rank": 50},
            "Grass points everywhere. Its singular values hardly fall, so every layer is needed.",
        ),
        Preset(
            "Fewer ranks for colour",
            {"picture": "astronaut", "colour": "YCbCr", "chroma": 8, "rank": 64},
            "Brightness has 64 layers here and each colour difference 8. Look for wrong colours.",
        ),
        Preset(
            "Nearly nothing but plaid",
            {"picture": "chessboard", "rank": 2},
            "A perfect chessboard is two layers. This one was drawn a little off: what does the third repair?",
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
