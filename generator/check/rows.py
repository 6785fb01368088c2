"""What a reviewed SOP asks for and no process can do: found at the row, before anybody wonders why it is missing.

Each of these would compile to a process that runs and silently leaves something out, so it is refused. They are judged
here and not when sop.yaml is loaded, because a document may be read into such an SOP and its owner settles it then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from generator.check.problems import Problem
from generator.process import variables as v
from generator.process.letters import people_variable
from generator.process.steps import internal_steps
from generator.sop import Aksi, Langkah, Sop

_PER_CASE = frozenset(
    {Aksi.DATA, Aksi.JADWAL, Aksi.KONSEP, Aksi.KOREKSI, Aksi.PERINTAH, Aksi.DISPOSISI, Aksi.PERIKSA_BERKAS}
)
"""What is entered once for a case, so it cannot be entered in a task that each person of a list has."""
_WRITES_OR_SIGNS = frozenset({Aksi.KONSEP, Aksi.KOREKSI, Aksi.PERIKSA, Aksi.PARAF, Aksi.TANDA_TANGAN})
_FEEL = frozenset(
    """
    and between context date day duration else every external false for function get if in instance item list month
    not null number or return satisfies some string then time true week year
    """.split()  # noqa: SIM905 - as readable as a list of quoted words
)
_RESERVED = _FEEL | frozenset(
    """
    alasan arahan arahanBaru balasan catatan catatanBaru catatanBalasan daftar dataKurang hasil hasilOrang isi instansi
    jadwalOrang jumlahKoreksi kantor kekurangan keputusan langkah lengkap loopCounter mulai nomorLuar nomorPerkara orang
    padaTanggal pelaksana penerima permohonan putaranKoreksi sudahDisampaikan tanggalBalasan tanggalBaru tanggalTerima
    tandaTerima tenggat tenggatKedua tujuan waktuBaku waktuKedua
    """.split()  # noqa: SIM905 - as readable as a list of quoted words
)
"""Names that the process uses itself, and words of FEEL."""


def row_problems(sop: Sop) -> list[Problem]:
    """Rows and names that would compile to something else than they say."""
    problems = [*_opening(sop), *_names(sop)]
    for step in internal_steps(sop):
        problems += _together_with_people(sop, step)
        problems += _letter_work(sop, step)
    for letter in sop.surat:
        problems += _read_before_draft(sop, letter.kode)
        problems += _number_before_signature(sop, letter.kode)
        problems += _signed_by_nobody(sop, letter.kode)
    return problems


def _problem(kode: str, step: Langkah | None, sentence: str, remedy: str) -> Problem:
    element = f"Task_{step.kode}" if step else "StartEvent_Mulai"
    return Problem(kode, element, sentence, remedy, step.kode if step else None)


def _opening(sop: Sop) -> Iterator[Problem]:
    """The opening rows of an outside party are the start of the case, where nobody decides anything."""
    inside = {step.kode for step in internal_steps(sop)}
    for step in sop.langkah:
        ways = [n for n in ("keputusan", "syarat", "balasan", "kolektif", "bersama") if getattr(step, n)]
        if step.kode not in inside and ways:
            yield _problem(
                "langkah-pembuka",
                step,
                f"Langkah pembuka dilakukan pihak luar dan menjadi awal perkara, sehingga `{', '.join(ways)}` hilang.",
                "Pindahkan ke langkah kantor sesudahnya, atau perbaiki `pelaksana`.",
            )


def _together_with_people(sop: Sop, step: Langkah) -> Iterator[Problem]:
    group = step.kolektif
    if group is None:
        return
    wrong = _PER_CASE | (_WRITES_OR_SIGNS if step.surat else frozenset())
    actions = [a.value for a in step.aksi if a in wrong]
    if actions:
        yield _problem(
            "aksi-kolektif",
            step,
            f"`{', '.join(actions)}` dikerjakan sekali untuk satu perkara, bukan untuk tiap {group.per}.",
            "Pisahkan menjadi langkah sendiri sebelum atau sesudah langkah kolektif ini.",
        )
    if group.setelah is None:
        return
    steps = internal_steps(sop)
    before = steps[: [s.kode for s in steps].index(step.kode)]
    if not any(s.kode == group.setelah and s.kolektif for s in before):
        yield _problem(
            "kolektif-setelah",
            step,
            f"`kolektif.setelah: {group.setelah}` bukan langkah kolektif kantor sebelum langkah ini.",
            "Sebut langkah kolektif sebelumnya, atau hapus `setelah`.",
        )


def _letter_work(sop: Sop, step: Langkah) -> Iterator[Problem]:
    actions = set(step.aksi)
    if step.surat is None:
        alone = [a.value for a in step.aksi if a in (Aksi.KONSEP, Aksi.NOMOR)]
        if alone:
            yield _problem(
                "aksi-tanpa-surat",
                step,
                f"`{', '.join(alone)}` tidak mengerjakan apa pun, karena langkah ini tidak menyebut suratnya.",
                "Isi `surat`, atau ganti aksinya dengan `proses`.",
            )
        return
    letter = sop.letter(step.surat)
    if Aksi.KIRIM in actions and not letter.tujuan:
        yield _problem(
            "kirim-tanpa-tujuan",
            step,
            f"Surat `{letter.kode}` dikirim, padahal tujuannya tidak disebut.",
            "Isi `tujuan` surat itu pada sop.yaml.",
        )
    if step.bersama and Aksi.NOMOR in actions and letter.sumber_nomor == "luar":
        yield _problem(
            "nomor-bersama",
            step,
            "Nomor dari aplikasi lain diketik beberapa pelaksana sekaligus; yang terakhir menimpa yang lain.",
            "Beri nomor pada langkah sendiri dengan satu pelaksana.",
        )
    late = [a.value for a in step.aksi if a in _WRITES_OR_SIGNS]
    if step.balasan and late:
        yield _problem(
            "balasan-terlalu-awal",
            step,
            f"Balasan ditunggu pada langkah yang juga memuat `{', '.join(late)}`.",
            "Tunggu balasan pada langkah sendiri sesudah surat dikirim.",
        )


def _read_before_draft(sop: Sop, slot: str) -> Iterator[Problem]:
    """Whoever checks a letter that nobody drafted yet has nothing to read."""
    for step in internal_steps(sop):
        actions = set(step.aksi) if step.surat == slot else set()
        if Aksi.KONSEP in actions:
            return
        if actions & {Aksi.PERIKSA, Aksi.PARAF, Aksi.KOREKSI}:
            yield _problem(
                "surat-belum-dikonsep",
                step,
                f"Surat `{slot}` diperiksa di sini, padahal belum ada langkah yang membuat konsepnya.",
                "Tambahkan `konsep` pada langkah sebelumnya, atau hapus `surat` dari langkah ini.",
            )
            return


def _number_before_signature(sop: Sop, slot: str) -> Iterator[Problem]:
    """The number is given to a signed letter (tata naskah dinas: after the signature, before the delivery)."""
    steps = [s for s in internal_steps(sop) if s.surat == slot]
    numbered = next((i for i, s in enumerate(steps) if Aksi.NOMOR in s.aksi), len(steps))
    for step in steps[numbered + 1 :]:
        if Aksi.TANDA_TANGAN in step.aksi:
            yield _problem(
                "nomor-sebelum-tanda-tangan",
                step,
                f"Surat ditandatangani di sini, padahal sudah dikunci dan diberi nomor pada langkah "
                f"{steps[numbered].no} ({steps[numbered].kode}).",
                "Pindahkan `nomor` ke langkah sesudah tanda tangan.",
            )


def _signed_by_nobody(sop: Sop, slot: str) -> Iterator[Problem]:
    """A letter that gets a number, or leaves the office, is signed (tata naskah dinas); one on paper has its number."""
    steps = [s for s in internal_steps(sop) if s.surat == slot]
    actions = {a for s in steps for a in s.aksi}
    official = next((s for s in steps if set(s.aksi) & {Aksi.NOMOR, Aksi.KIRIM, Aksi.ANTAR}), None)
    if official is not None and Aksi.TANDA_TANGAN not in actions:
        yield _problem(
            "surat-tanpa-tanda-tangan",
            official,
            f"Surat `{slot}` diberi nomor atau dikirim di sini, padahal tidak ada langkah yang menandatanganinya.",
            "Tambahkan `tanda_tangan` pada langkah sebelumnya.",
        )
    delivered = next((s for s in steps if Aksi.ANTAR in s.aksi), None)
    if delivered is not None and Aksi.NOMOR not in actions:
        yield _problem(
            "surat-tanpa-nomor",
            delivered,
            f"Surat `{slot}` diantar di sini, padahal tidak ada langkah yang memberinya nomor.",
            "Tambahkan `nomor` pada langkah sesudah tanda tangan.",
        )


def _names(sop: Sop) -> Iterator[Problem]:
    """Names in sop.yaml become process variables; two things under one name would overwrite each other."""
    named = [letter.kode for letter in sop.surat]
    lists = dict.fromkeys([*(s.kolektif.daftar for s in sop.langkah if s.kolektif), people_variable(sop)])
    named += [name for name in lists if name]
    named += dict.fromkeys(s.waktu.jadwal for s in sop.langkah if s.waktu.jadwal)
    made = [v.letter_text(letter.kode) for letter in sop.surat] + [v.destination(letter.kode) for letter in sop.surat]
    made += [v.checklist(s.kode) for s in sop.langkah] + [v.condition_answer(s.kode) for s in sop.langkah]
    for name, times in Counter(named).items():
        if name in _RESERVED or name in made or times > 1:
            yield _problem(
                "nama-dipakai",
                None,
                f"Nama `{name}` dipakai untuk dua hal, atau sudah dipakai oleh proses sendiri.",
                "Pilih nama lain untuk surat, daftar, atau jadwal itu.",
            )
    for field in sop.mulai.isian:
        if field.kode in _FEEL:
            yield _problem(
                "nama-dipakai",
                None,
                f"Kode isian `{field.kode}` adalah kata kunci dan tidak dapat dibaca dalam syarat.",
                "Pilih kode lain untuk isian itu.",
            )
