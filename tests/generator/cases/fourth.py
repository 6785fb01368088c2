# ruff: noqa: E501 - documents stand here as they are
"""A fourth set, of other kinds of offices, written and labelled after the rules were mended for the third."""

from __future__ import annotations

from tests.generator.cases.documents import Case
from tests.generator.cases.third_labels import labelled

NIKAH = """KANTOR URUSAN AGAMA KECAMATAN SUKA DAMAI
SOP PENDAFTARAN NIKAH

No¦Kegiatan¦Pelaksana¦¦¦¦Mutu Baku¦¦¦Ket
¦¦Calon Pengantin¦Staf Pelayanan¦Penghulu¦Kepala KUA¦Kelengkapan¦Waktu¦Output¦
1¦2¦3¦4¦5¦6¦7¦8¦8¦9
1¦Calon pengantin menyerahkan berkas pendaftaran nikah¦¦¦¦¦Formulir N1, fotokopi KTP 2 lembar, pas foto 2x3 3 lembar¦10 menit¦Berkas pendaftaran¦
2¦Staf Pelayanan memeriksa kelengkapan berkas. Bila kurang lengkap, berkas dikembalikan kepada calon pengantin¦¦¦¦¦Berkas pendaftaran¦15 menit¦Berkas lengkap¦
3¦Penghulu melakukan pemeriksaan data calon pengantin dan wali¦¦¦¦¦Berkas lengkap¦½ jam¦Daftar pemeriksaan nikah¦
4¦Kepala KUA menetapkan jadwal akad nikah¦¦¦¦¦Daftar pemeriksaan nikah¦1 hari¦Jadwal akad nikah¦
5¦Penghulu memimpin pencatatan akad nikah¦¦¦¦¦Jadwal akad nikah¦Sesuai jadwal¦Akta nikah¦
6¦Staf Pelayanan mencetak buku nikah¦¦¦¦¦Akta nikah¦1 jam¦Buku nikah¦
7¦Penghulu menyerahkan buku nikah kepada calon pengantin¦¦¦¦¦Buku nikah¦5 menit¦Tanda terima¦
"""

WISUDA = """<table><tr><td colspan="8">SOP PENERBITAN SURAT KETERANGAN LULUS</td></tr></table>
<p>FAKULTAS TEKNIK UNIVERSITAS BUMI RAYA</p>
<table>
<tr><td rowspan=2>No</td><td rowspan=2>Tahapan</td><td colspan=4>Pelaksana</td><td colspan=3>Mutu Baku</td></tr>
<tr><td>Mahasiswa</td><td>Staf Akademik</td><td>Kasubbag Akademik</td><td>Wakil Dekan</td><td>Syarat</td><td>Waktu</td><td>Hasil</td></tr>
<tr><td>1</td><td>Mengisi formulir permohonan surat keterangan lulus</td><td>✔</td><td></td><td></td><td></td><td>Formulir, transkrip</td><td>15 menit</td><td>Formulir</td></tr>
<tr><td>2</td><td>Memverifikasi data kelulusan pada sistem. Apabila data belum sesuai, mahasiswa diminta memperbaiki data</td><td></td><td>✔</td><td></td><td></td><td>Formulir</td><td>1 jam</td><td>Data terverifikasi</td></tr>
<tr><td>3</td><td>Mengonsep surat keterangan lulus</td><td></td><td>✔</td><td></td><td></td><td>Data terverifikasi</td><td>30 menit</td><td>Konsep surat</td></tr>
<tr><td>4</td><td>Mengoreksi konsep surat; bila ada kesalahan dikembalikan kepada Staf Akademik</td><td></td><td></td><td>✔</td><td></td><td>Konsep surat</td><td>30 menit</td><td>Konsep surat terkoreksi</td></tr>
<tr><td>5</td><td>Menandatangani surat keterangan lulus</td><td></td><td></td><td></td><td>✔</td><td>Konsep surat terkoreksi</td><td>1 hari</td><td>Surat keterangan lulus</td></tr>
<tr><td>6</td><td>Memberi nomor dan mengarsipkan surat keterangan lulus</td><td></td><td>✔</td><td></td><td></td><td>Surat keterangan lulus</td><td>10 menit</td><td>Arsip</td></tr>
<tr><td>7</td><td>Mengambil surat keterangan lulus</td><td>✔</td><td></td><td></td><td></td><td>Arsip</td><td>-</td><td>Tanda terima</td></tr>
</table>"""

SIDANG = """SEKRETARIAT DPRD KABUPATEN TANJUNG SARI;;;;;;;;
SOP PENYIAPAN RAPAT PARIPURNA;;;;;;;;
No;Kegiatan;Staf Persidangan;Kasubbag Persidangan;Kabag Persidangan;Sekretaris DPRD;Kelengkapan;Waktu;Output
1;Memerintahkan penyiapan rapat paripurna;;;;x;Agenda Banmus;10 menit;Disposisi
2;Menyusun konsep undangan rapat paripurna;x;;;;Disposisi;2 jam;Konsep undangan
3;Memeriksa konsep undangan, jika salah diperbaiki oleh Staf Persidangan;;x;;;Konsep undangan;30 menit;Konsep undangan
4;Memaraf konsep undangan;;;x;;Konsep undangan;15 menit;Konsep undangan berparaf
5;Menandatangani undangan rapat;;;;x;Konsep undangan berparaf;1 jam;Undangan
6;Menggandakan dan mendistribusikan undangan kepada anggota DPRD;x;;;;Undangan;1 hari;Undangan terkirim
7;Menyiapkan ruang rapat, daftar hadir, dan konsumsi;x;x;;;Undangan;maks 3 jam;Ruang siap
8;Membuat notulen rapat;x;;;;Daftar hadir;2 hr;Notulen
"""

BENIH = """No|Kegiatan|Pelaksana|<|<|<|Mutu Baku|<|<|Keterangan
^|^|Produsen Benih|Pengawas Benih Tanaman|Kepala Seksi Sertifikasi|Kepala Balai|Kelengkapan|Waktu|Output|^
1|Mengajukan permohonan sertifikasi benih|●||||Surat permohonan, peta lahan|1 hari|Permohonan|
2|Memeriksa lahan dan pertanaman di lokasi||●|||Permohonan|2 minggu|Laporan lapangan|
3|Menguji mutu benih di laboratorium. Apabila tidak lulus uji, permohonan ditolak||●|||Laporan lapangan|14 hari kerja|Hasil uji|
4|Mengevaluasi hasil uji dan membuat konsep sertifikat|||●||Hasil uji|1 hari|Konsep sertifikat|
5|Menandatangani sertifikat benih||||●|Konsep sertifikat|^|Sertifikat benih|
6|Menyerahkan sertifikat dan label benih kepada Produsen Benih||●|||Sertifikat benih|15 mnt|Tanda terima|"""

ARSIP_KANTOR = """No|Kegiatan|Pelaksana|<|<|Mutu Baku|<|<
^|^|Arsiparis|Kepala Unit Kearsipan|Sekretaris Daerah|Kelengkapan|Waktu|Output
1|Mendaftar arsip yang telah habis masa retensinya|√|||JRA|5 hari|Daftar arsip usul musnah
2|Menilai daftar arsip usul musnah bersama panitia penilai|√|√||Daftar arsip usul musnah|3 hari|Hasil penilaian
3|Membuat konsep surat permohonan persetujuan pemusnahan|√|||Hasil penilaian|1 hari|Konsep surat
4|Memeriksa dan memaraf konsep surat. Jika tidak setuju dikembalikan kepada Arsiparis||√||Konsep surat|1 jam|Konsep surat diparaf
5|Menandatangani surat permohonan persetujuan|||√|Konsep surat diparaf|1 hari|Surat permohonan
6|Memberi nomor dan mengirim surat permohonan ke ANRI|√|||Surat permohonan|1 hari|Surat terkirim
7|Menerima surat persetujuan pemusnahan dari ANRI|√|||Surat persetujuan||Surat persetujuan
8|Memusnahkan arsip|√|||Surat persetujuan|1 hari|Berita acara pemusnahan"""

PATROLI = """SATUAN POLISI PAMONG PRAJA KOTA RIMBA JAYA
SOP PENANGANAN LAPORAN GANGGUAN KETERTIBAN

| No. | Uraian Prosedur | Pelaku | Perlengkapan | Waktu | Keluaran | Catatan |
| 1. | Menerima laporan masyarakat dan mencatatnya dalam buku mutasi | Petugas Piket | Buku mutasi | 5' | Laporan tercatat | |
| 2. | Meneruskan laporan kepada Kepala Bidang Ketertiban | Petugas Piket | Laporan tercatat | 10' | Laporan diterima | |
| 3. | Memerintahkan Komandan Regu melakukan penertiban | Kepala Bidang Ketertiban | Laporan diterima | 15' | Perintah | |
| 4. | Melakukan penertiban di lokasi | Komandan Regu | Surat perintah | 1 - 3 jam | Hasil penertiban | Apabila situasi tidak kondusif, meminta bantuan Polsek |
| 5. | Menyusun laporan hasil penertiban | Komandan Regu | Hasil penertiban | 1 (satu) jam | Laporan | |
| 6. | Menelaah laporan dan melaporkan kepada Kepala Satuan | Kepala Bidang Ketertiban | Laporan | 1 jam | Laporan ditelaah | |
| 7. | Mengarsipkan laporan | Petugas Piket | Laporan ditelaah | 5' | Arsip | |
"""

KLAIM = """No|Kegiatan|Pelaksana|Mutu Baku|<|<|Ket
^|^|^|Kelengkapan|Waktu|Output|^
1|Pasien pulang menyelesaikan administrasi|Pasien|Kartu JKN|15 menit|Berkas pulang|
2|Mengumpulkan berkas klaim|Petugas Kasir|Berkas pulang|1 hari|Berkas klaim|
3|Melakukan koding diagnosis|Koder|Berkas klaim|2 jam|Hasil koding|
4|Memverifikasi berkas klaim. Bila terdapat kekurangan dikembalikan ke Petugas Kasir|Verifikator Internal|Hasil koding|3 jam|Berkas terverifikasi|
5|Membuat konsep surat pengajuan klaim ke BPJS Kesehatan|Verifikator Internal|Berkas terverifikasi|1 jam|Konsep surat|
6|Menyetujui dan menandatangani surat pengajuan klaim|Direktur|Konsep surat|1 hari|Surat pengajuan|
7|Mengirim surat pengajuan klaim ke BPJS Kesehatan|Petugas Kasir|Surat pengajuan|1 hari|Bukti kirim|Paling lambat tanggal 10
8|Menerima umpan balik klaim dari BPJS Kesehatan|Verifikator Internal|Umpan balik|15 hari|Umpan balik|"""

PERTANIAN = """BALAI PENYULUHAN PERTANIAN KECAMATAN SAWAH LEGA
PELAYANAN PEMINJAMAN ALAT MESIN PERTANIAN

NO¦URAIAN¦KELOMPOK TANI¦PENYULUH¦KOORDINATOR BPP¦PERSYARATAN¦WAKTU¦OUTPUT¦KET
1¦Mengajukan surat permohonan peminjaman alat¦¦¦¦Surat permohonan¦10 menit¦Permohonan¦
2¦Memeriksa ketersediaan alat. Apabila alat tidak tersedia, permohonan ditolak¦¦¦¦Permohonan¦15 menit¦Alat tersedia¦
3¦Menyetujui peminjaman alat¦¦¦¦Permohonan¦1 jam¦Persetujuan¦
4¦Menyerahkan alat kepada Kelompok Tani dengan berita acara¦¦¦¦Persetujuan¦30 menit¦Berita acara¦
5¦Menggunakan alat dan mengembalikannya¦¦¦¦Berita acara¦1 minggu¦Alat kembali¦
6¦Memeriksa kondisi alat yang dikembalikan¦¦¦¦Alat kembali¦30 menit¦Hasil pemeriksaan¦
"""

FOURTH: tuple[Case, ...] = (
    Case("fourth-nikah", "text", "PENDAFTARAN NIKAH", "KANTOR URUSAN AGAMA KECAMATAN SUKA DAMAI", (), labelled("""
Calon pengantin menyerahkan berkas pendaftaran nikah ~ Calon Pengantin ~ PT10M
Staf Pelayanan memeriksa kelengkapan berkas. Bila kurang lengkap, berkas dikembalikan kepada calon pengantin ~ Staf Pelayanan ~ PT15M ~ periksa_berkas ~ 2
Penghulu melakukan pemeriksaan data calon pengantin dan wali ~ Penghulu ~ PT30M ~ periksa
Kepala KUA menetapkan jadwal akad nikah ~ Kepala KUA ~ P1D ~ jadwal
Penghulu memimpin pencatatan akad nikah ~ Penghulu ~ ~ lain
Staf Pelayanan mencetak buku nikah ~ Staf Pelayanan ~ PT1H ~ proses
Penghulu menyerahkan buku nikah kepada calon pengantin ~ Penghulu ~ PT5M ~ serah
"""), outside=("Calon Pengantin",), text=NIKAH),
    Case("fourth-lulus", "markup", "PENERBITAN SURAT KETERANGAN LULUS", "FAKULTAS TEKNIK", (), labelled("""
Mengisi formulir permohonan surat keterangan lulus ~ Mahasiswa ~ PT15M
Memverifikasi data kelulusan pada sistem. Apabila data belum sesuai, mahasiswa diminta memperbaiki data ~ Staf Akademik ~ PT1H ~ periksa ~ 2
Mengonsep surat keterangan lulus ~ Staf Akademik ~ PT30M ~ konsep
Mengoreksi konsep surat; bila ada kesalahan dikembalikan kepada Staf Akademik ~ Kasubbag Akademik ~ PT30M ~ koreksi ~ 3
Menandatangani surat keterangan lulus ~ Wakil Dekan ~ P1D ~ tanda_tangan ~ 3
Memberi nomor dan mengarsipkan surat keterangan lulus ~ Staf Akademik ~ PT10M ~ nomor arsip
Mengambil surat keterangan lulus ~ Mahasiswa
"""), outside=("Mahasiswa",), text=WISUDA),
    Case("fourth-paripurna", "semicolons", "PENYIAPAN RAPAT PARIPURNA", "SEKRETARIAT DPRD", (), labelled("""
Memerintahkan penyiapan rapat paripurna ~ Sekretaris DPRD ~ PT10M ~ perintah
Menyusun konsep undangan rapat paripurna ~ Staf Persidangan ~ PT2H ~ konsep
Memeriksa konsep undangan, jika salah diperbaiki oleh Staf Persidangan ~ Kasubbag Persidangan ~ PT30M ~ periksa ~ 2
Memaraf konsep undangan ~ Kabag Persidangan ~ PT15M ~ paraf ~ 2
Menandatangani undangan rapat ~ Sekretaris DPRD ~ PT1H ~ tanda_tangan ~ 2
Menggandakan dan mendistribusikan undangan kepada anggota DPRD ~ Staf Persidangan ~ P1D ~ serah
Menyiapkan ruang rapat, daftar hadir, dan konsumsi ~ Staf Persidangan + Kasubbag Persidangan ~ PT3H ~ lain
Membuat notulen rapat ~ Staf Persidangan ~ P2D ~ proses
"""), text=SIDANG),
    Case("fourth-benih", "pdf-office", "SOP SERTIFIKASI BENIH TANAMAN", "BALAI PENGAWASAN DAN SERTIFIKASI BENIH", (), labelled("""
Mengajukan permohonan sertifikasi benih ~ Produsen Benih ~ P1D
Memeriksa lahan dan pertanaman di lokasi ~ Pengawas Benih Tanaman ~ P2W ~ lain
Menguji mutu benih di laboratorium. Apabila tidak lulus uji, permohonan ditolak ~ Pengawas Benih Tanaman ~ P14D ~ lain ~ end
Mengevaluasi hasil uji dan membuat konsep sertifikat ~ Kepala Seksi Sertifikasi ~ P1D ~ periksa konsep
Menandatangani sertifikat benih ~ Kepala Balai ~ P1D ~ tanda_tangan ~ 4
Menyerahkan sertifikat dan label benih kepada Produsen Benih ~ Pengawas Benih Tanaman ~ PT15M ~ serah
"""), outside=("Produsen Benih",), text=BENIH),
    Case("fourth-pemusnahan", "word", "SOP PEMUSNAHAN ARSIP", "SEKRETARIAT DAERAH KABUPATEN BATU PUTIH", (), labelled("""
Mendaftar arsip yang telah habis masa retensinya ~ Arsiparis ~ P5D ~ lain
Menilai daftar arsip usul musnah bersama panitia penilai ~ Arsiparis + Kepala Unit Kearsipan ~ P3D ~ lain
Membuat konsep surat permohonan persetujuan pemusnahan ~ Arsiparis ~ P1D ~ konsep
Memeriksa dan memaraf konsep surat. Jika tidak setuju dikembalikan kepada Arsiparis ~ Kepala Unit Kearsipan ~ PT1H ~ periksa paraf ~ 3
Menandatangani surat permohonan persetujuan ~ Sekretaris Daerah ~ P1D ~ tanda_tangan ~ 3
Memberi nomor dan mengirim surat permohonan ke ANRI ~ Arsiparis ~ P1D ~ nomor arsip kirim
Menerima surat persetujuan pemusnahan dari ANRI ~ Arsiparis ~ ~ catat_balasan
Memusnahkan arsip ~ Arsiparis ~ P1D ~ lain
"""), text=ARSIP_KANTOR, letters=(("ANRI",),)),
    Case("fourth-penertiban", "text", "PENANGANAN LAPORAN GANGGUAN KETERTIBAN", "SATUAN POLISI PAMONG PRAJA", (), labelled("""
Menerima laporan masyarakat dan mencatatnya dalam buku mutasi ~ Petugas Piket ~ PT5M ~ terima
Meneruskan laporan kepada Kepala Bidang Ketertiban ~ Petugas Piket ~ PT10M ~ lain
Memerintahkan Komandan Regu melakukan penertiban ~ Kepala Bidang Ketertiban ~ PT15M ~ perintah
Melakukan penertiban di lokasi ~ Komandan Regu ~ PT3H ~ lain
Menyusun laporan hasil penertiban ~ Komandan Regu ~ PT1H ~ konsep
Menelaah laporan dan melaporkan kepada Kepala Satuan ~ Kepala Bidang Ketertiban ~ PT1H ~ lain
Mengarsipkan laporan ~ Petugas Piket ~ PT5M ~ arsip
"""), text=PATROLI),
    Case("fourth-klaim", "word-names", "SOP PENGAJUAN KLAIM", "RSUD HARAPAN SEHAT", (), labelled("""
Pasien pulang menyelesaikan administrasi ~ Pasien ~ PT15M
Mengumpulkan berkas klaim ~ Petugas Kasir ~ P1D ~ data
Melakukan koding diagnosis ~ Koder ~ PT2H ~ lain
Memverifikasi berkas klaim. Bila terdapat kekurangan dikembalikan ke Petugas Kasir ~ Verifikator Internal ~ PT3H ~ periksa_berkas ~ 2
Membuat konsep surat pengajuan klaim ke BPJS Kesehatan ~ Verifikator Internal ~ PT1H ~ konsep
Menyetujui dan menandatangani surat pengajuan klaim ~ Direktur ~ P1D ~ tanda_tangan ~ 5
Mengirim surat pengajuan klaim ke BPJS Kesehatan ~ Petugas Kasir ~ P1D ~ nomor arsip kirim
Menerima umpan balik klaim dari BPJS Kesehatan ~ Verifikator Internal ~ P15D ~ catat_balasan
"""), outside=("Pasien",), text=KLAIM, letters=(("BPJS Kesehatan",),)),
    Case("fourth-alat-tani", "text", "PELAYANAN PEMINJAMAN ALAT MESIN PERTANIAN", "BALAI PENYULUHAN PERTANIAN", (), labelled("""
Mengajukan surat permohonan peminjaman alat ~ Kelompok Tani ~ PT10M
Memeriksa ketersediaan alat. Apabila alat tidak tersedia, permohonan ditolak ~ Penyuluh ~ PT15M ~ periksa ~ end
Menyetujui peminjaman alat ~ Koordinator BPP ~ PT1H ~ lain
Menyerahkan alat kepada Kelompok Tani dengan berita acara ~ Penyuluh ~ PT30M ~ serah
Menggunakan alat dan mengembalikannya ~ Kelompok Tani ~ P1W
Memeriksa kondisi alat yang dikembalikan ~ Penyuluh ~ PT30M ~ periksa
"""), outside=("Kelompok Tani",), text=PERTANIAN),
)  # fmt: skip
