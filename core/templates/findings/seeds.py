"""Sentences about networks that differ only in their random seeds."""

from core.networks.labels import SHUFFLED
from core.templates.seed_sensitivity import SeedSensitivity, SeedSensitivityParams

# What differs between the networks, in words; the keys stand in names of bundled runs and in old addresses.
WORDS = {
    "start and shuffle": "initialisation and order of the images",
    "only the shuffle": "only the order of the images",
    "only the start": "only the initialisation",
}
# r of units with the same number, averaged over units and pairs of networks.
SAME, UNRELATED = 0.9, 0.1
# CKA from which two codes count as alike, and by how much it must exceed that of untrained networks.
ALIKE, LEARNED = 0.8, 0.1


MEASURED = (
    "A dot is the mean over all pairs of networks, the line through it their range. r is Pearson's correlation of the "
    "outputs of two units over test images. “Matched in pairs”: each unit has one partner, so that the sum of all r is "
    "largest. CKA and RSA compare all hidden outputs (with one layer: all logits) at once, whatever the numbers of the "
    "units are."
)


def network(params: SeedSensitivityParams) -> str:
    """Return which networks were trained, in short."""
    units = "One layer" if params.architecture == "one layer" else f"{params.hidden} hidden units"
    start = " initialised with images" if params.architecture == "hidden from images" else ""
    labels = ", shuffled labels" if params.labels == SHUFFLED else ""
    return f"{units}{start} on {params.dataset}{labels}"


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
        f"{matched_before:.2f}), and all outputs together have a linear CKA of **{cka:.2f}** (untrained: "
        f"{cka_before:.2f})."
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
    code = "outputs" if found.params.architecture == "one layer" else "outputs of the hidden units"
    return (
        f"{found.params.nets} networks, trained as one batched computation; they differ in: "
        f"{WORDS[found.params.varied]}. "
        f"{same}Test accuracy {accuracy.min():.1%} to {accuracy.max():.1%}. The {code} on test images are compared; "
        f"mean of {found.alike.shape[2]} pair{'s' if found.alike.shape[2] > 1 else ''} of networks."
    )


def pairs(found: SeedSensitivity) -> str:
    """Describe the drawn pairs of matched units."""
    r = found.matched_r[found.partners[:, 0]]
    return (
        f"Weights of the {len(r)} best matched units of the first network (above) and their partners in the second "
        f"(below), from left to right; r of their outputs goes from {r[0]:.2f} to {r[-1]:.2f}."
    )
