"""An answer written into the loaded sop.yaml; every function changes the data in place and keeps its comments."""

from __future__ import annotations

import re
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from generator.interpret.naming import slug
from generator.settle_choices import Kind
from generator.sop import Aksi
from generator.sources.durations import read_duration


class AnswerError(ValueError):
    """The answer cannot be used; the message says what is expected."""


def write_answer(data: Any, kind: Kind, kode: str | None, role: str | None, value: str) -> None:
    """Writes `value` for the step `kode` or the performer `role`; raises AnswerError if it fits neither."""
    step = next((s for s in data["langkah"] if s["kode"] == kode), None)
    if step is not None and kind in _STEP:
        _STEP[kind](data, step, value)
    elif kind in _WHOLE:
        _WHOLE[kind](data, step, value)
    elif role is not None and kind in _ROLE:
        _ROLE[kind](data, role, value)
    else:
        _cell(data, step, value)


def _performer(_data: Any, step: Any, value: str) -> None:
    if value.startswith("+"):
        step["bersama"] = _flow([value[1:]])
    else:
        step["pelaksana"] = value
        others = [kode for kode in step.get("bersama") or [] if kode != value]
        if "bersama" in step and others:
            step["bersama"] = _flow(others)
        else:
            step.pop("bersama", None)


def _together(_data: Any, step: Any, value: str) -> None:
    step.pop("bersama", None)
    if value.startswith("="):
        step["pelaksana"] = value[1:]


def _work(_data: Any, step: Any, value: str) -> None:
    names = [name.strip() for name in value.split(",") if name.strip()]
    known = {a.value for a in Aksi}
    wrong = [name for name in names if name not in known]
    if wrong or not names:
        raise AnswerError(f"Aksi tidak dikenal: {', '.join(wrong) or '-'}. Pilihan: {', '.join(sorted(known))}.")
    step["aksi"] = _flow(names)


def _number(data: Any, step: Any, value: str) -> None:
    work = [a for a in step["aksi"] if a not in ("nomor", "arsip")]
    step["aksi"] = _flow(work or ["lain"])
    if value != "-":
        other = next(s for s in data["langkah"] if s["kode"] == value)
        other["aksi"] = _flow([*other["aksi"], *(a for a in ("nomor", "arsip") if a not in other["aksi"])])


def _branch(_data: Any, step: Any, value: str) -> None:
    if value == "-":
        step.pop("keputusan", None)
        return
    target = CommentedMap([_target(value)])
    target.fa.set_flow_style()
    if step.get("keputusan"):
        step["keputusan"]["tidak"] = target
        if step["keputusan"].get("asal") == "tersirat":
            step["keputusan"]["asal"] = "tersurat"
    else:
        step["keputusan"] = CommentedMap([("jenis", "persetujuan"), ("pertanyaan", "Setuju?"), ("tidak", target)])


def _target(value: str) -> tuple[str, str]:
    where, _, name = value.partition(":")
    if where not in ("ke", "selesai") or not name.strip():
        raise AnswerError("Tulis `selesai:nama akhir proses` atau pilih nomornya.")
    return where, name.strip()


def _answer(_data: Any, step: Any, value: str) -> None:
    target = CommentedMap([_target(value)])
    target.fa.set_flow_style()
    step["balasan"]["dikembalikan"] = target


def _reminder(_data: Any, step: Any, value: str) -> None:
    step["balasan"]["pengingat"] = _duration(value)


def _collective(_data: Any, step: Any, _value: str) -> None:
    step.pop("kolektif", None)


def _copies(_data: Any, step: Any, value: str) -> None:
    papers = step["kelengkapan"]
    counts = [part.strip() for part in value.split(",")]
    counts = counts * len(papers) if len(counts) == 1 else counts
    if len(counts) != len(papers) or not all(re.fullmatch(r"[1-9]\d?|-", c) for c in counts):
        raise AnswerError(f"Tulis {len(papers)} angka dipisah koma, atau satu angka untuk semua dokumen.")
    for paper, count in zip(papers, counts, strict=True):
        if count == "-":
            paper.pop("salinan", None)
        else:
            paper["salinan"] = int(count)


def _time(_data: Any, step: Any, value: str) -> None:
    waktu = step.get("waktu")
    if waktu is None:
        waktu = step["waktu"] = CommentedMap()
    if value == "-":
        for name in ("durasi", "jadwal", "tingkat_dua"):
            waktu.pop(name, None)
        waktu["alasan"] = "Pemilik proses menetapkan tanpa tenggat."
        return
    waktu["durasi"] = _duration(value)
    waktu.pop("alasan", None)
    waktu.pop("jadwal", None)


def _duration(value: str) -> str:
    if re.fullmatch(r"P[0-9WDTHM]+", value.strip()):
        return value.strip()
    read = read_duration(value)
    if read.iso is None or read.doubt:
        raise AnswerError("Lama itu tidak dapat dibaca dengan pasti. Tulis misalnya `15 menit`, `2 hari`, atau PT15M.")
    return read.iso


def _title(data: Any, _step: Any, value: str) -> None:
    data["identitas"]["judul"] = value


def _start(data: Any, _step: Any, value: str) -> None:
    names = {"permohonan": "Permohonan diterima", "surat": "Surat masuk diterima", "perintah": "Perintah diberikan"}
    data["mulai"]["jenis"] = value
    data["mulai"]["nama"] = names[value]
    if value != "permohonan":
        data["mulai"].pop("pihak", None)


def _receiver(data: Any, step: Any, value: str) -> None:
    parties = data.setdefault("pihak_luar", CommentedSeq())
    kode = next((p["kode"] for p in parties if value in (p["kode"], p["nama"])), None)
    if kode is None:
        kode = slug(value, 40)
        if not kode or any(p["kode"] == kode for p in data["pelaksana"]):
            raise AnswerError("Tulis nama pihak di luar kantor.")
        _append(parties, CommentedMap([("kode", kode), ("nama", value)]))
    _letter(data, step)["tujuan"] = _flow([kode])


def _subject(data: Any, step: Any, value: str) -> None:
    _letter(data, step)["perihal"] = value


def _letter(data: Any, step: Any) -> Any:
    letters = data.get("surat") or []
    wanted = step.get("surat") if step is not None else None
    found = next((s for s in letters if s["kode"] == wanted), letters[0] if letters else None)
    if found is None:
        raise AnswerError("SOP ini tidak mempunyai surat; tambahkan di sop.yaml.")
    return found


def _performers(data: Any, _step: Any, value: str) -> None:
    pairs = [part.partition("=") for part in re.split(r"[,;]", value) if part.strip()]
    rows = {str(s.get("no", "")): s for s in data["langkah"]}
    if not pairs or any(no.strip() not in rows or not name.strip() for no, _, name in pairs):
        raise AnswerError(f"Tulis nomor=pelaksana dipisah koma; nomor langkah: {', '.join(rows)}.")
    for no, _, said in pairs:
        name = said.strip()
        everyone = [*data["pelaksana"], *(data.get("pihak_luar") or [])]
        kode = next((p["kode"] for p in everyone if p["nama"].lower() == name.lower()), None)
        if kode is None:
            kode = slug(name, 40) or "pelaksana"
            _append(data["pelaksana"], CommentedMap([("kode", kode), ("nama", name)]))
        rows[no.strip()]["pelaksana"] = kode


def _rename(data: Any, role: str, value: str) -> None:
    for one in [*data["pelaksana"], *(data.get("pihak_luar") or [])]:
        if one["kode"] == role:
            one["nama"] = value


def _side(data: Any, role: str, value: str) -> None:
    """Moves a performer outside the office or a party inside; what an outside party does is not the office's work."""
    source, target = ("pelaksana", "pihak_luar") if value == "luar" else ("pihak_luar", "pelaksana")
    one = next((p for p in data.get(source) or [] if p["kode"] == role), None)
    if one is None or (source == "pelaksana" and len(data[source]) == 1):
        raise AnswerError("Pihak itu tidak dapat dipindahkan.")
    data[source].remove(one)
    if value == "dalam" and data["mulai"].get("pihak") == role:
        data["mulai"]["jenis"] = data["mulai"].get("jenis", "permohonan")
        del data["mulai"]["pihak"]
    moved = CommentedMap([("kode", one["kode"]), ("nama", one["nama"])])
    if value == "luar":
        moved["punya_kolom"] = True
    _append(data.setdefault(target, CommentedSeq()), moved)
    for step in data["langkah"]:
        if step["pelaksana"] != role:
            continue
        if value == "luar":
            for name in ("aksi", "surat", "keputusan", "balasan", "kolektif", "kelengkapan", "daftar", "bersama"):
                step.pop(name, None)
        elif not step.get("aksi"):
            step["aksi"] = _flow(["lain"])


def _idle(data: Any, role: str, value: str) -> None:
    if value == "-":
        data["pelaksana"] = CommentedSeq(p for p in data["pelaksana"] if p["kode"] != role)
        return
    next(s for s in data["langkah"] if s["kode"] == value)["pelaksana"] = role


_TEXTS = ("uraian", "output", "keterangan", "kelengkapan", "waktu")


def _cell(data: Any, step: Any, value: str) -> None:
    match = re.fullmatch(r"\s*(?P<no>\d{1,3})?\s*(?P<field>[a-z]+)\s*=\s*(?P<text>.+)", value, re.DOTALL)
    if match is None or match["field"] not in _TEXTS:
        raise AnswerError(f"Tulis `nomor bidang=nilai`; bidang: {', '.join(_TEXTS)}.")
    if match["no"]:
        step = next((s for s in data["langkah"] if str(s.get("no")) == match["no"]), None)
    if step is None:
        raise AnswerError("Tulis nomor langkah di depan, misalnya `4 uraian=Memeriksa konsep surat`.")
    field, text = match["field"], match["text"].strip()
    if field == "waktu":
        _time(data, step, text)
        step["waktu"]["teks"] = text
    else:
        step["kelengkapan_teks" if field == "kelengkapan" else field] = text


def _append(items: Any, item: CommentedMap) -> None:
    """Adds an item; the comment behind the list, which ruamel keeps with its last item, stays behind it."""
    last = items[-1] if items else None
    if isinstance(last, CommentedMap) and last:
        tail = last.ca.items.pop(next(reversed(last)), None)
        if tail is not None:
            item.ca.items[next(reversed(item))] = tail
    items.append(item)


def _flow(items: list[str]) -> CommentedSeq:
    made = CommentedSeq(items)
    made.fa.set_flow_style()
    return made


_STEP = {
    "pelaksana": _performer, "bersama": _together, "aksi": _work, "nomor": _number, "keputusan": _branch,
    "balasan": _answer, "pengingat": _reminder, "kolektif": _collective, "salinan": _copies, "waktu": _time,
}  # fmt: skip
_WHOLE = {
    "judul": _title, "mulai": _start, "tujuan": _receiver, "perihal": _subject, "peran": _performers,
}  # fmt: skip
_ROLE = {"nama": _rename, "pihak": _side, "tanpa-langkah": _idle}
