"""Claims of the article on small networks in the plane (B1-B17)."""

from core.boundaries.claims import beyond, cases, exact, islands, last_layer, learning, size, watching

MEASURES = {
    "cases": cases.measure,
    "exact": exact.measure,
    "islands": islands.measure,
    "last layer": last_layer.measure,
    "beyond the data": beyond.measure,
    "size": size.measure,
    "layers": watching.measure,
}
CLAIMS = (
    *learning.CLAIMS,
    *exact.CLAIMS,
    *islands.CLAIMS,
    *last_layer.CLAIMS,
    *beyond.CLAIMS,
    *size.CLAIMS,
    *watching.CLAIMS,
)
