"""Office files are zip packages, looked at before they are opened: no bomb or entity gets to a parser."""

from __future__ import annotations

import io
import zipfile

from generator.findings import Place, SourceRefusedError

MAX_UNPACKED = 128 * 1024 * 1024
MAX_ENTRIES = 5000
MAX_RATIO = 250
"""A part that grows more than this is no document."""


def check_package(name: str, data: bytes) -> None:
    """Raises SourceRefusedError for a package that is broken, too large when unpacked, encrypted, or declares a DTD."""
    place = Place(name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            if len(entries) > MAX_ENTRIES:
                raise SourceRefusedError("berkas-ditolak", f"Paket berisi lebih dari {MAX_ENTRIES} bagian.", place)
            if sum(e.file_size for e in entries) > MAX_UNPACKED:
                limit = MAX_UNPACKED // 1024 // 1024
                raise SourceRefusedError("berkas-ditolak", f"Isi berkas lebih besar daripada {limit} MB.", place)
            for entry in entries:
                if entry.flag_bits & 1:
                    raise SourceRefusedError("berkas-ditolak", "Berkas terkunci dengan kata sandi.", place)
                if entry.file_size > 1024 * 1024 and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
                    raise SourceRefusedError("berkas-ditolak", "Isi berkas mengembang tidak wajar.", place)
                if entry.filename.lower().endswith((".xml", ".rels")):
                    with package.open(entry) as part:
                        head = part.read(4096)
                    if b"<!DOCTYPE" in head.replace(b"\x00", b"") or b"<!ENTITY" in head.replace(b"\x00", b""):
                        raise SourceRefusedError("berkas-ditolak", "Berkas memuat definisi entitas XML.", place)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise SourceRefusedError("berkas-ditolak", f"Paket dokumen rusak ({error}).", place) from None
