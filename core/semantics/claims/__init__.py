"""Claims of the article on Saxe, McClelland & Ganguli (2019), as far as Semantic Development shows them."""

from core.semantics.claims import article, bones, categories, convergence, low_rank, phenomena, studies

MEASURES = {
    "phenomena": phenomena.measure,
    "bones": bones.measure,
    "article": article.measure,
    "convergence": convergence.measure,
    "low rank": low_rank.measure,
    "categories": categories.measure,
    "similarity": studies.measure_similarity,
    "images": studies.measure_images,
}
CLAIMS = tuple(
    claim for part in (phenomena, bones, article, convergence, low_rank, categories, studies) for claim in part.CLAIMS
)
