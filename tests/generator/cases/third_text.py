# ruff: noqa: E501 - documents stand here as they are
"""A third set, written and labelled before the reader saw it: text, pipes, HTML and CSV. `¦` stands for a tab."""

from __future__ import annotations

from tests.generator.cases.documents import Case
from tests.generator.cases.third_labels import labelled

SURAT_SEHAT = """PEMERINTAH KOTA TELUK PANDAN¦NOMOR SOP¦: 440/021/SOP-PKM/2023
DINAS KESEHATAN¦TANGGAL PEMBUATAN¦: 5 Juni 2023
UPTD PUSKESMAS MELATI¦TANGGAL REVISI¦: -
¦TANGGAL EFEKTIF¦: 1 Juli 2023
¦DISAHKAN OLEH¦: Kepala UPTD Puskesmas Melati
¦NAMA SOP¦: PENERBITAN SURAT KETERANGAN SEHAT
DASAR HUKUM¦KUALIFIKASI PELAKSANA
1. Permenkes Nomor 43 Tahun 2019¦1. Dokter dengan SIP yang berlaku
2. Perda Nomor 4 Tahun 2020¦2. Perawat atau bidan
KETERKAITAN¦PERALATAN
1. SOP Pendaftaran Pasien¦1. Tensimeter, timbangan
PERINGATAN¦PENCATATAN
Apabila identitas tidak cocok maka surat tidak diterbitkan¦1. Register surat keterangan

NO¦KEGIATAN¦PELAKSANA¦¦¦¦MUTU BAKU¦¦¦KET
¦¦Pasien¦Petugas Pendaf taran¦Dokter¦Kasubbag TU¦Kelengkapan¦Waktu¦Output¦
1¦2¦3¦4¦5¦6¦7¦8¦8¦9
1¦Mendaftar di loket dengan membawa kartu identitas¦¦¦¦¦KTP atau KIA¦5 mnt¦Nomor antrean¦
2¦Mencocokkan identitas pasien. Jika tidak cocok, pasien diminta melengkapi identitas¦¦¦¦¦Nomor antrean, fotokopi KTP 1 lembar¦5 mnt¦Formulir pemeriksaan¦
3¦Melakukan pemeriksaan fisik pasien dan mengisi hasil pe meriksaan pada formulir¦¦¦√¦¦Formulir pemeriksaan¦15 mnt¦Formulir terisi¦
Halaman 1 dari 2
NO¦KEGIATAN¦PELAKSANA¦¦¦¦MUTU BAKU¦¦¦KET
¦¦Pasien¦Petugas Pendaftaran¦Dokter¦Kasubbag TU¦Kelengkapan¦Waktu¦Output¦
1¦2¦3¦4¦5¦6¦7¦8¦8¦9
4¦Mengetik surat keterangan sehat¦¦¦¦¦Formulir terisi¦10 mnt¦Surat keterangan sehat¦
5¦Menandatangani surat keterangan sehat¦¦¦√¦¦Surat keterangan sehat¦5 mnt¦Surat keterangan sehat¦
6¦Memberi nomor dan stempel surat keterangan sehat¦¦¦¦√¦Surat keterangan sehat¦5 mnt¦Surat bernomor¦
7¦Menyerahkan surat keterangan sehat kepada pasien¦¦¦¦¦Surat bernomor¦5 mnt¦Tanda terima¦
"""

DOMISILI = """<p>PEMERINTAH KABUPATEN AIR TENANG</p><p>KELURAHAN RAWA INDAH</p>
<p><b>SOP PELAYANAN SURAT KETERANGAN DOMISILI USAHA</b></p>
<table border="1">
<tr><th rowspan="2">No</th><th rowspan="2">Aktivitas</th><th colspan="4">Pelaksana</th><th colspan="3">Mutu Baku</th></tr>
<tr><th>Pemohon</th><th>Staf Pelayanan</th><th>Sekretaris Lurah</th><th>Lurah</th><th>Persyaratan</th><th>Waktu</th><th>Output</th></tr>
<tr><td>1</td><td>Mengajukan permohonan surat keterangan domisili usaha</td><td>X</td><td></td><td></td><td></td><td>Surat pengantar RT/RW<br>Fotokopi KTP (2 lembar)</td><td>10 menit</td><td>Berkas permohonan</td></tr>
<tr><td>2</td><td>Memeriksa berkas permohonan, apabila tidak lengkap dikembalikan kepada pemohon</td><td></td><td>X</td><td></td><td></td><td>Berkas permohonan</td><td>15 menit</td><td>Berkas lengkap</td></tr>
<tr><td>3</td><td>Melakukan peninjauan lokasi usaha</td><td></td><td>X</td><td>X</td><td></td><td>Berkas lengkap</td><td>½ hari</td><td>Berita acara peninjauan</td></tr>
<tr><td>4</td><td>Menyusun konsep surat keterangan domisili usaha</td><td></td><td>X</td><td></td><td></td><td>Berita acara peninjauan</td><td>30'</td><td>Konsep surat</td></tr>
<tr><td>5</td><td>Meneliti dan memaraf konsep surat. Bila terdapat kesalahan dikembalikan kepada Staf Pelayanan</td><td></td><td></td><td>X</td><td></td><td>Konsep surat</td><td>15'</td><td>Konsep surat diparaf</td></tr>
<tr><td>6</td><td>Menandatangani surat keterangan domisili usaha</td><td></td><td></td><td></td><td>X</td><td>Konsep surat diparaf</td><td>1 (satu) jam</td><td>Surat keterangan</td></tr>
<tr><td>7</td><td>Meregister surat dan menyerahkannya kepada pemohon</td><td>X</td><td>X</td><td></td><td></td><td>Surat keterangan</td><td>10 menit</td><td>Surat diterima pemohon</td></tr>
</table>"""

PERMINTAAN_BPS = """BADAN PUSAT STATISTIK KABUPATEN GUNUNG KEMBAR;;;;;
SOP PELAYANAN PERMINTAAN DATA MIKRO;;;;;
;;;;;
No.;Uraian Kegiatan;Kelengkapan;Waktu;Output;Keterangan
1;Pengguna Data mengisi formulir permintaan data dan menyerahkannya kepada Petugas PST;Formulir permintaan;10 menit;Formulir terisi;
2;Petugas PST memeriksa kelengkapan formulir. Jika belum lengkap, formulir dikembalikan kepada Pengguna Data;Formulir terisi;15 menit;Formulir lengkap;
3;Ketua Tim Diseminasi menelaah permintaan dan menugaskan Pranata Komputer menyiapkan data;Formulir lengkap;1 hari;Disposisi;
4;Pranata Komputer menyiapkan data sesuai permintaan;Disposisi;maks. 7 hari kerja;Data mikro;Tergantung jumlah peubah
5;Petugas PST membuat konsep surat pengantar data;Data mikro;1-2 jam;Konsep surat pengantar;
6;Kepala BPS Kabupaten menandatangani surat pengantar;Konsep surat pengantar;½ hari;Surat pengantar;
7;Petugas PST memberi nomor surat pengantar, mengarsipkan dan mengirimkannya beserta data kepada Pengguna Data;Surat pengantar, data mikro;1 jam 30 menit;Data diterima;
"""

PERPUSTAKAAN = """DINAS PERPUSTAKAAN DAN KEARSIPAN KOTA BANDAR JAYA
STANDAR OPERASIONAL PROSEDUR PEMBUATAN KARTU ANGGOTA PERPUSTAKAAN

No¦Prosedur¦Pelaksana¦Persyaratan¦Waktu¦Hasil¦Keterangan
1¦Calon anggota mengisi formulir pendaftaran¦Calon Anggota¦Formulir, pas foto 2x3 2 lembar¦10 menit¦Formulir terisi¦
2¦Memeriksa isian formulir dan persyaratan. Jika kurang, dikembalikan untuk dilengkapi¦Petugas Layanan¦Formulir terisi¦5 menit¦Formulir diterima¦
3¦Memasukkan data anggota ke dalam aplikasi¦Petugas Layanan¦Formulir diterima¦10 menit¦Data anggota¦
4¦Menyetujui keanggotaan¦Koordinator Layanan¦Data anggota¦Menyesuaikan¦Data disetujui¦
5¦Mencetak kartu anggota¦Operator¦Data disetujui¦15 menit¦Kartu anggota¦
6¦Menyerahkan kartu anggota kepada yang bersangkutan¦Petugas Layanan¦Kartu anggota¦5 menit¦Kartu diterima¦
"""

DUA_SOP = """KECAMATAN SUNGAI PINANG

SOP DISPENSASI NIKAH

No¦Kegiatan¦Pelaksana¦¦¦¦Mutu Baku¦¦
¦¦Pemohon¦Petugas PATEN¦Kasi Pelayanan¦Camat¦Kelengkapan¦Waktu¦Output
1¦Menyampaikan berkas permohonan dispensasi nikah¦•¦¦¦¦Surat pengantar kelurahan¦5 menit¦Berkas
2¦Memeriksa kelengkapan berkas, jika tidak lengkap dikembalikan ke pemohon¦¦•¦¦¦Berkas¦10 menit¦Berkas lengkap
3¦Membuat konsep surat dispensasi¦¦•¦¦¦Berkas lengkap¦20 menit¦Konsep surat dispensasi
4¦Memaraf konsep surat dispensasi¦¦¦•¦¦Konsep surat dispensasi¦10 menit¦Konsep surat dispensasi diparaf
5¦Menandatangani surat dispensasi¦¦¦¦•¦Konsep surat dispensasi diparaf¦30 menit¦Surat dispensasi
6¦Memberi nomor dan menyerahkan surat dispensasi kepada pemohon¦¦•¦¦¦Surat dispensasi¦5 menit¦Surat dispensasi diterima

SOP LEGALISASI SURAT KETERANGAN

No¦Kegiatan¦Pelaksana¦¦¦Mutu Baku¦¦
¦¦Petugas PATEN¦Kasi Pelayanan¦Sekretaris Camat¦Kelengkapan¦Waktu¦Output
1¦Menerima surat keterangan yang akan dilegalisasi dan mencocokkan dengan aslinya¦•¦¦¦Surat keterangan asli dan fotokopi 3 lembar¦10 menit¦Fotokopi cocok
2¦Membubuhkan cap legalisasi pada fotokopi¦•¦¦¦Fotokopi cocok¦5 menit¦Fotokopi bercap
3¦Memeriksa dan memaraf fotokopi yang dilegalisasi¦¦•¦¦Fotokopi bercap¦10 menit¦Fotokopi diparaf
4¦Menandatangani legalisasi¦¦¦•¦Fotokopi diparaf¦15 menit¦Fotokopi legal
5¦Menyerahkan fotokopi legal kepada pemohon¦•¦¦¦Fotokopi legal¦5 menit¦Tanda terima
"""

REKOMENDASI_DAMKAR = """# SOP PENERBITAN REKOMENDASI PROTEKSI KEBAKARAN

DINAS PEMADAM KEBAKARAN DAN PENYELAMATAN KOTA MUARA SATU

| No | Kegiatan | Pelaksana | | | | | Mutu Baku | | | Ket |
|----|----------|---|---|---|---|---|---|---|---|---|
| | | Pemohon | Petugas Administrasi | Inspektur Kebakaran | Kabid Pencegahan | Kepala Dinas | Kelengkapan | Waktu | Output | |
| 1 | Mengajukan surat permohonan rekomendasi | v | | | | | Surat permohonan, denah bangunan | - | Surat permohonan | |
| 2 | Menerima surat permohonan dan mencatat pada buku agenda | | v | | | | Surat permohonan | 10 mnt | Surat teragenda | |
| 3 | Mendisposisikan surat permohonan kepada Inspektur Kebakaran | | | | v | | Surat teragenda | 1 jam | Disposisi | |
| 4 | Memeriksa sarana proteksi kebakaran di lapangan | | | v | | | Disposisi, surat tugas | 3 x 24 jam | Hasil pemeriksaan | |
| 5 | Membuat konsep surat rekomendasi. Apabila hasil pemeriksaan tidak memenuhi syarat, pemohon diminta memperbaiki sarana | | | v | | | Hasil pemeriksaan | 1 hari | Konsep surat rekomendasi | |
| 6 | Mengoreksi dan memaraf konsep surat rekomendasi | | | | v | | Konsep surat rekomendasi | 2 jam | Konsep surat rekomendasi | |
| 7 | Menandatangani surat rekomendasi | | | | | v | Konsep surat rekomendasi | 1 hari | Surat rekomendasi | |
| 8 | Memberikan nomor, mengarsipkan, dan mengirimkan surat rekomendasi kepada pemohon | | v | | | | Surat rekomendasi | 1 hari | Surat terkirim | |
"""

UJI_KENDARAAN = """DINAS PERHUBUNGAN KABUPATEN PADANG LUAS
SOP PENGUJIAN BERKALA KENDARAAN BERMOTOR

No  Uraian Prosedur                                   Pelaksana                 Kelengkapan               Waktu      Output
1   Menerima berkas pendaftaran uji berkala           Petugas Loket             STNK, buku uji            10 menit   Berkas terdaftar
2   Menghitung retribusi dan menerbitkan SKRD         Petugas Loket             Berkas terdaftar          5 menit    SKRD
3   Menerima pembayaran retribusi                     Bendahara Penerimaan      SKRD                      5 menit    Bukti bayar
4   Memeriksa persyaratan teknis kendaraan.           Penguji                   Bukti bayar, kendaraan    45 menit   Hasil uji
    Jika tidak lulus, kendaraan diperbaiki dan
    diuji ulang
5   Menandatangani hasil uji                          Penguji Penyelia          Hasil uji                 10 menit   Hasil uji ditandatangani
6   Mencetak kartu lulus uji                          Operator Cetak            Hasil uji ditandatangani  10 menit   Kartu lulus uji
7   Menyerahkan kartu lulus uji kepada pemilik        Petugas Loket             Kartu lulus uji           5 menit    Kartu diterima
"""

SERTIFIKAT = """KANTOR PERTANAHAN KABUPATEN LADANG SUBUR
SOP PENGECEKAN SERTIPIKAT

No Kegiatan Pelaksana Mutu Baku Ket Petugas Loket Petugas Buku Tanah Kasubsi Pendaftaran Kasi Penetapan Hak Kelengkapan Waktu Output
1. Menerima dan memeriksa berkas permohonan pengecekan, jika tidak lengkap dikembalikan kepada pemohon Sertipikat asli, surat kuasa 15 menit Tanda terima berkas
2. Mencari buku tanah dan mencocokkan data sertipikat Tanda terima berkas 1 jam Hasil pencocokan
3. Memeriksa dan memaraf hasil pencocokan Hasil pencocokan 30 menit Hasil pencocokan diparaf
4. Menandatangani catatan pengecekan pada sertipikat Hasil pencocokan diparaf 1 hari Sertipikat dicek
5. Menyerahkan sertipikat kepada pemohon Sertipikat dicek 10 menit Tanda terima
"""

MAGANG = """DINAS KOMUNIKASI DAN INFORMATIKA PROVINSI LAUT TENGAH;;;;;;;;;
PENERIMAAN MAHASISWA MAGANG;;;;;;;;;
NO;KEGIATAN;PELAKSANA;;;;MUTU BAKU;;;KETERANGAN
;;Mahasiswa;Pengelola Umum;Sekretaris;Kepala Dinas;PERLENGKAPAN;WAKTU;OUTPUT;
1;Mengirimkan surat permohonan magang dari kampus;X;;;;Surat permohonan, proposal;;Surat permohonan;
2;Mengagendakan surat permohonan dan meneruskan kepada Kepala Dinas;;X;;;Surat permohonan;15 mnt;Surat teragenda;
3;Mendisposisi surat permohonan kepada Sekretaris;;;;X;Surat teragenda;1-2 jam;Disposisi;
4;Mencermati kebutuhan magang dan memerintahkan Pengelola Umum membuat surat balasan;;;X;;Disposisi;½ hari;Arahan;
5;Membuat konsep surat balasan penerimaan magang;;X;;;Arahan;45 menit;Konsep surat balasan;
6;Memeriksa konsep surat balasan dan membubuhkan paraf, jika salah dikembalikan ke Pengelola Umum;;;X;;Konsep surat balasan;30';Konsep surat balasan berparaf;
7;Menandatangani surat balasan;;;;X;Konsep surat balasan berparaf;1 (satu) hari;Surat balasan;
8;Menomori surat balasan lalu mengirim via email ke kampus;;X;;;Surat balasan;30 menit;Email terkirim;
9;Melaksanakan magang;X;;;;Surat balasan;1 bulan;Laporan magang;
10;Menerbitkan sertifikat magang dan menyerahkannya kepada mahasiswa;;X;;;Laporan magang;2 minggu;Sertifikat magang;
"""

THIRD_TEXT: tuple[Case, ...] = (
    Case("third-surat-sehat", "text", "PENERBITAN SURAT KETERANGAN SEHAT", "UPTD PUSKESMAS MELATI", (), labelled("""
Mendaftar di loket dengan membawa kartu identitas ~ Pasien ~ PT5M
Mencocokkan identitas pasien. Jika tidak cocok, pasien diminta melengkapi identitas ~ Petugas Pendaftaran ~ PT5M ~ lain ~ 2
Melakukan pemeriksaan fisik pasien dan mengisi hasil pe meriksaan pada formulir ~ Dokter ~ PT15M ~ periksa
Mengetik surat keterangan sehat ~ Petugas Pendaftaran ~ PT10M ~ konsep
Menandatangani surat keterangan sehat ~ Dokter ~ PT5M ~ tanda_tangan ~ 4
Memberi nomor dan stempel surat keterangan sehat ~ Kasubbag TU ~ PT5M ~ nomor
Menyerahkan surat keterangan sehat kepada pasien ~ Petugas Pendaftaran ~ PT5M ~ serah
"""), outside=("Pasien",), text=SURAT_SEHAT,
        extra={"nomor": "440/021/SOP-PKM/2023", "tanggal_pembuatan": "2023-06-05", "tanggal_revisi": "",
               "tanggal_efektif": "2023-07-01", "disahkan_oleh": "Kepala UPTD Puskesmas Melati",
               "judul": "PENERBITAN SURAT KETERANGAN SEHAT",
               "dasar_hukum": "Permenkes Nomor 43 Tahun 2019|Perda Nomor 4 Tahun 2020",
               "kualifikasi_pelaksana": "Dokter dengan SIP yang berlaku|Perawat atau bidan",
               "keterkaitan": "SOP Pendaftaran Pasien", "peralatan": "Tensimeter, timbangan",
               "peringatan": "Apabila identitas tidak cocok maka surat tidak diterbitkan",
               "pencatatan": "Register surat keterangan"}),
    Case("third-domisili-usaha", "markup", "PELAYANAN SURAT KETERANGAN DOMISILI USAHA", "KELURAHAN RAWA INDAH", (), labelled("""
Mengajukan permohonan surat keterangan domisili usaha ~ Pemohon ~ PT10M
Memeriksa berkas permohonan, apabila tidak lengkap dikembalikan kepada pemohon ~ Staf Pelayanan ~ PT15M ~ periksa_berkas ~ 2
Melakukan peninjauan lokasi usaha ~ Staf Pelayanan + Sekretaris Lurah ~ PT4H ~ lain
Menyusun konsep surat keterangan domisili usaha ~ Staf Pelayanan ~ PT30M ~ konsep
Meneliti dan memaraf konsep surat. Bila terdapat kesalahan dikembalikan kepada Staf Pelayanan ~ Sekretaris Lurah ~ PT15M ~ periksa paraf ~ 4
Menandatangani surat keterangan domisili usaha ~ Lurah ~ PT1H ~ tanda_tangan ~ 4
Meregister surat dan menyerahkannya kepada pemohon ~ Staf Pelayanan ~ PT10M ~ nomor arsip serah
"""), outside=("Pemohon",), text=DOMISILI),
    Case("third-data-mikro", "semicolons", "PELAYANAN PERMINTAAN DATA MIKRO", "BPS", (), labelled("""
Pengguna Data mengisi formulir permintaan data dan menyerahkannya kepada Petugas PST ~ Pengguna Data ~ PT10M
Petugas PST memeriksa kelengkapan formulir. Jika belum lengkap, formulir dikembalikan kepada Pengguna Data ~ Petugas PST ~ PT15M ~ periksa_berkas ~ 2
Ketua Tim Diseminasi menelaah permintaan dan menugaskan Pranata Komputer menyiapkan data ~ Ketua Tim Diseminasi ~ P1D ~ perintah
Pranata Komputer menyiapkan data sesuai permintaan ~ Pranata Komputer ~ P7D ~ lain
Petugas PST membuat konsep surat pengantar data ~ Petugas PST ~ PT2H ~ konsep
Kepala BPS Kabupaten menandatangani surat pengantar ~ Kepala BPS Kabupaten ~ PT4H ~ tanda_tangan ~ 5
Petugas PST memberi nomor surat pengantar, mengarsipkan dan mengirimkannya beserta data kepada Pengguna Data ~ Petugas PST ~ PT1H30M ~ nomor arsip kirim
"""), outside=("Pengguna Data",), text=PERMINTAAN_BPS, letters=(("Pengguna Data",),)),
    Case("third-perpustakaan", "text", "PEMBUATAN KARTU ANGGOTA PERPUSTAKAAN", "DINAS PERPUSTAKAAN", (), labelled("""
Calon anggota mengisi formulir pendaftaran ~ Calon Anggota ~ PT10M
Memeriksa isian formulir dan persyaratan. Jika kurang, dikembalikan untuk dilengkapi ~ Petugas Layanan ~ PT5M ~ periksa_berkas ~ 2
Memasukkan data anggota ke dalam aplikasi ~ Petugas Layanan ~ PT10M ~ lain
Menyetujui keanggotaan ~ Koordinator Layanan ~ ~ lain
Mencetak kartu anggota ~ Operator ~ PT15M ~ proses
Menyerahkan kartu anggota kepada yang bersangkutan ~ Petugas Layanan ~ PT5M ~ serah
"""), outside=("Calon Anggota",), text=PERPUSTAKAAN),
    Case("third-dispensasi-nikah", "text", "DISPENSASI NIKAH", "KECAMATAN SUNGAI PINANG", (), labelled("""
Menyampaikan berkas permohonan dispensasi nikah ~ Pemohon ~ PT5M
Memeriksa kelengkapan berkas, jika tidak lengkap dikembalikan ke pemohon ~ Petugas PATEN ~ PT10M ~ periksa_berkas ~ 2
Membuat konsep surat dispensasi ~ Petugas PATEN ~ PT20M ~ konsep
Memaraf konsep surat dispensasi ~ Kasi Pelayanan ~ PT10M ~ paraf ~ 3
Menandatangani surat dispensasi ~ Camat ~ PT30M ~ tanda_tangan ~ 3
Memberi nomor dan menyerahkan surat dispensasi kepada pemohon ~ Petugas PATEN ~ PT5M ~ nomor serah
"""), outside=("Pemohon",), text=DUA_SOP, extra={"tabel": "1"}),
    Case("third-legalisasi-surat", "text", "LEGALISASI SURAT KETERANGAN", "KECAMATAN SUNGAI PINANG", (), labelled("""
Menerima surat keterangan yang akan dilegalisasi dan mencocokkan dengan aslinya ~ Petugas PATEN ~ PT10M ~ terima
Membubuhkan cap legalisasi pada fotokopi ~ Petugas PATEN ~ PT5M ~ lain
Memeriksa dan memaraf fotokopi yang dilegalisasi ~ Kasi Pelayanan ~ PT10M ~ periksa paraf
Menandatangani legalisasi ~ Sekretaris Camat ~ PT15M ~ tanda_tangan
Menyerahkan fotokopi legal kepada pemohon ~ Petugas PATEN ~ PT5M ~ serah
"""), text=DUA_SOP, extra={"tabel": "2"}),
    Case("third-rekomendasi-damkar", "text", "PENERBITAN REKOMENDASI PROTEKSI KEBAKARAN", "DAMKAR", (), labelled("""
Mengajukan surat permohonan rekomendasi ~ Pemohon
Menerima surat permohonan dan mencatat pada buku agenda ~ Petugas Administrasi ~ PT10M ~ terima
Mendisposisikan surat permohonan kepada Inspektur Kebakaran ~ Kabid Pencegahan ~ PT1H ~ disposisi
Memeriksa sarana proteksi kebakaran di lapangan ~ Inspektur Kebakaran ~ P3D ~ lain
Membuat konsep surat rekomendasi. Apabila hasil pemeriksaan tidak memenuhi syarat, pemohon diminta memperbaiki sarana ~ Inspektur Kebakaran ~ P1D ~ konsep ~ 4
Mengoreksi dan memaraf konsep surat rekomendasi ~ Kabid Pencegahan ~ PT2H ~ koreksi paraf ~ 5
Menandatangani surat rekomendasi ~ Kepala Dinas ~ P1D ~ tanda_tangan ~ 5
Memberikan nomor, mengarsipkan, dan mengirimkan surat rekomendasi kepada pemohon ~ Petugas Administrasi ~ P1D ~ nomor arsip kirim
"""), outside=("Pemohon",), text=REKOMENDASI_DAMKAR, letters=(("Pemohon",),)),
    Case("third-uji-kendaraan", "text", "PENGUJIAN BERKALA KENDARAAN BERMOTOR", "DINAS PERHUBUNGAN", (), labelled("""
Menerima berkas pendaftaran uji berkala ~ Petugas Loket ~ PT10M ~ terima
Menghitung retribusi dan menerbitkan SKRD ~ Petugas Loket ~ PT5M ~ proses
Menerima pembayaran retribusi ~ Bendahara Penerimaan ~ PT5M ~ terima
Memeriksa persyaratan teknis kendaraan. Jika tidak lulus, kendaraan diperbaiki dan diuji ulang ~ Penguji ~ PT45M ~ periksa ~ 4
Menandatangani hasil uji ~ Penguji Penyelia ~ PT10M ~ tanda_tangan
Mencetak kartu lulus uji ~ Operator Cetak ~ PT10M ~ proses
Menyerahkan kartu lulus uji kepada pemilik ~ Petugas Loket ~ PT5M ~ serah
"""), text=UJI_KENDARAAN),
    Case("third-sertipikat", "text", "PENGECEKAN SERTIPIKAT", "KANTOR PERTANAHAN", (), labelled("""
Menerima dan memeriksa berkas permohonan pengecekan, jika tidak lengkap dikembalikan kepada pemohon ~ Petugas Loket ~ PT15M ~ terima periksa_berkas ~ 1
Mencari buku tanah dan mencocokkan data sertipikat ~ Petugas Buku Tanah ~ PT1H ~ lain
Memeriksa dan memaraf hasil pencocokan ~ Kasubsi Pendaftaran ~ PT30M ~ periksa paraf ~ 2
Menandatangani catatan pengecekan pada sertipikat ~ Kasi Penetapan Hak ~ P1D ~ tanda_tangan ~ 2
Menyerahkan sertipikat kepada pemohon ~ Petugas Loket ~ PT10M ~ serah
"""), text=SERTIFIKAT),
    Case("third-magang", "semicolons", "PENERIMAAN MAHASISWA MAGANG", "DISKOMINFO", (), labelled("""
Mengirimkan surat permohonan magang dari kampus ~ Mahasiswa
Mengagendakan surat permohonan dan meneruskan kepada Kepala Dinas ~ Pengelola Umum ~ PT15M ~ terima
Mendisposisi surat permohonan kepada Sekretaris ~ Kepala Dinas ~ PT2H ~ disposisi
Mencermati kebutuhan magang dan memerintahkan Pengelola Umum membuat surat balasan ~ Sekretaris ~ PT4H ~ perintah
Membuat konsep surat balasan penerimaan magang ~ Pengelola Umum ~ PT45M ~ konsep
Memeriksa konsep surat balasan dan membubuhkan paraf, jika salah dikembalikan ke Pengelola Umum ~ Sekretaris ~ PT30M ~ periksa paraf ~ 5
Menandatangani surat balasan ~ Kepala Dinas ~ P1D ~ tanda_tangan ~ 5
Menomori surat balasan lalu mengirim via email ke kampus ~ Pengelola Umum ~ PT30M ~ nomor arsip kirim
Melaksanakan magang ~ Mahasiswa ~ P20D
Menerbitkan sertifikat magang dan menyerahkannya kepada mahasiswa ~ Pengelola Umum ~ P2W ~ proses serah
"""), outside=("Mahasiswa",), text=MAGANG),
)  # fmt: skip
