"""A sentence that follows from results, and the verdict on a claim that it may carry."""

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["holds", "holds in part", "does not hold", "not testable here"]


@dataclass(frozen=True)
class Finding:
    """What a result shows, in a sentence or two (Markdown).

    Attributes
    ----------
    text : str
    verdict : Verdict or None
        Of a source's claim, by a criterion that was fixed beforehand; None where nothing is judged.
    """

    text: str
    verdict: Verdict | None = None
