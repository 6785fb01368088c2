# ruff: noqa: E501 - documents stand here as they are
"""A second set of documents, written and labelled after the rules were mended for the first; measured before any mending."""

from __future__ import annotations

from tests.generator.cases.documents import Case
from tests.generator.cases.unseen_text import L

TUBEL = """KEMENTERIAN KEUANGAN REPUBLIK INDONESIA¦¦
SEKRETARIAT JENDERAL¦Nomor SOP¦SOP-12/SJ/2021
BIRO SUMBER DAYA MANUSIA¦Nama SOP¦PENUGASAN TUGAS BELAJAR

No¦Aktivitas¦Pelaksana¦¦¦¦¦Mutu Baku¦¦¦Ket.
¦¦Calon Karyasiswa¦Analis SDM¦Kasubbag Pengembangan¦Kabag Pengembangan¦Kepala Biro¦Persyaratan/Perlengkapan¦Waktu¦Output¦
1¦2¦3¦4¦5¦6¦7¦8¦9¦10¦11
1¦Mengajukan usulan tugas belajar secara tertulis¦¦¦¦¦¦Surat usulan, LoA, fotokopi ijazah terakhir 1 lembar¦1 hari¦Berkas usulan¦
2¦Menerima dan memeriksa kelengkapan berkas usulan. Dalam hal berkas tidak lengkap, Analis SDM mengembalikan berkas kepada Calon Karyasiswa untuk dilengkapi¦¦¦¦¦¦Berkas usulan¦2 jam¦Berkas lengkap¦
3¦Analis SDM menyusun konsep nota dinas dan konsep keputusan tugas belajar¦¦¦¦¦¦Berkas lengkap¦1 hari kerja¦Konsep keputusan¦
4¦Kasubbag Pengembangan meneliti konsep keputusan tugas belajar. Jika setuju memaraf, jika tidak setuju mengembalikan kepada Analis SDM untuk diperbaiki¦¦¦¦¦¦Konsep keputusan¦3 jam¦Konsep keputusan¦
5¦Kabag Pengembangan meneliti dan memaraf konsep keputusan tugas belajar¦¦¦¦¦¦Konsep keputusan¦3 jam¦Konsep keputusan¦
6¦Kepala Biro menetapkan dan menandatangani keputusan tugas belajar¦¦¦¦¦¦Konsep keputusan¦1-2 hari¦Keputusan tugas belajar¦
7¦Analis SDM memberi nomor keputusan, mengarsipkan dan menyerahkan salinan keputusan kepada Calon Karyasiswa¦¦¦¦¦¦Keputusan tugas belajar¦1 jam¦Salinan keputusan¦
"""

RUJUKAN = """<html><body><p>RSUD PELITA HATI</p><p>STANDAR OPERASIONAL PROSEDUR PELAYANAN SURAT KETERANGAN MEDIS</p>
<table>
<tr><td rowspan="2">No.</td><td rowspan="2">Uraian Prosedur</td><td colspan="4">Pelaksana</td><td colspan="3">Mutu Baku</td><td rowspan="2">Keterangan</td></tr>
<tr><td>Pasien</td><td>Petugas Rekam Medis</td><td>Dokter Penanggung Jawab</td><td>Kepala Instalasi Rekam Medis</td><td>Kelengkapan</td><td>Waktu</td><td>Output</td></tr>
<tr><td>1</td><td>2</td><td>3</td><td>4</td><td>5</td><td>6</td><td>7</td><td>8</td><td>9</td><td>10</td></tr>
<tr><td>1.</td><td>Mengisi formulir permohonan surat keterangan medis</td><td>&#9633;</td><td></td><td></td><td></td><td><p>KTP</p><p>Formulir permohonan</p></td><td>10 menit</td><td>Formulir terisi</td><td></td></tr>
<tr><td>2.</td><td>Memeriksa formulir dan identitas pasien; jika tidak sesuai dikembalikan kepada pasien</td><td></td><td>&#9671;</td><td></td><td></td><td>Formulir terisi</td><td>5 menit</td><td>Formulir terverifikasi</td><td></td></tr>
<tr><td>3.</td><td>Mencari berkas rekam medis pasien</td><td></td><td>&#9633;</td><td></td><td></td><td>Formulir terverifikasi</td><td>15 menit</td><td>Berkas rekam medis</td><td></td></tr>
<tr><td>4.</td><td>Membuat resume medis dan konsep surat keterangan medis</td><td></td><td></td><td>&#9633;</td><td></td><td>Berkas rekam medis</td><td>1 hari</td><td>Konsep surat keterangan medis</td><td></td></tr>
<tr><td>5.</td><td>Memeriksa dan menandatangani surat keterangan medis</td><td></td><td></td><td></td><td>&#9671;</td><td>Konsep surat keterangan medis</td><td>30 menit</td><td>Surat keterangan medis</td><td></td></tr>
<tr><td>6.</td><td>Membubuhkan nomor dan stempel, serta mencatat dalam buku register</td><td></td><td>&#9633;</td><td></td><td></td><td>Surat keterangan medis</td><td>5 menit</td><td>Surat keterangan bernomor</td><td></td></tr>
<tr><td>7.</td><td>Menyerahkan surat keterangan medis kepada pasien</td><td></td><td>&#9633;</td><td></td><td></td><td>Surat keterangan bernomor</td><td>5 menit</td><td>Tanda terima</td><td></td></tr>
</table></body></html>
"""

PENGHAPUSAN = """No|Kegiatan|Pelaksana|Mutu Baku|<|<|Ket
^|^|^|Kelengkapan|Waktu|Output|^
1|Mendata barang milik daerah yang rusak berat|Pengurus Barang|Kartu inventaris|5 hari|Daftar barang rusak|
2|Membuat konsep surat usulan penghapusan barang kepada BPKAD|Pengurus Barang|Daftar barang rusak|1 hari|Konsep surat usulan|
3|Memeriksa dan memaraf konsep surat usulan penghapusan|Kasubbag Keuangan dan Aset|Konsep surat usulan|2 jam|Konsep surat usulan diparaf|
4|Memeriksa dan memaraf konsep surat usulan penghapusan|Sekretaris Dinas|Konsep surat usulan diparaf|2 jam|Konsep surat usulan diparaf|
5|Menandatangani surat usulan penghapusan. Apabila tidak setuju, konsep dikembalikan kepada Pengurus Barang untuk diperbaiki|Kepala Dinas|Konsep surat usulan diparaf|1 hari|Surat usulan|
6|Memberi nomor dan mengirimkan surat usulan penghapusan ke BPKAD|Pengurus Barang|Surat usulan|1 hari|Bukti kirim|
7|Menerima surat persetujuan penghapusan dari BPKAD|Pengurus Barang|Surat persetujuan||Surat persetujuan|
8|Menghapus barang dari daftar inventaris|Pengurus Barang|Surat persetujuan|1 hari|Daftar inventaris mutakhir|"""

BEASISWA = """DINAS PENDIDIKAN KABUPATEN SUNGAI JERNIH
SOP VERIFIKASI BEASISWA SISWA MISKIN

No;Tahapan Kegiatan;Operator Sekolah;Tim Verifikasi;Kasi Kesiswaan;Kabid SMP;Kepala Dinas;Kelengkapan;Waktu (menit);Output;Keterangan
1;Mengirimkan usulan penerima beasiswa beserta berkas siswa;;;;;;Daftar usulan, berkas siswa;60;Usulan penerima;
2;Menerima usulan penerima beasiswa dari Operator Sekolah;;;;;;Usulan penerima;15;Usulan diterima;
3;Melakukan verifikasi berkas siswa, jika tidak memenuhi syarat maka usulan ditolak;;;;;;Usulan diterima;120;Hasil verifikasi;
4;Membuat konsep surat keputusan penerima beasiswa;;;;;;Hasil verifikasi;90;Konsep SK;
5;Memeriksa dan memberi paraf konsep SK;;;;;;Konsep SK;30;Konsep SK terparaf;
6;Menandatangani SK penerima beasiswa;;;;;;Konsep SK terparaf;60;SK penerima beasiswa;
7;Mengagendakan, menomori dan mengumumkan SK penerima beasiswa;;;;;;SK penerima beasiswa;30;Pengumuman;
"""

RAPAT = """NO|KEGIATAN|PELAKSANA|<|<|<|MUTU BAKU|<|<|KET
^|^|Pengadministrasi Persuratan|Kasubbag Umum|Sekretaris|Camat|KELENGKAPAN|WAKTU|OUTPUT|^
||Mulai|||||||
1|Menerima surat masuk dan mencatat dalam kartu kendali|√||||Surat masuk|5 menit|Surat tercatat|
2|Meneliti surat masuk dan memberikan lembar disposisi||√|||Surat tercatat|10 menit|Surat dan lembar disposisi|
3|Mengisi saran pada lembar disposisi|||√||Surat dan lembar disposisi|10 menit|Lembar disposisi|
4|Memberikan disposisi kepada Sekretaris||||√|Lembar disposisi|Paling lama 1 hari|Disposisi|
5|Menindaklanjuti disposisi dan menugaskan Kasubbag Umum membuat surat balasan|||√||Disposisi|15 menit|Disposisi|
6|Membuat konsep surat balasan||√|||Disposisi|1 jam|Konsep surat balasan|
7|Memeriksa dan memaraf konsep surat balasan|||√||Konsep surat balasan|15 menit|Konsep surat balasan|
8|Menandatangani surat balasan||||√|Konsep surat balasan|30 menit|Surat balasan|
9|Memberi nomor, mengirim surat balasan ke instansi pengirim dan menyimpan arsip|√||||Surat balasan|1 hari|Arsip|
|||||Selesai||||"""

KENDARAAN = """BADAN PENANGGULANGAN BENCANA DAERAH
SOP PEMELIHARAAN KENDARAAN DINAS

No   Kegiatan                                                                                   Pengemudi     Pengelola Kendaraan   Kasubbag Umum   Bendahara     Kelengkapan                   Waktu        Output
1    Menyampaikan laporan kerusakan kendaraan                                                                                                                     Formulir kerusakan            10 menit     Laporan kerusakan
2    Memeriksa kondisi kendaraan dan membuat rencana perbaikan                                                                                                    Laporan kerusakan             1 jam        Rencana perbaikan
3    Menyetujui rencana perbaikan. Bila tidak disetujui dikembalikan kepada Pengelola Kendaraan                                                                   Rencana perbaikan             30 menit     Persetujuan
4    Membawa kendaraan ke bengkel rekanan                                                                                                                         Persetujuan                   1 jam        Kendaraan di bengkel
5    Membayar biaya perbaikan kepada bengkel                                                                                                                      Kuitansi bengkel              2 hari       Bukti pembayaran
6    Mencatat perbaikan dalam kartu pemeliharaan                                                                                                                  Bukti pembayaran              10 menit     Kartu pemeliharaan
"""

UNSEEN_SECOND: tuple[Case, ...] = (
    Case(
        "second-tugas-belajar",
        "text",
        "PENUGASAN TUGAS BELAJAR",
        "KEMENTERIAN",
        (),
        (
            L("Mengajukan usulan tugas belajar secara tertulis", "Calon Karyasiswa", "P1D", ""),
            L(
                "Menerima dan memeriksa kelengkapan berkas usulan. Dalam hal berkas tidak lengkap, Analis SDM mengembalikan berkas kepada Calon Karyasiswa untuk dilengkapi",
                "Analis SDM",
                "PT2H",
                "terima periksa_berkas",
                "2",
                copies=(None, None, 1),
            ),
            L(
                "Analis SDM menyusun konsep nota dinas dan konsep keputusan tugas belajar",
                "Analis SDM",
                "P1D",
                "konsep",
            ),
            L(
                "Kasubbag Pengembangan meneliti konsep keputusan tugas belajar. Jika setuju memaraf, jika tidak setuju mengembalikan kepada Analis SDM untuk diperbaiki",
                "Kasubbag Pengembangan",
                "PT3H",
                "periksa paraf",
                "3",
            ),
            L(
                "Kabag Pengembangan meneliti dan memaraf konsep keputusan tugas belajar",
                "Kabag Pengembangan",
                "PT3H",
                "periksa paraf",
                "3",
            ),
            L(
                "Kepala Biro menetapkan dan menandatangani keputusan tugas belajar",
                "Kepala Biro",
                "P2D",
                "tanda_tangan",
                "3",
            ),
            L(
                "Analis SDM memberi nomor keputusan, mengarsipkan dan menyerahkan salinan keputusan kepada Calon Karyasiswa",
                "Analis SDM",
                "PT1H",
                "nomor arsip serah",
            ),
        ),
        outside=("Calon Karyasiswa",),
        text=TUBEL,
    ),
    Case(
        "second-keterangan-medis",
        "markup",
        "SURAT KETERANGAN MEDIS",
        "RSUD",
        (),
        (
            L("Mengisi formulir permohonan surat keterangan medis", "Pasien", "PT10M", ""),
            L(
                "Memeriksa formulir dan identitas pasien; jika tidak sesuai dikembalikan kepada pasien",
                "Petugas Rekam Medis",
                "PT5M",
                "periksa_berkas",
                "2",
                copies=(None, None),
            ),
            L("Mencari berkas rekam medis pasien", "Petugas Rekam Medis", "PT15M", "lain"),
            L(
                "Membuat resume medis dan konsep surat keterangan medis",
                "Dokter Penanggung Jawab",
                "P1D",
                "konsep",
            ),
            L(
                "Memeriksa dan menandatangani surat keterangan medis",
                "Kepala Instalasi Rekam Medis",
                "PT30M",
                "periksa tanda_tangan",
                "4",
            ),
            L(
                "Membubuhkan nomor dan stempel, serta mencatat dalam buku register",
                "Petugas Rekam Medis",
                "PT5M",
                "nomor arsip",
            ),
            L("Menyerahkan surat keterangan medis kepada pasien", "Petugas Rekam Medis", "PT5M", "serah"),
        ),
        outside=("Pasien",),
        text=RUJUKAN,
        letters=(("Pasien",),),
    ),
    Case(
        "second-penghapusan-barang",
        "word-names",
        "SOP PENGUSULAN PENGHAPUSAN BARANG MILIK DAERAH",
        "DINAS PERIKANAN KABUPATEN LAUT BIRU",
        (),
        (
            L("Mendata barang milik daerah yang rusak berat", "Pengurus Barang", "P5D", "data"),
            L(
                "Membuat konsep surat usulan penghapusan barang kepada BPKAD",
                "Pengurus Barang",
                "P1D",
                "konsep",
            ),
            L(
                "Memeriksa dan memaraf konsep surat usulan penghapusan",
                "Kasubbag Keuangan dan Aset",
                "PT2H",
                "periksa paraf",
                "2",
            ),
            L(
                "Memeriksa dan memaraf konsep surat usulan penghapusan",
                "Sekretaris Dinas",
                "PT2H",
                "periksa paraf",
                "2",
            ),
            L(
                "Menandatangani surat usulan penghapusan. Apabila tidak setuju, konsep dikembalikan kepada Pengurus Barang untuk diperbaiki",
                "Kepala Dinas",
                "P1D",
                "tanda_tangan",
                "2",
            ),
            L(
                "Memberi nomor dan mengirimkan surat usulan penghapusan ke BPKAD",
                "Pengurus Barang",
                "P1D",
                "nomor arsip kirim",
            ),
            L("Menerima surat persetujuan penghapusan dari BPKAD", "Pengurus Barang", None, "catat_balasan"),
            L("Menghapus barang dari daftar inventaris", "Pengurus Barang", "P1D", "lain"),
        ),
        outside=("BPKAD",),
        text=PENGHAPUSAN,
        letters=(("BPKAD",),),
    ),
    Case(
        "second-beasiswa",
        "semicolons",
        "VERIFIKASI BEASISWA SISWA MISKIN",
        "DINAS PENDIDIKAN",
        (),
        (
            L(
                "Mengirimkan usulan penerima beasiswa beserta berkas siswa",
                "Operator Sekolah",
                "PT60M",
                "",
            ),
            L(
                "Menerima usulan penerima beasiswa dari Operator Sekolah",
                "Tim Verifikasi",
                "PT15M",
                "terima",
            ),
            L(
                "Melakukan verifikasi berkas siswa, jika tidak memenuhi syarat maka usulan ditolak",
                "Tim Verifikasi",
                "PT120M",
                "periksa_berkas",
                "end",
            ),
            L("Membuat konsep surat keputusan penerima beasiswa", "Kasi Kesiswaan", "PT90M", "konsep"),
            L("Memeriksa dan memberi paraf konsep SK", "Kabid SMP", "PT30M", "periksa paraf", "4"),
            L("Menandatangani SK penerima beasiswa", "Kepala Dinas", "PT60M", "tanda_tangan", "4"),
            L(
                "Mengagendakan, menomori dan mengumumkan SK penerima beasiswa",
                "Kasi Kesiswaan",
                "PT30M",
                "nomor arsip",
            ),
        ),
        outside=("Operator Sekolah",),
        text=BEASISWA,
    ),
    Case(
        "second-surat-masuk",
        "pdf-office",
        "SOP PENANGANAN SURAT MASUK DAN SURAT BALASAN",
        "KECAMATAN BUKIT TINGGI",
        (),
        (
            L(
                "Menerima surat masuk dan mencatat dalam kartu kendali",
                "Pengadministrasi Persuratan",
                "PT5M",
                "terima",
            ),
            L(
                "Meneliti surat masuk dan memberikan lembar disposisi",
                "Kasubbag Umum",
                "PT10M",
                "periksa",
            ),
            L("Mengisi saran pada lembar disposisi", "Sekretaris", "PT10M", "lain"),
            L("Memberikan disposisi kepada Sekretaris", "Camat", "P1D", "disposisi"),
            L(
                "Menindaklanjuti disposisi dan menugaskan Kasubbag Umum membuat surat balasan",
                "Sekretaris",
                "PT15M",
                "perintah",
            ),
            L("Membuat konsep surat balasan", "Kasubbag Umum", "PT1H", "konsep"),
            L("Memeriksa dan memaraf konsep surat balasan", "Sekretaris", "PT15M", "periksa paraf", "6"),
            L("Menandatangani surat balasan", "Camat", "PT30M", "tanda_tangan", "6"),
            L(
                "Memberi nomor, mengirim surat balasan ke instansi pengirim dan menyimpan arsip",
                "Pengadministrasi Persuratan",
                "P1D",
                "nomor kirim arsip",
            ),
        ),
        text=RAPAT,
    ),
    Case(
        "second-kendaraan",
        "text",
        "PEMELIHARAAN KENDARAAN DINAS",
        "BPBD",
        (),
        (
            L("Menyampaikan laporan kerusakan kendaraan", "Pengemudi", "PT10M", "serah"),
            L(
                "Memeriksa kondisi kendaraan dan membuat rencana perbaikan",
                "Pengelola Kendaraan",
                "PT1H",
                "periksa proses",
            ),
            L(
                "Menyetujui rencana perbaikan. Bila tidak disetujui dikembalikan kepada Pengelola Kendaraan",
                "Kasubbag Umum",
                "PT30M",
                "lain",
                "2",
            ),
            L("Membawa kendaraan ke bengkel rekanan", "Pengemudi", "PT1H", "lain"),
            L("Membayar biaya perbaikan kepada bengkel", "Bendahara", "P2D", "lain"),
            L("Mencatat perbaikan dalam kartu pemeliharaan", "Pengelola Kendaraan", "PT10M", "lain"),
        ),
        text=KENDARAAN,
    ),
)
