"""Examples of core/charts/answers.py."""

from core.charts import answers

EXAMPLES = {"histogram": lambda: answers.histogram(("below 0.2", "from 0.2 to 0.6", "above 0.6"), (0, 12, 5), right=1)}
