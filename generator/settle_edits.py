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


def write_answer(
    data: Any, kind: Kind, value: str, *, step: str | None = None, role: str | None = None, letter: str | None = None
) -> None:
    """Writes `value` for the step, the performer or the letter it is about; raises AnswerError if it fits none."""
    row = next((s for s in data["langkah"] if s["kode"] == step), None)
    if row is not None and kind in _STEP:
        _STEP[kind](data, row, value)
    elif kind in _LETTER:
        _LETTER[kind](data, _letter(data, letter), value)
    elif kind in _WHOLE:
        _WHOLE[kind](data, value)
    elif role is not None and kind in _ROLE:
        _ROLE[kind](data, role, value)
    else:
        _cell(data, row, value)


def _performer(_data: Any, step: Any, value: str) -> None:
    if value.startswith("+"):
        step["bersama"] = _flow([value[1:]])
    else:
        step["pelaksana"] = value
        if value in (step.get("bersama") or []):
            _without_helper(step, value)


def _together(data: Any, step: Any, value: str) -> None:
    step.pop("bersama", None)
    if value.startswith("="):
        step["pelaksana"] = value[1:]
    elif value.startswith(">"):
        _hand_over(data, step, value[1:])


def _hand_over(data: Any, step: Any, role: str) -> None:
    """The next row is the receiver's; where it is not yet, a row is put in between in which the receiver takes over."""
    rows = data["langkah"]
    at = next(i for i, row in enumerate(rows) if row is step)
    if at + 1 < len(rows) and rows[at + 1]["pelaksana"] == role:
        return
    kode, number = f"Terima{step['kode']}"[:50], 2
    while any(row["kode"] == kode for row in rows):
        kode, number = f"Terima{step['kode']}"[:47] + str(number), number + 1
    received = f"hasil langkah {step['no']}"
    row = CommentedMap(
        [("kode", kode), ("no", f"{step['no']}a"), ("nama", f"Terima {received}"), ("pelaksana", role),
         ("uraian", f"Menerima {received}."), ("aksi", _flow(["terima"]))]
    )  # fmt: skip
    for other in rows:
        condition = other.get("syarat")
        if condition and (condition.get("sampai") == step["kode"] or (other is step and not condition.get("sampai"))):
            condition["sampai"] = kode
    if at == len(rows) - 1:
        _append(rows, row)
    else:
        rows.insert(at + 1, row)


def _work(_data: Any, step: Any, value: str) -> None:
    names = [name.strip().lower().replace(" ", "_") for name in value.split(",") if name.strip()]
    known = {a.value for a in Aksi}
    wrong = [name for name in names if name not in known]
    if wrong or not names:
        raise AnswerError(f"Pekerjaan tidak dikenal: {', '.join(wrong) or '-'}. Pilihan: {', '.join(sorted(known))}.")
    step["aksi"] = _flow(names)


def _number(data: Any, step: Any, value: str) -> None:
    work = [a for a in step["aksi"] if a not in ("nomor", "arsip")]
    step["aksi"] = _flow(work or ["lain"])
    if value != "-":
        other = next(s for s in data["langkah"] if s["kode"] == value)
        other["aksi"] = _flow([*other["aksi"], *(a for a in ("nomor", "arsip") if a not in other["aksi"])])


def _signature(data: Any, step: Any, value: str) -> None:
    """The row `value` signs the letter of `step`, before whatever it does with it as a machine."""
    signer = next((s for s in data["langkah"] if s["kode"] == value), None)
    letter = step.get("surat")
    if signer is None or letter is None or signer.get("surat", letter) != letter:
        raise AnswerError("Langkah itu mengerjakan surat lain; pilih langkah lain.")
    work = [a for a in signer.get("aksi") or [] if a not in ("lain", "tanda_tangan")]
    first = next((i for i, a in enumerate(work) if a in ("nomor", "arsip", "kirim", "antar", "serah")), len(work))
    signer["aksi"] = _flow([*work[:first], "tanda_tangan", *work[first:]])
    signer["surat"] = letter


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
        raise AnswerError("Pilih hurufnya, ketik nomor langkahnya, atau tulis `selesai:nama akhir proses`.")
    return where, name.strip()


def _answer(_data: Any, step: Any, value: str) -> None:
    target = CommentedMap([_target(value)])
    target.fa.set_flow_style()
    step["balasan"]["dikembalikan"] = target


def _reminder(_data: Any, step: Any, value: str) -> None:
    if value == "-":
        for name in ("pengingat", "pengingat_kedua"):
            step["balasan"].pop(name, None)
        return
    step["balasan"]["pengingat"] = _duration(value)


def _collective(data: Any, step: Any, _value: str) -> None:
    step.pop("kolektif", None)
    for other in data["langkah"]:
        if (other.get("kolektif") or {}).get("setelah") == step["kode"]:
            del other["kolektif"]["setelah"]


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
        raise AnswerError("Lama itu tidak dapat dibaca dengan pasti. Tulis misalnya `15 menit` atau `2 hari`.")
    return read.iso


def _title(data: Any, value: str) -> None:
    data["identitas"]["judul"] = value


def _start(data: Any, value: str) -> None:
    names = {"permohonan": "Permohonan diterima", "surat": "Surat masuk diterima", "perintah": "Perintah diberikan"}
    data["mulai"]["jenis"] = value
    data["mulai"]["nama"] = names[value]
    if value != "permohonan":
        data["mulai"].pop("pihak", None)


def _receiver(data: Any, letter: Any, value: str) -> None:
    parties = data.setdefault("pihak_luar", CommentedSeq())
    kode = next((p["kode"] for p in parties if value in (p["kode"], p["nama"])), None)
    if kode is None:
        kode = slug(value, 40)
        if not kode or any(p["kode"] == kode for p in data["pelaksana"]):
            raise AnswerError("Tulis nama pihak di luar kantor.")
        _append(parties, CommentedMap([("kode", kode), ("nama", value)]))
    letter["tujuan"] = _flow([kode])


def _subject(_data: Any, letter: Any, value: str) -> None:
    letter["perihal"] = value


def _letter(data: Any, kode: str | None) -> Any:
    letters = data.get("surat") or []
    found = next((s for s in letters if s["kode"] == kode), letters[0] if letters else None)
    if found is None:
        raise AnswerError("SOP ini tidak mempunyai surat; tambahkan di sop.yaml.")
    return found


def _performers(data: Any, value: str) -> None:
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


def rename_role(data: Any, old: str, new: str) -> None:
    """Another name for the performer or party that is called so; its code, and what refers to it, stays."""
    everyone = [*data["pelaksana"], *(data.get("pihak_luar") or [])]
    one = next((p for p in everyone if p["nama"].lower() == old.strip().lower()), None)
    if one is None or not new.strip():
        names = ", ".join(p["nama"] for p in everyone)
        raise AnswerError(f"Tidak ada pelaksana bernama “{old.strip()}”. Yang ada: {names}.")
    one["nama"] = new.strip()


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
        if value == "luar" and role in (step.get("bersama") or []):
            _without_helper(step, role)
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
    _performer(data, next(s for s in data["langkah"] if s["kode"] == value), role)


def _without_helper(step: Any, role: str) -> None:
    others = [kode for kode in step["bersama"] if kode != role]
    if others:
        step["bersama"] = _flow(others)
    else:
        del step["bersama"]


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
    "tanda-tangan": _signature, "pelaksana": _performer, "bersama": _together, "aksi": _work, "nomor": _number,
    "keputusan": _branch,
    "balasan": _answer, "pengingat": _reminder, "kolektif": _collective, "salinan": _copies, "waktu": _time,
}  # fmt: skip
_WHOLE = {
    "judul": _title, "mulai": _start, "peran": _performers,
}  # fmt: skip
_LETTER = {"tujuan": _receiver, "perihal": _subject}
_ROLE = {"nama": _rename, "pihak": _side, "tanpa-langkah": _idle}
