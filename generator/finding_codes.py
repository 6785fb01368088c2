"""The catalogue of finding codes: severity, name and remedy of each. docs/findings/ explains them with examples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class FindingCode:
    severity: Literal["tolak", "selesaikan", "catatan"]
    priority: int
    """Order of the questions in review.md: the smaller, the more a wrong answer would harm."""
    judul: str
    remedy: str


def _settle(priority: int, judul: str, remedy: str) -> FindingCode:
    return FindingCode("selesaikan", priority, judul, remedy)


def _note(judul: str, remedy: str) -> FindingCode:
    return FindingCode("catatan", 90, judul, remedy)


def _refuse(judul: str, remedy: str) -> FindingCode:
    return FindingCode("tolak", 0, judul, remedy)


CATALOGUE: dict[str, FindingCode] = {
    # Reading
    "tabel-tidak-ada": _refuse(
        "Dokumen tidak memuat tabel SOP",
        "Periksa apakah berkasnya benar; tabel SOP harus mempunyai judul kolom kegiatan dan baris kegiatan.",
    ),
    "berkas-ditolak": _refuse("Berkas tidak dapat dibaca", "Simpan ulang dokumen dalam format yang didukung."),
    "berkas-pindaian": _refuse(
        "Berkas hasil pindaian",
        "Pasang OCR: paket `ocrmypdf` dan `tesseract-ocr-ind`, lalu jalankan `ocrmypdf -l ind masuk.pdf keluar.pdf`, "
        "dan baca hasilnya.",
    ),
    "halaman-pindaian": _settle(
        3,
        "Halaman pindaian tidak dibaca",
        "Pasang `tesseract-ocr` dan `tesseract-ocr-ind`, lalu baca lagi dokumen itu.",
    ),
    "teks-ocr": _settle(
        15, "Teks hasil OCR", "Bandingkan uraian dan waktu setiap langkah dengan dokumen asli; OCR dapat salah membaca."
    ),
    "judul-kolom-sobek": _settle(
        27, "Nama kolom pelaksana sobek", "Pastikan nama pelaksana itu benar pada daftar `pelaksana`."
    ),
    "kolom-menyatu": _settle(
        2, "Kolom-kolom menyatu", "Periksa uraian, kelengkapan, dan output langkah itu, lalu isi pelaksananya."
    ),
    "baris-terpotong": _settle(
        12, "Baris tabel tidak utuh", "Bandingkan dengan dokumen asli, lalu lengkapi langkah itu di sop.yaml."
    ),
    "baris-tanpa-nomor": _settle(
        14, "Baris tanpa nomor", "Pastikan baris itu satu kegiatan tersendiri, bukan sambungan baris di atasnya."
    ),
    "nomor-tidak-urut": _settle(
        13, "Nomor baris tidak urut", "Pastikan tidak ada kegiatan yang hilang atau berulang pada dokumen."
    ),
    "kolom-bergeser": _note(
        "Isi kolom bergeser", "Pastikan kelengkapan, waktu, dan output langkah itu sesuai dengan dokumen asli."
    ),
    "teks-di-luar-tabel": _settle(
        30, "Teks di sela tabel", "Pastikan teks itu bukan bagian dari sebuah kegiatan; bila bagian, tambahkan."
    ),
    "sel-tidak-terbaca": _settle(31, "Isi sel tidak terbaca", "Lengkapi nilai itu menurut dokumen asli."),
    "sel-gabungan": _settle(
        16, "Sel gabungan berlaku untuk beberapa baris", "Pastikan nilai itu memang berlaku untuk setiap baris."
    ),
    "gambar-diabaikan": _note(
        "Bentuk bagan alir tidak dibaca", "Bandingkan pelaksana setiap langkah dengan gambar pada dokumen asli."
    ),
    "kolom-pelaksana-tidak-ada": _settle(
        2, "Tabel tanpa kolom pelaksana", "Lengkapi daftar `pelaksana` dan pelaksana setiap langkah di sop.yaml."
    ),
    "kolom-tidak-dikenal": _settle(
        32, "Kolom tidak dikenal", "Pastikan isi kolom itu tidak diperlukan; bila perlu, salin ke langkahnya."
    ),
    # Performers and parties
    "pelaksana-tidak-pasti": _settle(
        1, "Pelaksana tidak pasti", "Isi `pelaksana` langkah itu menurut bagan alir pada dokumen asli."
    ),
    "pelaksana-bertentangan": _settle(
        1, "Pelaksana bertentangan dengan tanda", "Tentukan pelaksana yang benar dan isi `pelaksana` langkah itu."
    ),
    "pelaksana-bersama": _settle(
        5, "Beberapa pelaksana pada satu baris", "Isi `bersama`, atau pisahkan baris itu menjadi beberapa langkah."
    ),
    "pelaksana-tanpa-langkah": _settle(
        5, "Kolom pelaksana tanpa kegiatan", "Tentukan langkah yang dikerjakannya atau hapus pelaksana itu."
    ),
    "pihak-luar-diduga": _settle(
        6, "Pihak luar diduga dari namanya", "Pindahkan ke `pelaksana` bila pihak itu bagian dari kantor."
    ),
    "pelaksana-dari-uraian": _note(
        "Pelaksana disebut dalam uraian",
        "Tabel tidak mempunyai kolom pelaksana, tetapi setiap uraian menyebut pelakunya; tidak perlu diselesaikan.",
    ),
    "istilah-beragam": _note("Satu hal ditulis dengan beberapa nama", "Pakai satu nama yang resmi di seluruh SOP."),
    # Meaning of a row
    "aksi-tidak-dikenal": _settle(
        20, "Kata kerja tidak dikenal", "Isi `aksi` langkah itu; biarkan `lain` bila tidak ada pekerjaan mesin."
    ),
    "aksi-salah-tulis": _settle(
        8, "Kata kerja diduga salah tulis", "Pastikan arti kegiatan itu; teks asli SOP tidak diubah."
    ),
    "nomor-tidak-disebut": _settle(
        7, "Penomoran surat tidak disebut", "Tentukan langkah tempat surat diberi nomor dan diarsipkan."
    ),
    "perintah-tanpa-pelaksanaan": _settle(
        9, "Perintah tanpa baris pelaksanaan", "Tentukan siapa yang mengerjakan perintah itu dan di langkah mana."
    ),
    "surat-tanpa-konsep": _settle(
        7, "Surat tanpa langkah penyusunan", "Tambahkan aksi `konsep` dan surat pada langkah yang menyusunnya."
    ),
    "tidak-dapat-dijalankan": _settle(
        1, "Proses belum dapat dibuat", "Perbaiki langkah itu; tanpa perbaikan `alur compile` menolak SOP ini."
    ),
    "surat-tanpa-tanda-tangan": _settle(
        7, "Surat tidak ditandatangani", "Tentukan langkah tempat pejabat menandatangani surat itu."
    ),
    "nomor-sebelum-tanda-tangan": _settle(
        7,
        "Surat diberi nomor sebelum ditandatangani",
        "Tentukan langkah sesudah tanda tangan tempat surat diberi nomor.",
    ),
    "arsip-sebelum-kirim": _note(
        "Salinan disimpan sebelum surat dikirim", "Pastikan salinan memang disimpan sebelum surat dikirim."
    ),
    "nama-surat-beragam": _settle(
        9,
        "Satu surat dengan beberapa nama",
        "Pastikan suratnya memang satu, lalu pakai satu nama pada `surat.perihal`.",
    ),
    "pemberitahuan-surel": _note(
        "Pemberitahuan ditambahkan", "Hapus aksi `kirim` bila penerima tidak perlu diberi tahu secara elektronik."
    ),
    "surat-tanpa-tujuan": _settle(10, "Tujuan surat tidak disebut", "Isi `tujuan` surat dengan pihak luar penerima."),
    "tujuan-surat-pilihan": _settle(
        24, "Surat mempunyai beberapa tujuan", "Pastikan petugas memang memilih tujuan pada saat pengiriman."
    ),
    "putusan-tersirat": _settle(
        4, "Cabang pengembalian tidak ditulis", "Pastikan konsep dikembalikan ke langkah itu bila tidak disetujui."
    ),
    "tujuan-kembali-tidak-pasti": _settle(
        3, "Tujuan pengembalian tidak pasti", "Isi `keputusan.tidak` langkah itu dengan langkah tujuan yang benar."
    ),
    "syarat-tanpa-cabang": _settle(
        4,
        "Syarat belum menjadi cabang",
        "Tentukan ke mana proses berlanjut bila syarat itu terjadi, atau biarkan tanpa cabang bila alurnya sama.",
    ),
    "kelengkapan-tersirat": _settle(
        4, "Akibat berkas tidak lengkap tersirat", "Pastikan ke mana proses berlanjut bila berkas tidak lengkap."
    ),
    "balasan-tersirat": _settle(
        4, "Balasan selain terbit tidak diatur", "Pastikan langkah setelah balasan dikembalikan atau ditolak."
    ),
    "pengingat-belum-diatur": _settle(
        25, "Selang pengingat belum ditetapkan", "Isi `balasan.pengingat`, misalnya P7D, atau biarkan tanpa pengingat."
    ),
    "kolektif-tersirat": _settle(
        9, "Pekerjaan per orang disimpulkan", "Pastikan langkah itu memang dikerjakan satu per satu dari daftar."
    ),
    "syarat-di-keterangan": _settle(
        11, "Syarat ditulis di kolom keterangan", "Pastikan siapa yang memeriksa syarat itu dan di langkah mana."
    ),
    "salinan-tidak-pasti": _settle(
        26, "Jumlah rangkap tidak pasti", "Isi `salinan` setiap dokumen menurut dokumen asli."
    ),
    # Time
    "waktu-kosong": _settle(17, "Waktu kosong", "Isi `waktu.durasi` bila ada batas waktu, atau biarkan tanpa tenggat."),
    "waktu-disesuaikan": _settle(
        18, "Waktu tidak berupa lama kerja", "Isi `waktu.jadwal` atau `waktu.durasi`, atau biarkan tanpa tenggat."
    ),
    "waktu-tidak-terbaca": _settle(
        1, "Waktu tidak terbaca", "Isi `waktu.durasi` menurut dokumen asli, misalnya PT15M atau P3D."
    ),
    "waktu-rentang": _settle(19, "Waktu berupa rentang", "Pastikan batas atas rentang dipakai sebagai tenggat."),
    "waktu-kalender": _settle(
        19, "Satuan waktu perlu ditafsirkan", "Pastikan hari, minggu, atau bulan dihitung sebagai hari kerja."
    ),
    "waktu-pihak-luar": _note(
        "Waktu pihak luar", "Waktu kegiatan pihak luar tidak dipantau; hapus bila tidak diperlukan."
    ),
    # Identity
    "identitas-kurang": _note("Identitas SOP tidak lengkap", "Lengkapi identitas bila SOP sudah ditetapkan."),
    "judul-tidak-ada": _settle(21, "Judul SOP tidak ditemukan", "Isi `identitas.judul` menurut dokumen asli."),
    "mulai-tersirat": _settle(
        22, "Awal proses disimpulkan", "Pastikan apa yang memulai perkara: permohonan atau surat."
    ),
}
