"""The dialog "Export" of every page: the same buttons in the same order, and files that are made when asked for."""

import pytest

from core.charts import video
from tests import opening

ORDER = ("Web page", "Notebook", "Script", "(CSV)", "(npz)", "(SVG)", "(PNG)", "(GIF)", "(MP4)")
