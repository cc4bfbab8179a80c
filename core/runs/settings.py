"""What a host may set, by environment variables or by Streamlit's root-level secrets, which become such variables."""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Setting:
    """One environment variable."""

    name: str
    default: str
    meaning: str


SETTINGS = (
    Setting("NBB_DATA_DIR", "", "Folder of the image sets; empty: the platform's cache folder."),
    Setting("NBB_SET_MEMORY", "64", "Most memory in MB that the images of an uploaded or host's set may take."),
    Setting("NBB_SETS_MEMORY", "256", "Memory in MB of all such sets together; the least recently used leave first."),
    Setting("NBB_WORKERS", "", "Processes that train; empty: 1, from four cores 2. 0: the web server trains itself."),
    Setting("NBB_WORKER_IDLE", "10", "Minutes without work after which such a process ends, to free its memory."),
    Setting("NBB_QUEUE", "8", "Runs that may wait for their turn; further requests are refused with a message."),
    Setting(
        "NBB_RUN_SECONDS",
        "900",
        "Longest time in seconds that a run may work; then it ends with a message. What is estimated to take three "
        "times as long is refused before it starts.",
    ),
    Setting("NBB_RUN_MEMORY", "1000", "Most memory in MB of a run: estimated before it starts, then watched."),
    Setting("NBB_DOWNLOAD_SECONDS", "3600", "Longest time in seconds that a download may take."),
    Setting("NBB_SCHEDULER", "", "Address of a Dask scheduler whose workers train, as tcp://host:8786; empty: none."),
    Setting("NBB_MODELS_DIR", "", "Folder whose .keras files are offered on four pages; empty: none."),
    Setting("NBB_ALLOW_MODEL_UPLOADS", "0", "1 lets visitors upload .keras files, each run in a process of its own."),
    Setting("NBB_SQUEEZENET", "", "SqueezeNet's weights (.npz); only for baking its spectra again."),
)


def text(name: str) -> str:
    """The value of a setting, or its default."""
    default = next(setting.default for setting in SETTINGS if setting.name == name)
    return os.environ.get(name) or default


def number(name: str) -> float:
    """The value of a numeric setting; the default where what is set is no positive number."""
    default = float(next(setting.default for setting in SETTINGS if setting.name == name))
    try:
        value = float(text(name))
    except ValueError:
        return default
    return value if value > 0 else default


def table() -> str:
    """All settings as a Markdown table, which the README quotes."""
    rows = [f"| `{s.name}` | {f'`{s.default}`' if s.default else ''} | {s.meaning} |" for s in SETTINGS]
    return "\n".join(["| Setting | Default | Meaning |", "|---|---|---|", *rows])
