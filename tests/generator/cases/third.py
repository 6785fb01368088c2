"""The third set of documents that were labelled before any rule was mended for them."""

from __future__ import annotations

from tests.generator.cases.third_files import THIRD_FILES
from tests.generator.cases.third_text import THIRD_TEXT

THIRD = (*THIRD_TEXT, *THIRD_FILES)
