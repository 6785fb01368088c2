# ruff: noqa: E501 - documents stand here as they are
"""A third set, written and labelled before the reader saw it: .docx, .xlsx and .pdf.

Cells are written with `|` between them; `^` joins a cell with the one above it, `<` with the one before it, and `#` is
a cell that is only filled with a colour.
"""

from __future__ import annotations

from tests.generator.cases.documents import Case
from tests.generator.cases.third_labels import labelled

SALINAN_PUTUSAN = """No|Uraian Prosedur|Pelaksana|<|<|<|Mutu Baku|<|<|Ket
^|^|Pemohon|Petugas PTSP|Panitera Muda Perdata|Panitera|Kelengkapan|Waktu|Output|^
1|Mengajukan permohonan salinan putusan|□||||Surat permohonan, fotokopi KTP|10 menit|Permohonan salinan|
2|Menerima permohonan dan mencatatnya dalam register||□|||Permohonan salinan|^|Permohonan teregister|
3|Menyiapkan salinan putusan dari berkas perkara|||□||Permohonan teregister|1 hari|Salinan putusan|
4|Meneliti kesesuaian salinan dengan putusan asli. Jika tidak sesuai dikembalikan kepada Panitera Muda Perdata||||□|Salinan putusan|2 jam|Salinan putusan diteliti|
5|Menandatangani salinan putusan||||□|Salinan putusan diteliti|^|Salinan putusan sah|
6|Menyerahkan salinan putusan kepada pemohon setelah membayar PNBP||□|||Salinan putusan sah|15 menit|Tanda terima|"""

LEGALISIR_IJAZAH = """No|Kegiatan|Pelaksana|<|<|<|Mutu Baku|<|<|Keterangan
^|^|Alumni|Staf Tata Usaha|Kepala Tata Usaha|Kepala Sekolah|Kelengkapan|Waktu|Output|^
1|Menyerahkan fotokopi ijazah yang akan dilegalisir|✓||||Ijazah asli, fotokopi ijazah 5 lembar|5 menit|Berkas legalisir|
2|Menerima dan mencocokkan fotokopi dengan ijazah asli||✓|||Berkas legalisir|10 menit|Fotokopi sesuai asli|Bila tidak sesuai dikembalikan
3|Membubuhkan stempel legalisir||✓|||Fotokopi sesuai asli|5 menit|Fotokopi berstempel|
4|Memeriksa dan memaraf fotokopi ijazah|||✓||Fotokopi berstempel|15 menit|Fotokopi diparaf|
5|Menandatangani fotokopi ijazah||||✓|Fotokopi diparaf|1 hari|Fotokopi ijazah legal|
6|Mencatat pada buku legalisir||✓|||Fotokopi ijazah legal|5 menit|Catatan|
7|Menyerahkan fotokopi ijazah yang telah dilegalisir kepada alumni|✓|✓|||Catatan|5 menit|Tanda terima|"""

PASPOR = """No.|Aktivitas|Pelaksana|<|<|<|<|Mutu Baku|<|<|Ket.
^|^|Pemohon|Petugas Layanan|Petugas Wawancara|Kasi Lalintalkim|Kepala Kantor|Kelengkapan|Waktu|Output|^
1.|Menyerahkan berkas permohonan paspor|↓|||||KTP, KK, akta kelahiran|-|Berkas permohonan|
2.|Memeriksa kelengkapan berkas. Bila tidak lengkap, berkas dikembalikan kepada pemohon||→||||Berkas permohonan|10 menit|Berkas lengkap|
3.|Melakukan wawancara, pengambilan foto dan sidik jari pemohon|||→|||Berkas lengkap|20 menit|Data biometrik|
4.|Memverifikasi data permohonan. Jika data diragukan, permohonan dikembalikan kepada Petugas Wawancara||||→||Data biometrik|1 jam|Data terverifikasi|
5.|Menyetujui penerbitan paspor|||||→|Data terverifikasi|½ hari|Persetujuan|
6.|Mencetak paspor||←||||Persetujuan|3 hari kerja|Paspor|
7.|Menyerahkan paspor kepada pemohon||↓||||Paspor, bukti bayar|5 menit|Tanda terima paspor|"""

BARANG_BUKTI = """No|Kegiatan|Pelaksana|<|<|<|Mutu Baku|<|<|Ket
^|^|Petugas Barang Bukti|Kasi PAPBB|Jaksa|Kajari|Kelengkapan|Waktu|Output|^
1|Menerima permohonan pengembalian barang bukti dari pemilik|√||||Permohonan, putusan|15 menit|Permohonan|
2|Meneliti putusan yang telah berkekuatan hukum tetap|||√||Permohonan, putusan|1 jam|Hasil penelitian|
3|Membuat konsep surat perintah pengembalian barang bukti|√||||Hasil penelitian|30 menit|Konsep surat perintah|
4|Memeriksa dan memaraf konsep surat perintah||√|||Konsep surat perintah|20 menit|Konsep diparaf|
5|Menandatangani surat perintah pengembalian barang bukti||||√|Konsep diparaf|1 hari|Surat perintah|
6|Memberi nomor surat perintah|√||||Surat perintah|5 menit|Surat perintah bernomor|
7|Menyerahkan barang bukti kepada pemilik dan membuat berita acara|√||√||Surat perintah bernomor|1 jam|Berita acara|"""

CUTI_LAPAS = """No|Kegiatan|Pelaksana|Mutu Baku|<|<|Keterangan
^|^|^|Kelengkapan|Waktu|Output|^
1|Mengajukan usulan pembebasan bersyarat dengan melampirkan persyaratan|Keluarga Warga Binaan|Surat jaminan, KTP|1 hari|Berkas usulan|
2|Memeriksa berkas usulan, jika tidak lengkap dikembalikan|Staf Registrasi|Berkas usulan|2 jam|Berkas lengkap|
3|Melakukan penelitian kemasyarakatan|Pembimbing Kemasyarakatan|Berkas lengkap|14 hari|Laporan litmas|Dilaksanakan Bapas
4|Melaksanakan sidang TPP|Tim Pengamat Pemasyarakatan|Laporan litmas|1 hari|Rekomendasi sidang|
5|Membuat konsep surat usulan pembebasan bersyarat|Staf Registrasi|Rekomendasi sidang|1 hari|Konsep surat usulan|
6|Memeriksa dan memaraf konsep surat usulan|Kasi Binadik|Konsep surat usulan|1 jam|Konsep surat usulan diparaf|
7|Menandatangani surat usulan|Kepala Lapas|Konsep surat usulan diparaf|1 hari|Surat usulan|
8|Memberi nomor surat usulan dan mengirimkannya ke Kantor Wilayah|Staf Registrasi|Surat usulan|maks. 1 hari kerja|Surat terkirim|
9|Menerima surat keputusan pembebasan bersyarat dari Kantor Wilayah|Staf Registrasi|SK pembebasan bersyarat|-|SK pembebasan bersyarat|"""

KARANTINA = """No|Kegiatan|Pengguna Jasa|Petugas Pelayanan|Dokter Hewan Karantina|Kepala Balai|Kelengkapan|Waktu|Output
1|Mengajukan permohonan pemeriksaan karantina hewan|#||||Surat permohonan|15 menit|Permohonan
2|Memverifikasi dokumen permohonan. Apabila tidak lengkap ditolak||#|||Permohonan, sertifikat asal|30 menit|Dokumen lengkap
3|Melakukan pemeriksaan fisik hewan|||#||Dokumen lengkap|2-3 jam|Hasil pemeriksaan
4|Membuat konsep sertifikat kesehatan hewan|||#||Hasil pemeriksaan|1 jam|Konsep sertifikat
5|Menandatangani sertifikat kesehatan hewan||||#|Konsep sertifikat|30 menit|Sertifikat
6|Menyerahkan sertifikat kepada Pengguna Jasa||#|||Sertifikat|10 menit|Tanda terima"""

THIRD_FILES: tuple[Case, ...] = (
    Case("third-salinan-putusan", "word", "SOP PELAYANAN SALINAN PUTUSAN", "PENGADILAN NEGERI TANJUNG BATU", (), labelled("""
Mengajukan permohonan salinan putusan ~ Pemohon ~ PT10M
Menerima permohonan dan mencatatnya dalam register ~ Petugas PTSP ~ PT10M ~ terima
Menyiapkan salinan putusan dari berkas perkara ~ Panitera Muda Perdata ~ P1D ~ lain
Meneliti kesesuaian salinan dengan putusan asli. Jika tidak sesuai dikembalikan kepada Panitera Muda Perdata ~ Panitera ~ PT2H ~ periksa ~ 3
Menandatangani salinan putusan ~ Panitera ~ PT2H ~ tanda_tangan
Menyerahkan salinan putusan kepada pemohon setelah membayar PNBP ~ Petugas PTSP ~ PT15M ~ serah
"""), outside=("Pemohon",), text=SALINAN_PUTUSAN),
    Case("third-legalisir", "sheet", "LEGALISIR IJAZAH", "SMA NEGERI 3 KOTA PANTAI", (), labelled("""
Menyerahkan fotokopi ijazah yang akan dilegalisir ~ Alumni ~ PT5M
Menerima dan mencocokkan fotokopi dengan ijazah asli ~ Staf Tata Usaha ~ PT10M ~ terima ~ 2
Membubuhkan stempel legalisir ~ Staf Tata Usaha ~ PT5M ~ lain
Memeriksa dan memaraf fotokopi ijazah ~ Kepala Tata Usaha ~ PT15M ~ periksa paraf
Menandatangani fotokopi ijazah ~ Kepala Sekolah ~ P1D ~ tanda_tangan
Mencatat pada buku legalisir ~ Staf Tata Usaha ~ PT5M ~ lain
Menyerahkan fotokopi ijazah yang telah dilegalisir kepada alumni ~ Staf Tata Usaha ~ PT5M ~ serah
"""), outside=("Alumni",), text=LEGALISIR_IJAZAH),
    Case("third-paspor", "pdf-office", "SOP PENERBITAN PASPOR", "KANTOR IMIGRASI KELAS II PELABUHAN RAJA", (), labelled("""
Menyerahkan berkas permohonan paspor ~ Pemohon
Memeriksa kelengkapan berkas. Bila tidak lengkap, berkas dikembalikan kepada pemohon ~ Petugas Layanan ~ PT10M ~ periksa_berkas ~ 2
Melakukan wawancara, pengambilan foto dan sidik jari pemohon ~ Petugas Wawancara ~ PT20M ~ lain
Memverifikasi data permohonan. Jika data diragukan, permohonan dikembalikan kepada Petugas Wawancara ~ Kasi Lalintalkim ~ PT1H ~ periksa ~ 3
Menyetujui penerbitan paspor ~ Kepala Kantor ~ PT4H ~ lain
Mencetak paspor ~ Petugas Layanan ~ P3D ~ proses
Menyerahkan paspor kepada pemohon ~ Petugas Layanan ~ PT5M ~ serah
"""), outside=("Pemohon",), text=PASPOR),
    Case("third-barang-bukti", "pdf-bare", "SOP PENGEMBALIAN BARANG BUKTI", "KEJAKSAAN NEGERI BATU HITAM", (), labelled("""
Menerima permohonan pengembalian barang bukti dari pemilik ~ Petugas Barang Bukti ~ PT15M ~ terima
Meneliti putusan yang telah berkekuatan hukum tetap ~ Jaksa ~ PT1H ~ periksa
Membuat konsep surat perintah pengembalian barang bukti ~ Petugas Barang Bukti ~ PT30M ~ konsep
Memeriksa dan memaraf konsep surat perintah ~ Kasi PAPBB ~ PT20M ~ periksa paraf ~ 3
Menandatangani surat perintah pengembalian barang bukti ~ Kajari ~ P1D ~ tanda_tangan ~ 3
Memberi nomor surat perintah ~ Petugas Barang Bukti ~ PT5M ~ nomor
Menyerahkan barang bukti kepada pemilik dan membuat berita acara ~ Petugas Barang Bukti + Jaksa ~ PT1H ~ serah konsep
"""), text=BARANG_BUKTI),
    Case("third-pembebasan", "word-names", "SOP PENGUSULAN PEMBEBASAN BERSYARAT", "LEMBAGA PEMASYARAKATAN KELAS IIB", (), labelled("""
Mengajukan usulan pembebasan bersyarat dengan melampirkan persyaratan ~ Keluarga Warga Binaan ~ P1D
Memeriksa berkas usulan, jika tidak lengkap dikembalikan ~ Staf Registrasi ~ PT2H ~ periksa_berkas ~ 2
Melakukan penelitian kemasyarakatan ~ Pembimbing Kemasyarakatan ~ P14D ~ lain
Melaksanakan sidang TPP ~ Tim Pengamat Pemasyarakatan ~ P1D ~ lain
Membuat konsep surat usulan pembebasan bersyarat ~ Staf Registrasi ~ P1D ~ konsep
Memeriksa dan memaraf konsep surat usulan ~ Kasi Binadik ~ PT1H ~ periksa paraf ~ 5
Menandatangani surat usulan ~ Kepala Lapas ~ P1D ~ tanda_tangan ~ 5
Memberi nomor surat usulan dan mengirimkannya ke Kantor Wilayah ~ Staf Registrasi ~ P1D ~ nomor arsip kirim
Menerima surat keputusan pembebasan bersyarat dari Kantor Wilayah ~ Staf Registrasi ~ ~ catat_balasan
"""), outside=("Keluarga Warga Binaan",), text=CUTI_LAPAS, letters=(("Kantor Wilayah",),)),
    Case("third-karantina", "sheet", "PEMERIKSAAN KARANTINA HEWAN", "BALAI KARANTINA PERTANIAN", (), labelled("""
Mengajukan permohonan pemeriksaan karantina hewan ~ Pengguna Jasa ~ PT15M
Memverifikasi dokumen permohonan. Apabila tidak lengkap ditolak ~ Petugas Pelayanan ~ PT30M ~ periksa_berkas ~ end
Melakukan pemeriksaan fisik hewan ~ Dokter Hewan Karantina ~ PT3H ~ periksa
Membuat konsep sertifikat kesehatan hewan ~ Dokter Hewan Karantina ~ PT1H ~ konsep
Menandatangani sertifikat kesehatan hewan ~ Kepala Balai ~ PT30M ~ tanda_tangan ~ 4
Menyerahkan sertifikat kepada Pengguna Jasa ~ Petugas Pelayanan ~ PT10M ~ serah
"""), outside=("Pengguna Jasa",), text=KARANTINA),
)  # fmt: skip
