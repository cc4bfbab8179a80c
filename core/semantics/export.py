"""A run as plain files: CSV of the modes and of the beliefs, and one .npz of everything."""

import csv
import io
from dataclasses import fields

import numpy as np

from core.data.concepts import for_spreadsheet
from core.semantics.params import build_world
from core.semantics.run import SemanticsRun


def modes_csv(run: SemanticsRun) -> str:
    """a(t) of every mode: one row a kind, network and record."""
    count = run.strengths.shape[-1]
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(["network", "seed", "t", *(f"a{k + 1}" for k in range(count)), "loss"])
    for a, kind in enumerate(run.kinds):
        for s in range(run.strengths.shape[1]):
            for t, values, loss in zip(run.times, run.strengths[a, s], run.losses[a, s], strict=True):
                writer.writerow([kind, run.params.seed + s, f"{t:.6g}", *(f"{x:.6g}" for x in values), f"{loss:.6g}"])
    return lines.getvalue()


def beliefs_csv(run: SemanticsRun) -> str:
    """What the first network of each kind believes of each item: one row a kind, moment and item."""
    world = build_world(run.params)
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(["network", "t", "item", *map(for_spreadsheet, world.properties)])
    for kind, maps in zip(run.kinds, run.maps, strict=True):
        for t, table in zip(run.frame_times, maps, strict=True):
            for item, column in zip(world.items, table.T, strict=True):
                writer.writerow([kind, f"{t:.6g}", for_spreadsheet(item), *(f"{x:.5g}" for x in column)])
    return lines.getvalue()


def everything(run: SemanticsRun) -> bytes:
    """All arrays of the run with the world's names, as a compressed .npz that needs no pickle."""
    world = build_world(run.params)
    arrays = {f.name: value for f in fields(run) if isinstance(value := getattr(run, f.name), np.ndarray)}
    file = io.BytesIO()
    np.savez_compressed(
        file,
        allow_pickle=False,
        **arrays,
        items=np.array(world.items),
        properties=np.array(world.properties),
        table=world.table,
        kinds=np.array(run.kinds),
    )
    return file.getvalue()


def ending(run: SemanticsRun) -> str:
    """Return in words what the run's script prints, which is how the first network ended."""
    values = run.singular_values[0, 0, -1]
    shown = ", ".join(f"{value:.6g}" for value in values[:6]) + (" …" if len(values) > 6 else "")
    return f"The script ends at loss {run.losses[0, 0, -1]:.6g} and singular values {shown}, as this run does."
