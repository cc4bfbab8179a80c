"""The topic SVD Compression: question, presets, sources."""

from core.compression.svd import CompressionParams
from core.gallery.topic import Preset, Source, Topic

TOPIC = Topic(
    slug="compression",
    title="SVD Compression",
    question="How few components make an image?",
    lede="Every image is a sum of rank-1 components, each one column times one row. Drag the rank to add them up.",
    activity="Drag the rank and watch an image appear, or upload your own.",
    page="pages/3_SVD_Compression.py",
    icon=":material/layers:",
    params=CompressionParams,
    presets=(
        Preset(
            "Camera",
            {"top": "50"},
            "The article's image, ranks 1 to 50. At which rank do you see a man, and how much energy is kept by then?",
        ),
        Preset(
            "Page of text",
            {"picture": "page", "rank": 10},
            "At rank 10 you see where the lines of print are, but no letters. At which rank can you read them?",
        ),
        Preset(
            "Grass",
            {"picture": "grass", "rank": 50},
            "Hard to compress: 99 % of the energy takes rank 138 of 512 here, and rank 21 for the camera.",
        ),
        Preset(
            "Fewer colour components",
            {"picture": "astronaut", "colour": "YCbCr", "chroma": 8, "rank": 64},
            "Brightness has 64 components here, and each colour difference has 8. Look for wrong colours.",
        ),
        Preset(
            "Chessboard",
            {"picture": "chessboard", "rank": 2},
            "A perfect chessboard has rank 2. This one is drawn a little off: what does the third component repair?",
        ),
    ),
    sources=(
        Source("Eckart & Young 1936, The approximation of one matrix by another of lower rank, Psychometrika 1:211"),
        Source("timjb: SVD image compression demo", "https://github.com/timjb/svd-image-compression-demo"),
        Source("Saxe, McClelland & Ganguli 2019, PNAS 116:11537: networks learn singular modes, the strongest first"),
        Source("Wang et al. 2004, IEEE TIP 13:600: structural similarity"),
        Source("Denton et al. 2014, NeurIPS: low-rank layers of trained networks"),
    ),
)
