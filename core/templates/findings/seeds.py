"""Sentences about networks that differ only in their random seeds."""

from collections.abc import Sequence

from core.networks.labels import SHUFFLED
from core.templates.seed_sensitivity import SeedSensitivity

# r of units with the same number, averaged over units and pairs of networks.
SAME, UNRELATED = 0.9, 0.1
# CKA from which two codes count as alike, and by how much it must exceed that of untrained networks.
ALIKE, LEARNED = 0.8, 0.1


def meaning(found: SeedSensitivity) -> str:
    """Say how far the units and the whole codes of the networks agree, compared with untrained networks."""
    same, matched, cka = (found.mean(name) for name in ("same number", "matched", "CKA"))
    before, matched_before, cka_before = (found.mean(name, 0) for name in ("same number", "matched", "CKA"))
    trained = f"Units with the same number correlate by **{same:.2f}**"
    if found.params.varied == "only the shuffle":
        text = (
            f"These networks start with the same weights. {trained} after training with the images in different "
            f"orders, and **{found.stayed.mean():.0%}** of the units are best matched with their own number."
        )
        if same > SAME:
            text += " So the order of the images changes the units little."
        return text
    text = (
        f"{trained} (untrained: {before:.2f}), units matched one to one by **{matched:.2f}** (untrained: "
        f"{matched_before:.2f}), and the whole codes have a linear CKA of **{cka:.2f}** (untrained: {cka_before:.2f})."
    )
    if same > SAME:
        text += " So the units of these networks are nearly the same."
        if found.params.architecture == "one layer":
            text += " Each has the same class as its target."
    elif abs(same) < UNRELATED and cka > ALIKE and cka - cka_before > LEARNED:
        text += (
            " So the trained networks agree on which images are similar, but not on which unit responds to them: "
            "their coordinates are incompatible."
        )
    elif matched - matched_before < UNRELATED:
        text += " So training makes matched units hardly more alike than they are in untrained networks."
    return text


def setting(found: SeedSensitivity) -> str:
    """Say what was trained and compared."""
    accuracy = found.test_accuracy[-1]
    same = "All learn the same shuffled labels. " if found.params.labels == SHUFFLED else ""
    code = "outputs" if found.params.architecture == "one layer" else "hidden codes"
    return (
        f"{found.params.nets} networks, trained as one batched computation; they differ in: {found.params.varied}. "
        f"{same}Test accuracy {accuracy.min():.1%} to {accuracy.max():.1%}. Their {code} on test images are compared; "
        f"mean of {found.alike.shape[2]} pair{'s' if found.alike.shape[2] > 1 else ''} of networks. Reproducibility: "
        f"the share of the way from the matched r of untrained networks to 1."
    )


def table(rows: Sequence[tuple[str, SeedSensitivity | None]]) -> str:
    """Return what differs between the networks, and how far they agree then, as a table."""
    lines = ["| they differ in | same number | matched | CKA | own match |", "|---|---|---|---|---|"]
    for varied, found in rows:
        if found is None:
            lines.append(f"| {varied} | not trained yet | | | |")
            continue
        values = " | ".join(f"{found.mean(name):.3f}" for name in ("same number", "matched", "CKA"))
        lines.append(f"| {varied} | {values} | {found.stayed.mean():.0%} |")
    return "\n".join(lines)


def pairs(found: SeedSensitivity) -> str:
    """Describe the drawn pairs of matched units."""
    r = found.matched_r[found.partners[:, 0]]
    return (
        f"Weights of the {len(r)} best matched units of the first network (above) and their partners in the second "
        f"(below), from left to right; r of their outputs goes from {r[0]:.2f} to {r[-1]:.2f}."
    )
