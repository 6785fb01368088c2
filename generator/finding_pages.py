"""docs/findings/: a page for every finding code, and the index. Written by `python -m generator.finding_pages DIR`.

Each page says what the finding means, what to do, and shows a text that causes it beside one that does not.
"""

from __future__ import annotations

import sys
from pathlib import Path

from generator.finding_codes import CATALOGUE, FindingCode

_EXAMPLES: dict[str, tuple[str, str]] = {
    "tabel-tidak-ada": ("Surat biasa tanpa tabel.", "Tabel dengan judul kolom No, Kegiatan, Pelaksana, Waktu, Output."),
    "berkas-ditolak": ("Berkas .doc lama, terkunci, atau rusak.", "Berkas .docx yang disimpan ulang tanpa kata sandi."),
    "berkas-pindaian": ("PDF berisi foto halaman.", "PDF hasil OCR: teksnya dapat disalin."),
    "halaman-pindaian": (
        "Halaman 2 dari PDF berupa gambar, dan komputer ini tidak mempunyai OCR.",
        "PDF yang disimpan langsung dari pengolah kata, atau `tesseract` terpasang.",
    ),
    "teks-ocr": (
        "PDF hasil pindaian: `l5 menit` dan `Disposlsi` terbaca oleh OCR.",
        "Dokumen .docx, .xlsx, atau PDF dengan lapisan teks.",
    ),
    "judul-kolom-sobek": ("Judul kolom “Sekre taris”.", "Judul kolom “Sekretaris”."),
    "kolom-menyatu": (
        "1 Menerima berkas Berkas 5 menit Tanda terima",
        "1 | Menerima berkas | Berkas | 5 menit | Tanda terima",
    ),
    "baris-terpotong": (
        "4 | Memeriksa konsep | (kosong) | (kosong) | (kosong)",
        "4 | Memeriksa konsep | Konsep | 5 menit | Konsep",
    ),
    "baris-tanpa-nomor": (
        "(kosong) | Memaraf konsep surat | Konsep | 5 menit",
        "5 | Memaraf konsep surat | Konsep | 5 menit",
    ),
    "nomor-tidak-urut": ("Baris 3, lalu baris 5.", "Baris 3, baris 4, baris 5."),
    "kolom-bergeser": (
        "Satu sel kosong berlebih sebelum kolom kelengkapan.",
        "Sel setiap baris tepat di bawah judulnya.",
    ),
    "teks-di-luar-tabel": ("Kalimat lepas di antara baris 4 dan 5.", "Kalimat itu di dalam sel kegiatannya."),
    "sel-tidak-terbaca": ("Sel waktu berisi rumus tanpa nilai.", "Sel waktu berisi “15 menit”."),
    "sel-gabungan": ("Satu sel waktu untuk baris 4 dan 5.", "Sel waktu sendiri untuk setiap baris."),
    "gambar-diabaikan": ("Bagan alir berupa gambar di kolom pelaksana.", "Tanda ● di kolom pelaksana setiap baris."),
    "kolom-pelaksana-tidak-ada": (
        "No | Kegiatan | Waktu | Output",
        "No | Kegiatan | Staf | Kepala Dinas | Waktu | Output",
    ),
    "kolom-tidak-dikenal": ("Kolom “Risiko”.", "Hanya kolom menurut PermenPAN-RB 35/2012."),
    "pelaksana-dari-uraian": (
        "Tabel tanpa kolom Pelaksana; uraian “Bendahara membayar tagihan”.",
        "Kolom Pelaksana dengan satu kolom untuk setiap jabatan.",
    ),
    "pelaksana-tidak-pasti": ("Memasukkan ke ruang Kadis.", "Staf memasukkan berkas ke ruang Kadis."),
    "pelaksana-bertentangan": (
        "“Sekretaris memaraf ...”, tanda di kolom Staf.",
        "“Sekretaris memaraf ...”, tanda di kolom Sekretaris.",
    ),
    "pelaksana-bersama": (
        "Kolom Pelaksana: `Kasi Pelayanan dan Bendahara` untuk satu baris konsep surat.",
        "Dua baris, masing-masing dengan satu pelaksana; atau satu baris pemeriksaan dengan `bersama: [bendahara]`.",
    ),
    "pelaksana-tanpa-langkah": (
        "Kolom Bendahara tanpa kegiatan.",
        "Setiap kolom mempunyai paling sedikit satu kegiatan.",
    ),
    "pihak-luar-diduga": ("Kolom “Kanwil” pada SOP Kantor.", "Kolom pelaksana hanya untuk jabatan di dalam kantor."),
    "istilah-beragam": ("Kasubag Umum & Kepegawaian; Kasubbag Umum dan Kepegawaian.", "Satu ejaan di seluruh SOP."),
    "aksi-tidak-dikenal": ("Menggelar persiapan.", "Menyiapkan ruang rapat."),
    "aksi-salah-tulis": ("Mengendalikan dan memberi nomor surat.", "Mengagendakan dan memberi nomor surat."),
    "nomor-tidak-disebut": ("Mengirim surat ke BKPSDM.", "Memberi nomor surat dan mengirimnya ke BKPSDM."),
    "perintah-tanpa-pelaksanaan": (
        "Memerintah Staf untuk mengirim surat. (tanpa baris lain)",
        "Baris berikutnya: Mengirim surat.",
    ),
    "surat-tanpa-konsep": (
        "Memberi nomor surat, tanpa baris yang menyusunnya.",
        "Membuat konsep surat ...; Memberi nomor surat ...",
    ),
    "tidak-dapat-dijalankan": (
        "Langkah sesudah tanda tangan mengembalikan surat ke penyusun konsepnya.",
        "Langkah sesudah tanda tangan mengakhiri perkara bila tidak disetujui.",
    ),
    "surat-tanpa-tanda-tangan": (
        "Membuat konsep surat undangan; Memberi nomor dan mengirim surat undangan.",
        "Membuat konsep surat undangan; Menandatangani surat undangan; Memberi nomor dan mengirim surat undangan.",
    ),
    "nomor-sebelum-tanda-tangan": (
        "Memberi nomor surat; Menandatangani surat.",
        "Menandatangani surat; Memberi nomor surat.",
    ),
    "arsip-sebelum-kirim": (
        "Memberi nomor dan mengirim surat; Mengarsipkan surat.",
        "Memberi nomor dan mengarsipkan surat; Mengirim surat.",
    ),
    "nama-surat-beragam": ("Konsep surat ASKES; surat BPJS.", "Konsep surat BPJS; surat BPJS."),
    "pemberitahuan-surel": ("Mengantar surat ke BKPSDM.", "Mengirim surat dan mengantar berkas ke BKPSDM."),
    "surat-tanpa-tujuan": ("Mengirim surat usulan.", "Mengirim surat usulan ke BKPSDM."),
    "tujuan-surat-pilihan": ("ke PT TASPEN atau ke BKPSDM", "ke BKPSDM"),
    "putusan-tersirat": ("Memeriksa dan memaraf konsep.", "Memeriksa konsep. Jika tidak setuju, dikembalikan ke Staf."),
    "tujuan-kembali-tidak-pasti": ("Jika tidak setuju, dikembalikan.", "Jika tidak setuju, dikembalikan ke Staf."),
    "syarat-tanpa-cabang": (
        "Membuat konsep surat. Apabila hasil uji kurang, pemohon diberi tahu.",
        "Baris tersendiri: Memeriksa hasil uji. Apabila kurang, dikembalikan kepada Penguji.",
    ),
    "kelengkapan-tersirat": ("Memeriksa kelengkapan berkas.", "Jika berkas tidak lengkap, permohonan tidak diproses."),
    "balasan-tersirat": ("Menerima kartu dari Kanwil.", "Menerima kartu; bila ditolak, pemohon diberi tahu."),
    "pengingat-belum-diatur": ("balasan tanpa pengingat", "balasan dengan `pengingat: P7D`"),
    "kolektif-tersirat": ("Keterangan: sesuai jumlah pemohon.", "`kolektif` diisi atau dihapus oleh pemilik proses."),
    "syarat-di-keterangan": ("Keterangan: apabila sudah PNS 100%.", "Memeriksa apakah pegawai sudah PNS 100%."),
    "salinan-tidak-pasti": ("(SK CPNS, SK PNS, foto - masing-masing 4 rangkap)", "SK CPNS 4 rangkap, SK PNS 4 rangkap"),
    "waktu-kosong": ("Sel waktu kosong.", "15 menit"),
    "waktu-disesuaikan": ("Disesuaikan", "3 hari"),
    "waktu-tidak-terbaca": ("1 jarn", "1 jam"),
    "waktu-rentang": ("2-3 hari", "3 hari"),
    "waktu-kalender": ("1 bulan", "20 hari"),
    "waktu-pihak-luar": ("Baris pemohon: 5 menit.", "Baris pemohon: waktu dikosongkan."),
    "identitas-kurang": ("Nomor SOP kosong.", "Nomor SOP: 470/566/SOP/2023"),
    "judul-tidak-ada": ("Tabel tanpa judul.", "SOP PENERBITAN SURAT TUGAS"),
    "mulai-tersirat": ("Baris pertama: Sekretaris memerintahkan ...", "Baris pertama: Menerima permohonan ..."),
}
_SEVERITY = {
    "tolak": "ditolak: dokumen tidak dapat dibaca sebagai SOP",
    "selesaikan": "harus diselesaikan pemilik proses",
    "catatan": "catatan",
}


def pages() -> dict[str, str]:
    """File name -> content of docs/findings/."""
    written = {f"{code}.md": _page(code, entry) for code, entry in CATALOGUE.items()}
    rows = "\n".join(
        f"| [`{code}`]({code}.md) | {entry.judul} | {_SEVERITY[entry.severity]} |"
        for code, entry in sorted(CATALOGUE.items(), key=lambda item: (item[1].priority, item[0]))
    )
    index = (
        "# Temuan pembacaan SOP\n\nUrutan menurut pentingnya. Halaman ini dibuat dari daftar kode di "
        "`generator/finding_codes.py`.\n\n| kode | arti | tingkat |\n| --- | --- | --- |\n" + rows + "\n"
    )
    return {"README.md": index, **written}


def _page(code: str, entry: FindingCode) -> str:
    wrong, right = _EXAMPLES[code]
    return (
        f"# {entry.judul} (`{code}`)\n\nTingkat: {_SEVERITY[entry.severity]}.\n\n"
        f"**Yang harus dilakukan.** {entry.remedy}\n\n"
        f"## Contoh yang menimbulkan temuan\n\n> {wrong}\n\n## Contoh yang benar\n\n> {right}\n"
    )


def main(folder: Path) -> None:
    """Writes all pages into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
