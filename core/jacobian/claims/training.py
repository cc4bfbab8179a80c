"""Claims on steepness as a guide (E13, E16) and on contractive encoders (E14), from the baked studies."""

import numpy as np

from core.gallery import judging
from core.gallery.claims import Judgement, Numbers, claims_on
from core.gallery.judging import grade
from core.jacobian.claims.baked_runs import encoder, steepness_study
from core.jacobian.contractive import DECAYS, ContractiveParams, baked, half_strength
from core.jacobian.findings.training import (
    LATE,
    NEAR_BEST,
    SAME_ERROR,
    SIGNIFICANT,
    encoder_steepness,
    nearest_error,
)
from core.jacobian.steepness import Rank, rank
from core.runs.progress import Step, Work

RUNS = (
    "24 dense networks on 4,000 digits that differ from the first in one setting (learning rate, weight decay, "
    "initialisation, activation, width or depth), s₁₀/s₁ at the last hidden layer; nine "
    "auto-encoders with 128 sigmoid units"
)
PENALTY = 3.0
LEARNED = 0.5  # test accuracy above which a network counts as trained


def measure() -> Work[dict[str, np.ndarray]]:
    """Take from the baked studies what the claims read."""
    yield Step(0, 1, message="Reading the baked runs")
    study = steepness_study()
    plain, strict = encoder(ContractiveParams()), encoder(ContractiveParams(penalty=PENALTY))
    error = float(strict.errors[-1])
    decayed = nearest_error([encoder(ContractiveParams(decay=decay)) for decay in DECAYS[1:]], error)
    early = int(np.abs(plain.errors - error).argmin())
    every = [encoder(params) for params in baked()]
    return {
        "steepness": study.steepness.astype(float),
        "accuracy": study.test_accuracy.astype(float),
        "penalised": encoder_steepness(strict),
        "plain": encoder_steepness(plain),
        "decayed": encoder_steepness(decayed),
        "stopped": plain.mean_values[early, LATE - 1] / plain.mean_values[early, 0],
        "errors": np.array([error, plain.errors[-1], decayed.errors[-1], plain.errors[early]], float),
        "half": np.array([half_strength(run.values) for run in (strict, plain)]),
        "encoder_steepness": np.array([encoder_steepness(run).mean() for run in every]),
        "encoder_error": np.array([run.errors[-1] for run in every], float),
    }


def _interval(found: Rank, count: int) -> str:
    """A rank correlation with its 95 % interval (Fisher's z, with Fieller's variance for ranks) and p-value."""
    half = 1.96 * np.sqrt(1.06 / (count - 3))
    low, high = np.tanh(np.arctanh(np.clip(found.correlation, -0.9999, 0.9999)) + np.array([-half, half]))
    return f"{found.correlation:+.2f} [{low:+.2f}, {high:+.2f}], p = {found.p_value:.2g}"


def e13(n: Numbers) -> Judgement:
    count, best = len(n["accuracy"]), float(n["accuracy"].max())
    after, before = (rank(steep, n["accuracy"]) for steep in n["steepness"])
    guided = after.p_value < SIGNIFICANT and after.correlation < 0
    close = after.picked >= best - NEAR_BEST
    return Judgement(
        grade(guided and close, guided),
        f"Rank correlation of s₁₀/s₁ with test accuracy over {count} networks: {_interval(after, count)}; before "
        f"training: {_interval(before, count)}. The steepest network has {after.picked:.1%} (rank "
        f"{after.place}), the best "
        f"{best:.1%}.",
        (
            "Steeper networks are better"
            if guided
            else "Steeper networks are worse"
            if after.p_value < SIGNIFICANT
            else "Steepness does not order these networks"
        )
        + (
            ", and the steepest one is within a point of the best."
            if close
            else ", and the steepest one is not within a point of the best."
        ),
    )


def e16(n: Numbers) -> Judgement:
    accuracy, (after, before) = n["accuracy"], n["steepness"]
    found, control = rank(after, accuracy), rank(before, accuracy)
    steeper = judging.difference(after, before)
    learned = accuracy > LEARNED
    within = rank(after[learned], accuracy[learned]) if 3 < learned.sum() < len(learned) else None
    encoders = rank(n["encoder_steepness"], n["encoder_error"])
    better = found.correlation < 0 and found.p_value < SIGNIFICANT
    return Judgement(
        grade(better, steeper.below(0)),
        f"Rank correlation of s₁₀/s₁ with test accuracy over {len(accuracy)} networks: "
        f"{_interval(found, len(accuracy))}; "
        f"before training: {_interval(control, len(accuracy))}"
        + (f"; among the {learned.sum()} above 50 %: {_interval(within, int(learned.sum()))}" if within else "")
        + f". Training changes s₁₀/s₁ by {steeper:+.3f}. Without labels, over {len(n['encoder_error'])} auto-encoders, "
        f"s₃₀/s₁ with the reconstruction error: {_interval(encoders, len(n['encoder_error']))}.",
        (
            "Steep spectra go with high accuracy across these networks."
            if better
            else "Across networks steep spectra do not go with high accuracy"
            + ("; training makes them steeper on average." if steeper.below(0) else ".")
        )
        + (
            " Of the auto-encoders the steeper ones reconstruct worse."
            if encoders.correlation < 0 and encoders.p_value < SIGNIFICANT
            else ""
        ),
    )


def e14(n: Numbers) -> Judgement:
    error, full, decayed, early = n["errors"]
    comparable = max(abs(decayed - error), abs(early - error)) <= SAME_ERROR
    own, stopped = judging.mean(n["penalised"]), float(n["stopped"][0])
    decay, plain = judging.difference(n["penalised"], n["decayed"]), judging.difference(n["penalised"], n["plain"])
    numbers = (
        f"s₃₀/s₁ {own:.3f} with the penalty (λ = {PENALTY:g}, error {error:.1f} nats a digit), "
        f"{judging.mean(n['plain']):.3f} plain ({full:.1f}), {judging.mean(n['decayed']):.3f} with weight decay "
        f"({decayed:.1f}), {stopped:.3f} plain but stopped early ({early:.1f}). Half of ‖J‖² lies in "
        f"{n['half'][0]:.1f} "
        f"directions, plain {n['half'][1]:.1f}."
    )
    if not comparable:
        return Judgement(
            "not testable here",
            numbers,
            f"A control misses the error of the contractive encoder by over {SAME_ERROR:g} nats, so they cannot be "
            "compared.",
        )
    return Judgement(
        grade(decay.below(0) and own.below(stopped), plain.below(0)),
        numbers,
        f"s₃₀/s₁ differs by {decay:+.3f} from weight decay at an equal error and by {plain:+.3f} from the plain encoder"
        + ("." if decay.below(0) or not plain.below(0) else ": a control does as much."),
    )


_claim = claims_on("jacobian", "training", RUNS, dataset="mnist-5k", net="mlp", width="64")
CLAIMS = (
    _claim(
        "E13",
        "claim",
        "Conclusion",
        "Spectra could guide the search for hyper-parameters.",
        "Spearman's correlation of s₁₀/s₁ after training with the test accuracy is negative at p < .05, and "
        "the steepest "
        "network is within one point of the best. The correlation alone: a part.",
        "s₁₀/s₁ of the same networks before training",
        e13,
        depth="4",
        epochs="15",
        tab="Steepness and accuracy",
    ),
    _claim(
        "E14",
        "claim",
        "Introduction (cited: Rifai et al. 2011)",
        "Contractive auto-encoders have few large singular values.",
        "s₃₀/s₁ of the encoder is lower than with weight decay at an equal error (paired over 64 digits), "
        "and its interval "
        "lies below the plain encoder stopped at that error. Lower than the plain encoder only: a part. An error that "
        "differs by over 3 nats is not comparable.",
        "weight decay and early stopping with an equal reconstruction error",
        e14,
        depth="1",
        width="128",
        activation="sigmoid",
        tab="Contractive auto-encoders",
    ),
    _claim(
        "E16",
        "claim",
        "Discussion (cited for learning without labels)",
        "Networks with steep spectra perform well.",
        "Spearman's correlation of s₁₀/s₁ after training with the test accuracy over 24 networks is negative "
        "at p < .05. "
        "Only that training makes the networks steeper (paired t interval): a part.",
        "the same networks before training; auto-encoders for learning without labels",
        e16,
        depth="4",
        epochs="15",
        tab="Steepness and accuracy",
    ),
)
