"""n seeds trained as one batched computation against n Keras fits in turn."""

from collections.abc import Callable, Iterator

from core.data import image_sets as images
from core.networks import batched as ensembles
from core.networks.training import TrainingParams
from tests.benchmarks.compare import Case, compare

NETS, EPOCHS, BATCH = 5, 3, 50


def cases(wanted: Callable[[str], bool]) -> Iterator[Case]:
    for name, architecture in (("one layer", "one layer"), ("hidden 128", "hidden")):
        title = f"{NETS} seeds at once, {name}"
        if wanted(title):
            yield compare(
                title, lambda a=architecture: _ours(a), lambda a=architecture: _theirs(a), AGAINST, 3, warm=False
            )


AGAINST = f"{NETS} Keras fits in turn, {EPOCHS} epochs of mnist-5k"


def _ours(architecture: str) -> None:
    data = images.load("mnist-5k")
    params = TrainingParams(architecture=architecture, batch_size=BATCH, epochs=EPOCHS)
    sizes = (784, *([128] if architecture == "hidden" else []), 10)
    starts = [ensembles.glorot_start(sizes, seed) for seed in range(NETS)]
    for _ in ensembles.train(starts, range(NETS), data, params):
        pass


def _theirs(architecture: str) -> None:
    """As one writes it: a model, compile, fit, and the accuracy on test pictures after each epoch."""
    import keras

    data = images.load("mnist-5k")
    x, x_test = (part.reshape(len(part), -1).astype("float32") / 255 for part in (data.x_train, data.x_test))
    for seed in range(NETS):
        keras.utils.set_random_seed(seed)
        body = [keras.layers.Dense(128, "relu")] if architecture == "hidden" else []
        model = keras.Sequential([keras.Input((784,)), *body, keras.layers.Dense(10, "softmax")])
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
        model.fit(x, data.y_train, batch_size=BATCH, epochs=EPOCHS, validation_data=(x_test, data.y_test), verbose=0)
