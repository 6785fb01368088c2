"""The documents that were labelled before any rule was mended for them."""

from __future__ import annotations

from tests.generator.cases.unseen_files import UNSEEN_FILES
from tests.generator.cases.unseen_text import UNSEEN_TEXT

UNSEEN = (*UNSEEN_TEXT, *UNSEEN_FILES)
