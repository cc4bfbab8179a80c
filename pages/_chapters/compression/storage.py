"""What an image takes in bytes: factors, JPEG and PNG."""

from core.compression import findings, storage
from core.compression.charts import low_rank as charts
from pages._chapters.compression.subject import Subject, comparable
from pages._shared import layout, runs


def file_sizes(asked: Subject) -> None:
    """Draw files of the same image by bytes and PSNR, with those of the present rank marked."""
    seen = comparable(asked)
    factors, k = seen.factors, seen.rank
    files = runs.work(f"weigh {seen.key}", lambda: storage.compare_files(factors))
    present = storage.present(factors, k)
    layout.chart(charts.files(files, present, storage.png_size(factors.pixels)))
    layout.findings(findings.sizes(factors, k, present))
