"""Which finished run stands in where the present one has nothing to show."""

from dataclasses import replace

from core.networks.training import TrainingParams


def with_hidden_units(params: TrainingParams) -> list[TrainingParams]:
    """Return trainings with hidden units in the order in which they may stand in for `params`.

    The same training with a hidden layer, then the defaults of its data set, then the defaults, which are bundled.
    """
    usual = TrainingParams(architecture="hidden")
    return [replace(params, architecture="hidden"), replace(usual, dataset=params.dataset), usual]


def seed_studies(params: TrainingParams, architecture: str) -> list[TrainingParams]:
    """Return trainings of an architecture, the likest to `params` first, of which some are repeated from other seeds.

    The present settings, then the two ways in which its data set is trained in bundled runs, then the small digits.
    """
    usual = TrainingParams(architecture=architecture)
    here = replace(usual, dataset=params.dataset)
    return [replace(params, architecture=architecture), here, replace(here, batch_size=500), usual]


def instead(shown: TrainingParams) -> str:
    """Say which network is shown in place of one without hidden units."""
    return (
        f"This network has one layer and so no hidden units. **Shown instead: {shown.hidden} hidden units on "
        f"{shown.dataset}**, {shown.epochs} epochs."
    )
