"""Readers: one per document format, all giving the same `SourceDocument`."""

from generator.sources.read import read_document
from generator.sources.table import Kegiatan, SourceDocument, SourceTable

__all__ = ["Kegiatan", "SourceDocument", "SourceTable", "read_document"]
