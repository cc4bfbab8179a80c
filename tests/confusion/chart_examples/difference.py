"""Examples of core/confusion/charts/difference.py."""

from core.confusion.charts import difference
from tests.confusion.chart_examples.matrix import COUNTS

EXAMPLES = {
    "difference_matrix": lambda: difference.difference_matrix(COUNTS, COUNTS.T, "abc"),
}
