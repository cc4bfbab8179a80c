"""The long training behind the shipped CIFAR-10 net: ``python -m core.analyses.jacobian_pretrain FOLDER SECONDS``.

It works for about SECONDS, keeps its state in FOLDER, and goes on from there when it is called again: a constant
learning rate for as many epochs as one likes, then ``--cool`` for the last ones, in which the rate falls to 0.
"""

import argparse
import json
import time
from pathlib import Path
from typing import Any

import numpy as np

from core.analyses import jacobian_nets
from core.data import images

SIZE = 64
CHANNEL_MEANS = (0.4914, 0.4822, 0.4465)  # of CIFAR-10's training pictures
BATCH = 128
LEARNING_RATE = 1e-3
WEIGHT_DECAY = 0.02
DROPOUT = 0.4
COOLING_EPOCHS = 4
SEED = 5


def enlarge(pictures: Any) -> Any:
    """Turn uint8 pictures (n, 32, 32, 3) into the net's input (n, 64, 64, 3) float32: bilinear, mean removed."""
    import tensorflow as tf  # noqa: PLC0415

    return tf.image.resize(tf.cast(pictures, tf.float32) / 255.0, (SIZE, SIZE)) - tf.constant(CHANNEL_MEANS)


def augment(pictures: np.ndarray, rng: np.random.Generator, shift: int = 4) -> np.ndarray:
    """Mirror every other picture and move each by up to `shift` pixels, repeating the rim."""
    n, height, width, _ = pictures.shape
    flipped = np.where(rng.random((n, 1, 1, 1)) < 0.5, pictures[:, :, ::-1], pictures)
    padded = np.pad(flipped, ((0, 0), (shift, shift), (shift, shift), (0, 0)), mode="edge")
    down, right = rng.integers(0, 2 * shift + 1, (2, n, 1, 1))
    rows = down + np.arange(height)[None, :, None]
    columns = right + np.arange(width)[None, None, :]
    return padded[np.arange(n)[:, None, None], rows, columns]


def main() -> None:
    """Train for the given time and say how it went after every epoch."""
    import keras  # noqa: PLC0415
    import tensorflow as tf  # noqa: PLC0415

    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("seconds", type=float)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--cool", action="store_true")
    options = parser.parse_args()
    tf.config.threading.set_intra_op_parallelism_threads(options.threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    options.folder.mkdir(parents=True, exist_ok=True)
    state, log = options.folder / "state.weights.h5", options.folder / "log.json"

    data = images.load("cifar10")
    model = jacobian_nets.alexnet((SIZE, SIZE, 3), 10, dropout=DROPOUT, seed=SEED)
    optimizer = keras.optimizers.AdamW(LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    optimizer.exclude_from_weight_decay(var_names=["bias"])
    model.compile(optimizer, keras.losses.SparseCategoricalCrossentropy(from_logits=True), ["accuracy"])
    history = json.loads(log.read_text()) if log.exists() else []
    optimizer.build(model.trainable_variables)
    if state.exists():
        model.load_weights(state)
    steps = len(data.x_train) // BATCH

    @tf.function
    def learn(pictures: Any, labels: Any) -> Any:
        with tf.GradientTape() as tape:
            logits = model(enlarge(pictures), training=True)
            loss = model.loss(labels, logits)
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
        return loss

    @tf.function
    def predict(pictures: Any) -> Any:
        return tf.argmax(model(enlarge(pictures), training=False), 1)

    started = time.perf_counter()
    cooled = sum(entry["cool"] for entry in history)
    while cooled < COOLING_EPOCHS if options.cool else time.perf_counter() - started < options.seconds:
        epoch = len(history)
        rng = np.random.default_rng([SEED, epoch])
        order = rng.permutation(len(data.x_train))
        losses = []
        for step in range(steps):
            if options.cool:
                done = (cooled * steps + step) / (COOLING_EPOCHS * steps)
                optimizer.learning_rate.assign(LEARNING_RATE * (1 - done))
            chosen = order[step * BATCH : (step + 1) * BATCH]
            losses.append(learn(tf.constant(augment(data.x_train[chosen], rng)), data.y_train[chosen].astype(np.int32)))
        guesses = np.concatenate([predict(tf.constant(part)).numpy() for part in np.array_split(data.x_test, 20)])
        accuracy = float((guesses == data.y_test).mean())
        history.append({"loss": float(np.mean(losses)), "accuracy": accuracy, "cool": options.cool})
        cooled += options.cool
        model.save_weights(state)
        log.write_text(json.dumps(history))
        print(epoch, history[-1], round(time.perf_counter() - started), flush=True)


if __name__ == "__main__":
    main()
