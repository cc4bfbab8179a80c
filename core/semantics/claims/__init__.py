"""Claims of the article on Saxe, McClelland & Ganguli (2019), as far as Semantic Development shows them."""

from core.semantics.claims import article, categories, low_rank, phenomena, studies

MEASURES = {
    "phenomena": phenomena.measure,
    "article": article.measure,
    "low rank": low_rank.measure,
    "categories": categories.measure,
    "similarity": studies.measure_similarity,
    "images": studies.measure_images,
}
CLAIMS = (*phenomena.CLAIMS, *article.CLAIMS, *low_rank.CLAIMS, *categories.CLAIMS, *studies.CLAIMS)
