"""Chapter: the items in the hidden layer, which part like the branchings of a tree, and when each branching opens."""

import numpy as np

from core.charts import images
from core.data.concepts import World
from core.semantics import development
from core.semantics.charts import learning as charts
from core.semantics.colours import item_colours
from core.semantics.film import Film, halfway, held_by_two, names_fit, square_extent, tree_extent, tree_points
from core.semantics.findings import learning as findings
from core.semantics.naming import split_name
from core.semantics.run import SemanticsRun
from pages._chapters.semantics import cached
from pages._shared import layout
from pages._shared.player import Matrix, Panel, Points, player

SHOWN_BRANCHINGS = 10
NAMED = 16  # more names would overlap


def show_tree(run: SemanticsRun, world: World) -> None:
    """Show the tree as it opens, the paths of the items, how alike they are, and the half-time of each branching."""
    kind = cached.kind_of(run, "semantics_tree_kind")
    shown = cached.film_of(run, kind)
    panels = _panels(shown, world, "hidden layer" if kind == "deep" else "network's answers")
    player(panels, moments=cached.moments(shown), key="semantics_tree", start=halfway(shown), seconds=8)
    vectors = run.hidden if kind == "deep" else run.maps[run.kinds.index(kind)]
    found = development.splits(development.world_tree(world.table), vectors, run.frame_times)
    first = found[:SHOWN_BRANCHINGS]
    names = [split_name(world.items, split.left, split.right) for split in first]
    layout.chart(charts.branchings(names, np.array([split.time for split in first]), float(run.frame_times[-1])))
    layout.findings(findings.branchings(kind, world, found, shown.held))


def _panels(shown: Film, world: World, where: str) -> list[Panel]:
    leaves, lines = tree_points(shown.bars, shown.order)
    colours = item_colours(world)
    labels = world.items if len(world.items) <= NAMED else ()
    largest = float(np.abs(shown.similarity).max())
    order = [int(i) for i in shown.order]
    return [
        Points(
            title=f"Tree of the items: distances in the {where}",
            positions=leaves,
            colours=colours,
            lines=lines,
            font=22,
            radius=[7.0] * len(world.items) + [0.0] * (leaves.shape[1] - len(world.items)),
            labels=labels,
            extent=tree_extent(leaves, len(world.items)),
            alt="Dendrogram: items in order " + ", ".join(world.items[i] for i in order),
        ),
        Points(
            title=f"Paths of the items; two dimensions hold {100 * held_by_two(shown):.0f} % of the variance",
            positions=shown.places,
            colours=colours,
            labels=labels if names_fit(shown.places) else (),
            radius=7.0,
            font=22,
            trails=True,
            extent=square_extent(shown.places),
            alt=(
                "Multidimensional scaling: each item's path from the common starting point, in the colours of the tree."
            ),
        ),
        Matrix(
            title="How similar the items are (inner products)",
            frames=images.signed(shown.similarity[:, order][:, :, order], largest),
            rows=[world.items[i] for i in order],
            columns=[world.items[i] for i in order],
            limit=largest,
            alt="Inner products between items, in the order of the tree.",
        ),
    ]
