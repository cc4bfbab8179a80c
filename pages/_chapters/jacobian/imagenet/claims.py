"""The paper's claims on EfficientNet-Lite0, and all claims of the page on the bundled runs."""

from pages._shared import claims_table


def chapter() -> None:
    """Show the claims of the page."""
    claims_table.of_topic("jacobian")
