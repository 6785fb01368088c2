# ruff: noqa: E501 - documents stand here as they are
"""Documents written before the rules that read them were looked at: text, HTML and CSV, as offices hand them in.

`¦` stands for a tab. Labels are what the process owner would settle, as in documents.py.
"""

from __future__ import annotations

from tests.generator.cases.documents import Case, Row


def L(  # noqa: N802 - short, because every line of a document has one
    uraian: str,
    role: str,
    iso: str | None,
    aksi: str,
    no_branch: str = "",
    *,
    copies: tuple[int | None, ...] = (),
    with_roles: tuple[str, ...] = (),
) -> Row:
    """A row of a document that is given as text; only what is compared."""
    return Row(uraian, role, "", "", "", iso, aksi, no_branch, copies=copies, with_roles=with_roles)


KGB_RSUD = """PEMERINTAH KABUPATEN LEMBAH HIJAU¦Nomor SOP¦445/17/RSUD/2022
RSUD dr. SOETOMO LEMBAH HIJAU¦Tanggal Pembuatan¦3 Januari 2022
¦Tanggal Revisi¦-
¦Tanggal Efektif¦1 Februari 2022
¦Disahkan oleh¦Direktur RSUD
BAGIAN UMUM DAN KEPEGAWAIAN¦Nama SOP¦KENAIKAN GAJI BERKALA PEGAWAI
Dasar Hukum¦Kualifikasi Pelaksana
1. PP Nomor 30 Tahun 2015¦1. Memahami peraturan kepegawaian
Keterkaitan¦Peralatan/Perlengkapan
1. SOP Surat Keluar¦1. Komputer, printer
Peringatan¦Pencatatan dan Pendataan
Bila SOP ini tidak dijalankan, gaji berkala pegawai terlambat¦1. Buku kendali KGB

No¦Uraian Prosedur¦Pelaksana¦¦¦¦Mutu Baku¦¦¦Ket
¦¦Staf Kepegawaian¦Kasubbag Kepegawaian¦Kabag Umum¦Direktur¦Kelengkapan¦Waktu¦Output¦
1¦2¦3¦4¦5¦6¦7¦8¦9¦10
¦Mulai¦¦¦¦¦¦¦¦
1¦Mendata pegawai yang akan naik gaji berkala dua bulan sebelum jatuh tempo¦□¦¦¦¦Buku kendali KGB¦1 hari¦Daftar nominatif¦
2¦Mengetik konsep surat pemberitahuan kenaikan gaji berkala¦↓¦¦¦¦Daftar nominatif, SK KGB terakhir¦2 jam¦Konsep surat KGB¦
3¦Meneliti konsep surat KGB. Jika benar diparaf dan diteruskan kepada Kabag Umum, jika salah dikembalikan kepada Staf Kepegawaian untuk diperbaiki¦Tidak¦◇¦Ya¦¦Konsep surat KGB¦30 mnt¦Konsep surat KGB diparaf¦
4¦Meneliti dan memaraf konsep surat KGB¦¦¦□¦¦Konsep surat KGB diparaf¦½ jam¦Konsep surat KGB diparaf¦
5¦Menandatangani surat KGB¦¦¦¦□¦Konsep surat KGB diparaf¦1 hari kerja¦Surat KGB¦
6¦Memberi nomor, menggandakan dan mengarsipkan surat KGB serta mengirimkannya ke BPKAD¦□¦¦¦¦Surat KGB¦1 jam 30 menit¦Surat KGB terkirim¦tembusan ke pegawai
¦Selesai¦¦¦¦¦¦¦¦
"""

IZIN_BELAJAR = """BADAN KEPEGAWAIAN DAN PENGEMBANGAN SUMBER DAYA MANUSIA
KOTA SUMBER REJO
STANDAR OPERASIONAL PROSEDUR PEMBERIAN IZIN BELAJAR

No.¦Kegiatan¦Pelaksana¦¦¦¦¦Mutu Baku¦¦¦Keterangan
¦¦PNS Pemohon¦Petugas Pelayanan¦Analis Diklat¦Kabid Pengembangan¦Kepala Badan¦Persyaratan/Kelengkapan¦Waktu¦Output¦
1¦2¦3¦4¦5¦6¦7¦8¦8¦9¦10
1.¦Mengajukan permohonan izin belajar melalui Petugas Pelayanan¦¦¦¦¦¦Surat permohonan, fotokopi SK pangkat terakhir 2 rangkap, fotokopi ijazah 2 rangkap, surat keterangan dari perguruan tinggi¦¦Berkas permohonan¦
2.¦Menerima dan meneliti kelengkapan berkas permohonan. Apabila tidak lengkap dikembalikan kepada pemohon, apabila lengkap dicatat dan diteruskan kepada Analis Diklat¦¦¦¦¦¦Berkas permohonan¦15 menit¦Berkas lengkap¦
3.¦Melakukan verifikasi berkas dan menyusun draf surat izin belajar¦¦¦¦¦¦Berkas lengkap¦2 – 3 hari¦Draf surat izin belajar¦

Halaman 1 dari 2

No.¦Kegiatan¦Pelaksana¦¦¦¦¦Mutu Baku¦¦¦Keterangan
¦¦PNS Pemohon¦Petugas Pelayanan¦Analis Diklat¦Kabid Pengembangan¦Kepala Badan¦Persyaratan/Kelengkapan¦Waktu¦Output¦
1¦2¦3¦4¦5¦6¦7¦8¦8¦9¦10
4.¦Memeriksa draf surat izin belajar dan membubuhkan paraf. Jika tidak disetujui dikembalikan kepada Analis Diklat untuk diperbaiki¦¦¦¦¦¦Draf surat izin belajar¦1 jam¦Draf diparaf¦
5.¦Menelaah dan menandatangani surat izin belajar¦¦¦¦¦¦Draf diparaf¦maks. 3 hari kerja¦Surat izin belajar¦
6.¦Memberikan nomor dan stempel pada surat izin belajar serta mengarsipkan¦¦¦¦¦¦Surat izin belajar¦15 menit¦Surat izin belajar bernomor¦
7.¦Menyerahkan surat izin belajar kepada pemohon¦¦¦¦¦¦Surat izin belajar bernomor¦5 menit¦Tanda terima¦

KEPALA BADAN,

Drs. H. AMIN RAIS
"""

SKTM = """<div><p><b>PEMERINTAH KOTA MUARA BARU</b></p><p>KELURAHAN SUKAMAJU</p>
<p>SOP PELAYANAN SURAT KETERANGAN TIDAK MAMPU (SKTM)</p></div>
<table border="1"><thead>
<tr><td rowspan="2">NO</td><td rowspan="2">AKTIVITAS</td><td colspan="4">PELAKSANA</td><td colspan="3">MUTU BAKU</td><td rowspan="2">KET</td></tr>
<tr><td>Pemohon</td><td>Staf Pelayanan</td><td>Kasi Kesos</td><td>Lurah</td><td>Perlengkapan</td><td>Waktu</td><td>Output</td></tr></thead>
<tbody>
<tr><td>1</td><td>Menyerahkan berkas permohonan SKTM</td><td>&#9679;</td><td></td><td></td><td></td><td>Surat pengantar RT/RW<br/>Fc. KTP (1 lbr)<br/>Fc. KK (1 lbr)</td><td>5'</td><td>Berkas permohonan</td><td></td></tr>
<tr><td>2</td><td>Memeriksa kelengkapan berkas. Bila tidak lengkap, berkas dikembalikan kepada pemohon untuk dilengkapi; bila lengkap membuat konsep SKTM</td><td>Tidak</td><td>&#9679;</td><td></td><td></td><td>Berkas permohonan</td><td>10'</td><td>Konsep SKTM</td><td></td></tr>
<tr><td>3</td><td>Memverifikasi dan memaraf konsep SKTM</td><td></td><td></td><td>&#9679;</td><td></td><td>Konsep SKTM</td><td>5'</td><td>Konsep SKTM terparaf</td><td></td></tr>
<tr><td>4</td><td>Menandatangani SKTM</td><td></td><td></td><td></td><td>&#9679;</td><td>Konsep SKTM terparaf</td><td>&frac12; jam</td><td>SKTM</td><td>bila Lurah tidak di tempat, diwakili Sekretaris Lurah</td></tr>
<tr><td>5</td><td>Meregistrasi, menstempel dan menyerahkan SKTM kepada pemohon</td><td></td><td>&#9679;</td><td></td><td></td><td>SKTM</td><td>5'</td><td>SKTM diterima</td><td></td></tr>
</tbody></table>
"""

SISWA_AKTIF = """SMA NEGERI 3 KARANG ANYAR;;;;;;;;
SOP PENERBITAN SURAT KETERANGAN AKTIF SEKOLAH;;;;;;;;
;;;;;;;;
No;Uraian Kegiatan;Pelaksana;;;;Mutu Baku;;
;;Siswa/Orang Tua;Staf TU;Kepala TU;Kepala Sekolah;Kelengkapan;Waktu;Output
1;Mengajukan permohonan surat keterangan aktif kepada Staf TU;v;;;;Kartu pelajar, fotokopi KK;5 menit;Permohonan
2;"Menerima permohonan dan mengecek data siswa di Dapodik; jika tidak terdaftar, proses selesai";;v;;;Permohonan;10 menit;Data siswa
3;Mengetik surat keterangan aktif;;v;;;Data siswa;15 menit;Konsep surat keterangan
4;Mengoreksi dan memaraf surat keterangan;;;v;;Konsep surat keterangan;0,5 jam;Konsep surat keterangan terparaf
5;Menandatangani surat keterangan;;;;v;Konsep surat keterangan terparaf;1 hari;Surat keterangan
6;Memberi nomor dan cap, mencatat di buku agenda surat keluar, lalu menyerahkan kepada siswa;;v;;;Surat keterangan;5 menit;Surat keterangan diterima siswa
"""

PENGADUAN_NAMA = """DINAS LINGKUNGAN HIDUP KABUPATEN TANAH DATAR INDAH
SOP PENANGANAN PENGADUAN PENCEMARAN LINGKUNGAN

No¦Aktivitas¦Penanggung Jawab¦Persyaratan¦Waktu¦Output¦Keterangan
1¦Masyarakat menyampaikan pengaduan secara langsung atau melalui surat¦Masyarakat¦Formulir pengaduan¦-¦Pengaduan¦
2¦Menerima dan mencatat pengaduan dalam buku register¦Petugas Pengaduan¦Pengaduan¦10 menit¦Pengaduan tercatat¦
3¦Menelaah pengaduan dan mendisposisikan kepada Kepala Bidang Penaatan¦Kepala Dinas¦Pengaduan tercatat¦1x24 jam¦Disposisi¦
4¦Menunjuk tim verifikasi lapangan dan membuat surat tugas¦Kepala Bidang Penaatan¦Disposisi¦1 hari¦Surat tugas¦
5¦Melakukan verifikasi lapangan¦Tim Verifikasi¦Surat tugas¦Tentatif¦Berita acara verifikasi¦tergantung lokasi
6¦Membuat laporan hasil verifikasi¦Tim Verifikasi¦Berita acara verifikasi¦2 s/d 3 hari¦Laporan¦
7¦Memeriksa laporan hasil verifikasi, apabila belum sesuai dikembalikan kepada Tim Verifikasi untuk disempurnakan¦Kepala Bidang Penaatan¦Laporan¦1 hari¦Laporan diperiksa¦
8¦Menandatangani surat jawaban pengaduan¦Kepala Dinas¦Laporan diperiksa, konsep surat jawaban¦1 hari¦Surat jawaban¦
9¦Mengirimkan surat jawaban kepada pelapor dan mengarsipkan¦Petugas Pengaduan¦Surat jawaban¦30 menit¦Bukti kirim¦
"""

PINJAM_ARSIP = """DINAS KEARSIPAN DAN PERPUSTAKAAN
SOP PEMINJAMAN ARSIP INAKTIF

No¦Kegi¦¦¦¦¦¦Mutu Baku¦¦¦
¦atan¦Peminjam¦Arsip aris¦Kasi Layanan¦Kepala Bidang¦Kelengkapan¦Waktu¦Out put¦Ket
l¦Mengajukan formulir peminjaman arsip¦9¦¦¦¦Formulir peminjaman¦5 menit¦Formulir terisi¦
2¦Menerima formulir peminjaman dan memeriksa kelengka pan pengisian. Bila belum lengkap dikembalikan kepada peminjam¦¦¦-¦¦Formulir terisi¦1O menit¦Formulir lengkap¦
3¦Memberikan persetujuan peminjaman arsip. Jika tidak disetujui, peminjaman ditolak dan proses selesai¦¦¦¦Ya¦Formulir lengkap¦15 menit¦Persetujuan¦
4¦Mencari arsip di ruang penyimpanan dan mengganti dengan out indicator¦¦¦¦¦Persetujuan¦30 menit¦Arsip¦
¦yang diisi nama peminjam¦¦¦¦¦¦¦¦
5¦Menyerahkan arsip kepada peminjam dengan bukti peminjaman¦¦¦¦¦Arsip, bukti peminjaman¦5 menit¦Arsip dipinjam¦
7¦Mengembalikan arsip sesuai batas waktu peminjaman¦¦¦¦¦Arsip, bukti peminjaman¦1 minggu¦Arsip kembali¦
8¦Memeriksa keutuhan arsip dan menyimpan kembali ke tempat semula¦¦¦¦¦Arsip kembali¦15 menit¦Arsip tersimpan¦
"""

MUTASI_SISWA = """<p>SMP NEGERI 1 PADANG RAYA</p>
<h3>SOP MUTASI SISWA KELUAR</h3>
<table>
<tr><th>No</th><th>Kegiatan</th><th>Orang Tua</th><th>Guru BK</th><th>Staf TU</th><th>Kepala Sekolah</th><th>Dinas Pendidikan</th><th>Kelengkapan</th><th>Waktu</th><th>Output</th></tr>
<tr><td>1</td><td>Menyampaikan surat permohonan pindah sekolah kepada Kepala Sekolah</td><td>mulai</td><td></td><td></td><td></td><td></td><td>Surat permohonan bermeterai, surat keterangan diterima dari sekolah tujuan</td><td>10 menit</td><td>Surat permohonan</td></tr>
<tr><td>2</td><td>Mendisposisi surat permohonan kepada Guru BK</td><td></td><td></td><td></td><td>-&gt;</td><td></td><td>Surat permohonan</td><td>15 menit</td><td>Disposisi</td></tr>
<tr><td>3</td><td>Melakukan wawancara dengan orang tua dan siswa</td><td></td><td>-&gt;</td><td></td><td></td><td></td><td>Disposisi</td><td>60 menit</td><td>Catatan wawancara</td></tr>
<tr><td>4</td><td>Membuat surat keterangan pindah</td><td></td><td></td><td>-&gt;</td><td></td><td></td><td>Catatan wawancara, rapor</td><td>30 menit</td><td>Konsep surat keterangan pindah</td></tr>
<tr><td>5</td><td>Memeriksa surat keterangan pindah; jika setuju ditandatangani, jika tidak dikembalikan ke Staf TU</td><td></td><td></td><td>Tidak</td><td>Ya</td><td></td><td>Konsep surat keterangan pindah</td><td>1 hari</td><td>Surat keterangan pindah</td></tr>
<tr><td>6</td><td>Memberi nomor surat dan mengantar surat keterangan pindah ke Dinas Pendidikan untuk disahkan</td><td></td><td></td><td>-&gt;</td><td></td><td></td><td>Surat keterangan pindah</td><td>1 hari</td><td>Tanda terima berkas</td></tr>
<tr><td>7</td><td>Mengesahkan surat keterangan pindah</td><td></td><td></td><td></td><td></td><td>-&gt;</td><td>Surat keterangan pindah</td><td>3 hari</td><td>Surat keterangan pindah disahkan</td></tr>
<tr><td>8</td><td>Menerima surat keterangan pindah yang telah disahkan dari Dinas Pendidikan</td><td></td><td></td><td>-&gt;</td><td></td><td></td><td>Surat keterangan pindah disahkan</td><td></td><td>Surat keterangan pindah disahkan</td></tr>
<tr><td>9</td><td>Menyerahkan surat keterangan pindah dan rapor kepada orang tua</td><td></td><td></td><td>selesai</td><td></td><td></td><td>Surat keterangan pindah disahkan, rapor</td><td>10 menit</td><td>Tanda terima</td></tr>
</table>
"""

PERMINTAAN_DATA = """"UPTD PUSKESMAS BATU AMPAR"
"PROSEDUR PELAYANAN PERMINTAAN DATA KESEHATAN"

"Nomor","Langkah Kegiatan","Pemohon Data","Petugas SIK","Kasubbag TU","Kepala Puskesmas","Syarat","Waktu","Hasil","Catatan"
"1","Mengajukan surat permintaan data","X","","","","Surat permintaan data","","Surat masuk",""
"2","Mencatat surat masuk dan meneruskannya kepada Kepala Puskesmas","","","X","","Surat masuk","± 10 menit","Surat tercatat",""
"3","Memberi disposisi kepada Petugas SIK untuk menyiapkan data","","","","X","Surat tercatat","1 (satu) jam","Disposisi",""
"4","Menyiapkan data yang diminta dan membuat konsep surat pengantar data","","X","","","Disposisi","1 - 2 hari kerja","Data, konsep surat pengantar",""
"5","Memeriksa data dan memaraf konsep surat pengantar. Jika data belum benar dikembalikan ke Petugas SIK","","","X","","Data, konsep surat pengantar","30 menit","Konsep terparaf",""
"6","Menandatangani surat pengantar data","","","","X","Konsep terparaf","15 mnt","Surat pengantar",""
"7","Memberi nomor dan mengirim surat pengantar beserta data kepada pemohon","","","X","","Surat pengantar","10 menit","Data terkirim","melalui email"
"""

UNSEEN_TEXT: tuple[Case, ...] = (
    Case(
        "unseen-kgb-rsud",
        "text",
        "KENAIKAN GAJI BERKALA PEGAWAI",
        "RSUD",
        (),
        (
            L(
                "Mendata pegawai yang akan naik gaji berkala dua bulan sebelum jatuh tempo",
                "Staf Kepegawaian",
                "P1D",
                "data",
            ),
            L("Mengetik konsep surat pemberitahuan kenaikan gaji berkala", "Staf Kepegawaian", "PT2H", "konsep"),
            L(
                "Meneliti konsep surat KGB. Jika benar diparaf dan diteruskan kepada Kabag Umum, jika salah "
                "dikembalikan kepada Staf Kepegawaian untuk diperbaiki",
                "Kasubbag Kepegawaian",
                "PT30M",
                "periksa paraf",
                "2",
            ),
            L("Meneliti dan memaraf konsep surat KGB", "Kabag Umum", "PT30M", "periksa paraf", "2"),
            L("Menandatangani surat KGB", "Direktur", "P1D", "tanda_tangan", "2"),
            L(
                "Memberi nomor, menggandakan dan mengarsipkan surat KGB serta mengirimkannya ke BPKAD",
                "Staf Kepegawaian",
                "PT1H30M",
                "nomor arsip kirim",
            ),
        ),
        text=KGB_RSUD,
        letters=(("BPKAD",),),
    ),
    Case(
        "unseen-izin-belajar",
        "text",
        "PEMBERIAN IZIN BELAJAR",
        "BKPSDM",
        (),
        (
            L(
                "Mengajukan permohonan izin belajar melalui Petugas Pelayanan",
                "PNS Pemohon",
                None,
                "",
            ),
            L(
                "Menerima dan meneliti kelengkapan berkas permohonan. Apabila tidak lengkap dikembalikan kepada "
                "pemohon, apabila lengkap dicatat dan diteruskan kepada Analis Diklat",
                "Petugas Pelayanan",
                "PT15M",
                "terima periksa_berkas",
                "2",
                copies=(None, 2, 2, None),
            ),
            L(
                "Melakukan verifikasi berkas dan menyusun draf surat izin belajar",
                "Analis Diklat",
                "P3D",
                "periksa_berkas konsep",
            ),
            L(
                "Memeriksa draf surat izin belajar dan membubuhkan paraf. Jika tidak disetujui dikembalikan kepada "
                "Analis Diklat untuk diperbaiki",
                "Kabid Pengembangan",
                "PT1H",
                "periksa paraf",
                "3",
            ),
            L("Menelaah dan menandatangani surat izin belajar", "Kepala Badan", "P3D", "tanda_tangan", "3"),
            L(
                "Memberikan nomor dan stempel pada surat izin belajar serta mengarsipkan",
                "Petugas Pelayanan",
                "PT15M",
                "nomor arsip",
            ),
            L("Menyerahkan surat izin belajar kepada pemohon", "Petugas Pelayanan", "PT5M", "serah"),
        ),
        outside=("PNS Pemohon",),
        text=IZIN_BELAJAR,
        letters=(("PNS Pemohon",),),
    ),
    Case(
        "unseen-sktm",
        "markup",
        "PELAYANAN SKTM",
        "KELURAHAN",
        (),
        (
            L("Menyerahkan berkas permohonan SKTM", "Pemohon", "PT5M", ""),
            L(
                "Memeriksa kelengkapan berkas. Bila tidak lengkap, berkas dikembalikan kepada pemohon untuk dilengkapi; "
                "bila lengkap membuat konsep SKTM",
                "Staf Pelayanan",
                "PT10M",
                "periksa_berkas konsep",
                "2",
                copies=(None, 1, 1),
            ),
            L("Memverifikasi dan memaraf konsep SKTM", "Kasi Kesos", "PT5M", "periksa paraf", "2"),
            L("Menandatangani SKTM", "Lurah", "PT30M", "tanda_tangan", "2"),
            L(
                "Meregistrasi, menstempel dan menyerahkan SKTM kepada pemohon",
                "Staf Pelayanan",
                "PT5M",
                "nomor arsip serah",
            ),
        ),
        outside=("Pemohon",),
        text=SKTM,
        letters=(("Pemohon",),),
    ),
    Case(
        "unseen-siswa-aktif",
        "semicolons",
        "SURAT KETERANGAN AKTIF SEKOLAH",
        "SMA",
        (),
        (
            L(
                "Mengajukan permohonan surat keterangan aktif kepada Staf TU",
                "Siswa/Orang Tua",
                "PT5M",
                "",
            ),
            L(
                "Menerima permohonan dan mengecek data siswa di Dapodik; jika tidak terdaftar, proses selesai",
                "Staf TU",
                "PT10M",
                "terima periksa",
                "end",
            ),
            L("Mengetik surat keterangan aktif", "Staf TU", "PT15M", "konsep"),
            L("Mengoreksi dan memaraf surat keterangan", "Kepala TU", "PT30M", "koreksi paraf", "3"),
            L("Menandatangani surat keterangan", "Kepala Sekolah", "P1D", "tanda_tangan", "3"),
            L(
                "Memberi nomor dan cap, mencatat di buku agenda surat keluar, lalu menyerahkan kepada siswa",
                "Staf TU",
                "PT5M",
                "nomor arsip serah",
            ),
        ),
        outside=("Siswa/Orang Tua",),
        text=SISWA_AKTIF,
        letters=(("Siswa/Orang Tua",),),
    ),
    Case(
        "unseen-pencemaran",
        "text",
        "PENGADUAN PENCEMARAN LINGKUNGAN",
        "DLH",
        (),
        (
            L(
                "Masyarakat menyampaikan pengaduan secara langsung atau melalui surat",
                "Masyarakat",
                None,
                "",
            ),
            L("Menerima dan mencatat pengaduan dalam buku register", "Petugas Pengaduan", "PT10M", "terima"),
            L(
                "Menelaah pengaduan dan mendisposisikan kepada Kepala Bidang Penaatan",
                "Kepala Dinas",
                "P1D",
                "disposisi",
            ),
            L(
                "Menunjuk tim verifikasi lapangan dan membuat surat tugas",
                "Kepala Bidang Penaatan",
                "P1D",
                "perintah konsep",
            ),
            L("Melakukan verifikasi lapangan", "Tim Verifikasi", None, "lain"),
            L("Membuat laporan hasil verifikasi", "Tim Verifikasi", "P3D", "konsep"),
            L(
                "Memeriksa laporan hasil verifikasi, apabila belum sesuai dikembalikan kepada Tim Verifikasi untuk "
                "disempurnakan",
                "Kepala Bidang Penaatan",
                "P1D",
                "periksa",
                "6",
            ),
            L("Menandatangani surat jawaban pengaduan", "Kepala Dinas", "P1D", "tanda_tangan", "6"),
            L(
                "Mengirimkan surat jawaban kepada pelapor dan mengarsipkan",
                "Petugas Pengaduan",
                "PT30M",
                "nomor arsip kirim",
            ),
        ),
        outside=("Masyarakat",),
        text=PENGADUAN_NAMA,
    ),
    Case(
        "unseen-pinjam-arsip",
        "text",
        "PEMINJAMAN ARSIP INAKTIF",
        "DINAS KEARSIPAN",
        (),
        (
            L("Mengajukan formulir peminjaman arsip", "Peminjam", "PT5M", ""),
            L(
                "Menerima formulir peminjaman dan memeriksa kelengka pan pengisian. Bila belum lengkap dikembalikan "
                "kepada peminjam",
                "Arsiparis",
                "PT10M",
                "terima periksa_berkas",
                "2",
            ),
            L(
                "Memberikan persetujuan peminjaman arsip. Jika tidak disetujui, peminjaman ditolak dan proses selesai",
                "Kepala Bidang",
                "PT15M",
                "periksa",
                "end",
            ),
            L(
                "Mencari arsip di ruang penyimpanan dan mengganti dengan out indicator yang diisi nama peminjam",
                "Arsiparis",
                "PT30M",
                "lain",
            ),
            L("Menyerahkan arsip kepada peminjam dengan bukti peminjaman", "Arsiparis", "PT5M", "serah"),
            L("Mengembalikan arsip sesuai batas waktu peminjaman", "Peminjam", "P1W", ""),
            L(
                "Memeriksa keutuhan arsip dan menyimpan kembali ke tempat semula",
                "Arsiparis",
                "PT15M",
                "periksa",
            ),
        ),
        outside=("Peminjam",),
        text=PINJAM_ARSIP,
    ),
    Case(
        "unseen-mutasi-siswa",
        "markup",
        "MUTASI SISWA KELUAR",
        "SMP",
        (),
        (
            L(
                "Menyampaikan surat permohonan pindah sekolah kepada Kepala Sekolah",
                "Orang Tua",
                "PT10M",
                "",
            ),
            L("Mendisposisi surat permohonan kepada Guru BK", "Kepala Sekolah", "PT15M", "disposisi"),
            L("Melakukan wawancara dengan orang tua dan siswa", "Guru BK", "PT60M", "lain"),
            L("Membuat surat keterangan pindah", "Staf TU", "PT30M", "konsep"),
            L(
                "Memeriksa surat keterangan pindah; jika setuju ditandatangani, jika tidak dikembalikan ke Staf TU",
                "Kepala Sekolah",
                "P1D",
                "periksa tanda_tangan",
                "4",
            ),
            L(
                "Memberi nomor surat dan mengantar surat keterangan pindah ke Dinas Pendidikan untuk disahkan",
                "Staf TU",
                "P1D",
                "nomor arsip kirim antar",
            ),
            L("Mengesahkan surat keterangan pindah", "Dinas Pendidikan", "P3D", ""),
            L(
                "Menerima surat keterangan pindah yang telah disahkan dari Dinas Pendidikan",
                "Staf TU",
                None,
                "catat_balasan",
            ),
            L("Menyerahkan surat keterangan pindah dan rapor kepada orang tua", "Staf TU", "PT10M", "serah"),
        ),
        outside=("Orang Tua", "Dinas Pendidikan"),
        text=MUTASI_SISWA,
    ),
    Case(
        "unseen-permintaan-data",
        "semicolons",
        "PELAYANAN PERMINTAAN DATA KESEHATAN",
        "PUSKESMAS",
        (),
        (
            L("Mengajukan surat permintaan data", "Pemohon Data", None, ""),
            L(
                "Mencatat surat masuk dan meneruskannya kepada Kepala Puskesmas",
                "Kasubbag TU",
                "PT10M",
                "terima",
            ),
            L(
                "Memberi disposisi kepada Petugas SIK untuk menyiapkan data",
                "Kepala Puskesmas",
                "PT1H",
                "disposisi",
            ),
            L(
                "Menyiapkan data yang diminta dan membuat konsep surat pengantar data",
                "Petugas SIK",
                "P2D",
                "konsep",
            ),
            L(
                "Memeriksa data dan memaraf konsep surat pengantar. Jika data belum benar dikembalikan ke Petugas SIK",
                "Kasubbag TU",
                "PT30M",
                "periksa paraf",
                "4",
            ),
            L("Menandatangani surat pengantar data", "Kepala Puskesmas", "PT15M", "tanda_tangan", "4"),
            L(
                "Memberi nomor dan mengirim surat pengantar beserta data kepada pemohon",
                "Kasubbag TU",
                "PT10M",
                "nomor arsip kirim",
            ),
        ),
        outside=("Pemohon Data",),
        text=PERMINTAAN_DATA,
        letters=(("Pemohon Data",),),
    ),
)
