"""Models that others trained, as .keras files of which no code is ever run: checked, loaded and used in a process."""


class ModelRefused(ValueError):
    """The model can't be used here; the message is a sentence for the visitor."""
