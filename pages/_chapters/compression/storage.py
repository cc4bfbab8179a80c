"""What an image weighs in bytes: factors, JPEG and PNG."""

import streamlit as st

from core.compression import charts, findings, storage
from core.compression.svd import stored_numbers
from pages._chapters.compression.curves import is_exact
from pages._chapters.compression.subject import Subject
from pages._shared import layout, runs


def weigh(seen: Subject) -> None:
    """Files of the same image by bytes and PSNR, and the table at equal PSNR."""
    if is_exact(seen):
        return
    factors, k = seen.factors, seen.rank
    files = runs.work(f"weigh {seen.key}", lambda: storage.compare_files(factors))
    png = storage.png_size(factors.pixels)
    layout.chart(charts.files(files.kind, files.setting, files.size, files.psnr, png))
    packed = storage.packed(factors, k)
    jpeg = storage.jpeg_at(factors.pixels, packed.psnr)
    rows = [
        ("pixels, one byte each", factors.pixels.size, "∞"),
        ("PNG, lossless", png, "∞"),
        (f"rank {k}, 32-bit floats", 4 * stored_numbers(factors, k), findings.decibels(packed.psnr)),
        (f"rank {k}, 16-bit floats", storage.half_floats(factors, k), findings.decibels(packed.psnr)),
        (f"rank {k}, 8 bit and deflate", packed.size, findings.decibels(packed.psnr)),
    ]
    if jpeg:
        rows.append((f"JPEG of quality {jpeg.setting}", jpeg.size, findings.decibels(jpeg.psnr)))
    table = "\n".join(f"| {name} | {size:,} | {psnr} |" for name, size, psnr in rows)
    st.markdown(f"| The image as | bytes | PSNR, dB |\n|---|--:|--:|\n{table}")
    st.markdown(findings.weight(factors, k, packed, jpeg).text)
