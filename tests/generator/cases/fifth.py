# ruff: noqa: E501 - documents stand here as they are
"""A fifth set of made-up documents, of many kinds of offices, written and labelled before the reader saw them.

Cells are written with `|` between them (`¦` for tabs); `^` joins a cell with the one above it, `<` with the one before it.
"""

from __future__ import annotations

from tests.generator.cases.documents import Case
from tests.generator.cases.third_labels import labelled

RUJUKAN = """PEMERINTAH KABUPATEN TELUK MUARA
DINAS KESEHATAN
UPTD PUSKESMAS SUNGAI JERNIH

SOP PELAYANAN RUJUKAN PASIEN
Nomor SOP : 440/017/SOP/PKM-SJ/2025
Tanggal Efektif : 3 Maret 2025
Disahkan oleh : Kepala Puskesmas Sungai Jernih

No.¦Kegiatan¦Pelaksana¦¦¦¦Mutu Baku¦¦¦Keterangan
¦¦Pasien/Keluarga¦Petugas Pendaftaran¦Perawat¦Dokter¦Kelengkapan¦Waktu¦Output¦
1.¦Pasien mendaftar di loket dengan menunjukkan kartu berobat dan kartu JKN¦●¦¦¦¦Kartu berobat, kartu JKN¦3 menit¦Nomor antrean¦
2.¦Menyiapkan rekam medis pasien dan mengantarkannya ke poli¦¦●¦¦¦Nomor antrean¦5 menit¦Rekam medis¦
3.¦Melakukan anamnesa dan pengukuran tanda vital¦¦¦●¦¦Rekam medis, tensimeter¦10 menit¦Hasil anamnesa¦
4.¦Melakukan pemeriksaan dan menegakkan diagnosa. Jika pasien tidak perlu dirujuk, pasien diberi terapi dan kegiatan selesai¦¦¦¦●¦Hasil anamnesa¦15 menit¦Diagnosa¦
5.¦Membuat surat rujukan melalui aplikasi P-Care¦¦¦¦●¦Diagnosa¦5 menit¦Surat rujukan¦
6.¦Mencatat pasien dalam buku register rujukan¦¦¦●¦¦Surat rujukan¦3 menit¦Register rujukan¦
7.¦Menyerahkan surat rujukan kepada pasien/keluarga¦¦¦●¦¦Surat rujukan¦2 menit¦Surat rujukan diterima¦
"""

WARIS = """No|Kegiatan|Pelaksana|<|<|<|<|Mutu Baku|<|<|Keterangan
^|^|Pemohon|Petugas PATEN|Kasi Pemerintahan|Sekretaris Kecamatan|Camat|Kelengkapan|Waktu|Output|^
1|Menyerahkan berkas permohonan surat keterangan ahli waris yang telah ditandatangani lurah|√|||||Surat pengantar lurah, fotokopi KTP ahli waris, akta kematian|5 Menit|Berkas permohonan|
2|Menerima dan meneliti kelengkapan berkas, apabila belum lengkap dikembalikan kepada pemohon untuk dilengkapi||√||||Berkas permohonan|10 Menit|Berkas lengkap|
3|Mencatat dalam buku register dan meneruskan kepada Kasi Pemerintahan||√||||Berkas lengkap|5 Menit|Berkas teregister|
4|Memverifikasi kebenaran silsilah ahli waris, bila ditemukan ketidaksesuaian berkas dikembalikan ke pemohon|||√|||Berkas teregister|1 Jam|Berkas terverifikasi|Dapat menghadirkan saksi
5|Membubuhkan paraf pada surat keterangan ahli waris|||√|||Berkas terverifikasi|10 Menit|Surat keterangan diparaf|
6|Memeriksa dan memaraf surat keterangan ahli waris||||√||Surat keterangan diparaf|15 Menit|Surat keterangan diparaf|
7|Menandatangani surat keterangan ahli waris|||||√|Surat keterangan diparaf|1 Hari|Surat keterangan ahli waris|
8|Memberi nomor, membubuhkan stempel dan mengarsipkan satu rangkap||√||||Surat keterangan ahli waris|10 Menit|Surat bernomor|
9|Menyerahkan surat keterangan ahli waris kepada pemohon||√||||Surat bernomor|5 Menit|Tanda terima|"""

MUTASI_MASUK = """No|Kegiatan|Pelaksana|<|<|<|Mutu Baku|<|<|Ket
^|^|Orang Tua Siswa|Panitia PPDB|Waka Kesiswaan|Kepala Sekolah|Kelengkapan|Waktu|Output|^
1|Mengajukan permohonan pindah masuk beserta berkas|V||||Surat pindah, rapor asli, kartu keluarga|15 menit|Berkas pindah|
2|Memeriksa kelengkapan berkas||V|||Berkas pindah|15 menit|Berkas lengkap|
3|Mengecek daya tampung kelas. Jika penuh, permohonan ditolak|||V||Berkas lengkap|30 menit|Ketersediaan kursi|
4|Melaksanakan tes penempatan|||V||Soal tes|2 jam|Hasil tes|
5|Memutuskan penerimaan siswa pindahan||||V|Hasil tes|1 hari|Keputusan|
6|Membuat konsep surat keterangan diterima||V|||Keputusan|30 menit|Konsep surat|
7|Menandatangani surat keterangan diterima||||V|Konsep surat|1 jam|Surat keterangan|
8|Memberi nomor surat dan memasukkan data siswa ke buku induk||V|||Surat keterangan|30 menit|Data buku induk|
9|Menyerahkan surat keterangan diterima kepada orang tua siswa||V|||Surat keterangan|10 menit|Tanda terima|"""

NUMPANG_NIKAH = """KEMENTERIAN AGAMA REPUBLIK INDONESIA;;;;;;;;
KANTOR URUSAN AGAMA KECAMATAN BUKIT LAMA;;;;;;;;
SOP PENERBITAN SURAT REKOMENDASI NIKAH;;;;;;;;
No;Kegiatan;Pemohon;Penyuluh;Penghulu;Kepala KUA;Kelengkapan;Waktu;Output
1;Mengajukan permohonan rekomendasi nikah dengan melampirkan N1, N2, N4 dan fotokopi KTP;v;;;;N1, N2, N4, fotokopi KTP;5 menit;Berkas permohonan
2;Memeriksa kelengkapan dan keabsahan berkas, apabila tidak lengkap berkas dikembalikan kepada pemohon;;v;;;Berkas permohonan;10 menit;Berkas lengkap
3;Mengetik surat rekomendasi nikah pada aplikasi SIMKAH;;v;;;Berkas lengkap;15 menit;Konsep surat rekomendasi
4;Meneliti konsep surat rekomendasi, apabila terdapat kesalahan dikembalikan ke penyuluh;;;v;;Konsep surat rekomendasi;10 menit;Konsep surat rekomendasi yang benar
5;Menandatangani surat rekomendasi nikah;;;;v;Konsep surat rekomendasi yang benar;10 menit;Surat rekomendasi nikah
6;Menyerahkan surat rekomendasi nikah kepada pemohon;;v;;;Surat rekomendasi nikah;5 menit;Tanda terima
"""

ANDALALIN = """                              DINAS PERHUBUNGAN KOTA BATU KARANG
                     SOP PENERBITAN PERSETUJUAN ANALISIS DAMPAK LALU LINTAS

No   Kegiatan                              Pelaksana                                        Mutu Baku
                                           Pemohon   Staf LLAJ   Kabid LLAJ   Kepala Dinas  Persyaratan              Waktu       Output
1    Pemohon mengajukan surat                 X                                             Surat permohonan,        10 menit    Surat permohonan
     permohonan persetujuan andalalin                                                       dokumen andalalin
2    Mencatat surat permohonan dan                        X                                 Surat permohonan         15 menit    Surat tercatat
     memeriksa kelengkapan dokumen
3    Membahas dokumen andalalin bersama                               X                     Dokumen andalalin        3 hari      Berita acara
     tim evaluasi                                                                                                                pembahasan
4    Menyusun konsep surat persetujuan                    X                                 Berita acara             1 hari      Konsep surat
                                                                                            pembahasan                           persetujuan
5    Mengoreksi dan memaraf konsep surat                              X                     Konsep surat             2 jam       Konsep diparaf
     persetujuan. Jika ada perbaikan,                                                       persetujuan
     dikembalikan ke Staf LLAJ
6    Menandatangani surat persetujuan                                              X        Konsep diparaf           1 hari      Surat persetujuan
7    Memberi nomor surat persetujuan dan                  X                                 Surat persetujuan        15 menit    Tanda terima
     menyerahkannya kepada pemohon
"""

GUGATAN = """No|Uraian Kegiatan|Pelaksana|<|<|<|Mutu Baku|<|<|Ket
^|^|Penggugat|Petugas PTSP|Panitera Muda|Panitera|Kelengkapan|Waktu|Output|^
1|Menyerahkan surat gugatan sederhana beserta bukti surat|O||||Surat gugatan, bukti surat|10 menit|Berkas gugatan|
2|Menerima dan meneliti kelengkapan berkas gugatan||O|||Berkas gugatan|15 menit|Berkas lengkap|
3|Menaksir panjar biaya perkara dan membuat SKUM||O|||Berkas lengkap|10 menit|SKUM|
4|Membayar panjar biaya perkara melalui bank|O||||SKUM|1 hari|Bukti setor|
5|Memberi nomor perkara dan mencatat dalam buku register||O|||Bukti setor|10 menit|Nomor perkara|
6|Memeriksa berkas perkara yang telah didaftarkan|||O||Berkas perkara|30 menit|Berkas diperiksa|
7|Meneliti dan menandatangani formulir penetapan hakim||||O|Berkas diperiksa|1 jam|Formulir penetapan|"""

PERBAIKAN_ALAT = """No|Kegiatan|Pelaksana|Mutu Baku|<|<|Keterangan
^|^|^|Kelengkapan|Waktu|Output|^
1|Melaporkan kerusakan alat medis melalui formulir permintaan perbaikan|Kepala Ruangan|Formulir permintaan perbaikan|10 menit|Laporan kerusakan|
2|Menerima laporan dan menjadwalkan pemeriksaan alat|Koordinator IPSRS|Laporan kerusakan|15 menit|Jadwal pemeriksaan|
3|Memeriksa alat di ruangan|Teknisi Elektromedis|Jadwal pemeriksaan|1 jam|Hasil pemeriksaan|
4|Memperbaiki alat. Apabila tidak dapat diperbaiki sendiri, diusulkan perbaikan oleh pihak ketiga|Teknisi Elektromedis|Suku cadang|2 - 5 hari|Alat berfungsi|
5|Melakukan uji fungsi bersama pengguna|Teknisi Elektromedis dan Kepala Ruangan|Alat berfungsi|30 menit|Hasil uji fungsi|
6|Menandatangani berita acara serah terima alat|Kepala Ruangan|Berita acara|10 menit|Berita acara|
7|Mengarsipkan kartu pemeliharaan|Koordinator IPSRS|Kartu pemeliharaan|5 menit|Arsip|"""

RKPDES = """PEMERINTAH DESA SUKA TANI
KECAMATAN TANAH DATAR

# SOP PENYUSUNAN RKP DESA

| No | Kegiatan | Kepala Desa | Sekretaris Desa | Tim Penyusun | BPD | Kelengkapan | Waktu | Output |
|----|----------|----|----|----|----|-------------|-------|--------|
| 1 | Kepala Desa membentuk tim penyusun RKP Desa | x | | | | SK tim | 1 hari | Tim penyusun terbentuk |
| 2 | Tim penyusun mencermati pagu indikatif desa | | | x | | Data pagu | 3 hari | Catatan pencermatan |
| 3 | Tim penyusun menyusun rancangan RKP Desa | | | x | | RPJM Desa | 5 hari | Rancangan RKP Desa |
| 4 | Sekretaris Desa memeriksa rancangan RKP Desa. Jika belum sesuai, dikembalikan kepada Tim Penyusun | | x | | | Rancangan RKP Desa | 1 hari | Rancangan diperiksa |
| 5 | BPD menyelenggarakan musyawarah desa membahas rancangan RKP Desa | | | | x | Rancangan diperiksa | 1 hari | Berita acara musyawarah |
| 6 | Kepala Desa menetapkan Peraturan Desa tentang RKP Desa | x | | | | Berita acara musyawarah | 1 hari | Peraturan Desa |
| 7 | Sekretaris Desa mengumumkan RKP Desa melalui papan informasi | | x | | | Peraturan Desa | 1 hari | Pengumuman |
"""

PENELITIAN = """<html><body><p>BADAN KESATUAN BANGSA DAN POLITIK KABUPATEN LEMBAH HIJAU</p>
<table border=1>
<tr><td>Nomor SOP</td><td>070/9/SOP/BKBP</td></tr><tr><td>Nama SOP</td><td>Penerbitan Surat Keterangan Penelitian</td></tr></table>
<table border=1>
<tr><th rowspan=2>No</th><th rowspan=2>Kegiatan</th><th colspan=4>Pelaksana</th><th colspan=3>Mutu Baku</th></tr>
<tr><th>Pemohon</th><th>Staf</th><th>Kabid Wasnas</th><th>Kepala Badan</th><th>Kelengkapan</th><th>Waktu</th><th>Output</th></tr>
<tr><td>1</td><td>Mengisi formulir dan menyerahkan proposal penelitian</td><td>&#9632;</td><td></td><td></td><td></td><td>Proposal, surat pengantar kampus</td><td>10 menit</td><td>Berkas</td></tr>
<tr><td>2</td><td>Memeriksa berkas. Bila tidak lengkap dikembalikan kepada pemohon</td><td></td><td>&#9632;</td><td></td><td></td><td>Berkas</td><td>10 menit</td><td>Berkas lengkap</td></tr>
<tr><td>3</td><td>Membuat draft surat keterangan penelitian</td><td></td><td>&#9632;</td><td></td><td></td><td>Berkas lengkap</td><td>20 menit</td><td>Draft surat</td></tr>
<tr><td>4</td><td>Memeriksa draft surat, jika setuju diparaf, jika tidak setuju dikembalikan kepada staf untuk diperbaiki</td><td></td><td></td><td>&#9632;</td><td></td><td>Draft surat</td><td>15 menit</td><td>Draft diparaf</td></tr>
<tr><td>5</td><td>Menandatangani surat keterangan penelitian</td><td></td><td></td><td></td><td>&#9632;</td><td>Draft diparaf</td><td>1 hari</td><td>Surat keterangan</td></tr>
<tr><td>6</td><td>Memberi nomor, stempel, dan mengirimkan tembusan surat ke Camat setempat</td><td></td><td>&#9632;</td><td></td><td></td><td>Surat keterangan</td><td>15 menit</td><td>Tembusan</td></tr>
<tr><td>7</td><td>Menyerahkan surat keterangan penelitian kepada pemohon</td><td></td><td>&#9632;</td><td></td><td></td><td>Surat keterangan</td><td>5 menit</td><td>Tanda terima</td></tr>
</table></body></html>"""

PINJAM_BUKU = """DINAS PERPUSTAKAAN DAN KEARSIPAN,,,,,,,
SOP PENYELESAIAN KETERLAMBATAN PENGEMBALIAN BUKU,,,,,,,
No,Langkah,Pustakawan,Kasi Layanan,Kabid Perpustakaan,Bahan,Durasi,Hasil
1,Mendata peminjam yang terlambat mengembalikan buku,√,,,Data sirkulasi,1 hari,Daftar keterlambatan
2,Membuat konsep surat teguran kepada peminjam,√,,,Daftar keterlambatan,2 jam,Konsep surat teguran
3,"Memeriksa konsep surat teguran, bila perlu diperbaiki",,√,,Konsep surat teguran,30 menit,Konsep diperiksa
4,Menandatangani surat teguran,,,√,Konsep diperiksa,1 jam,Surat teguran
5,"Memberi nomor, menggandakan, dan mengirim surat teguran kepada peminjam",√,,,Surat teguran,1 hari,Surat terkirim
6,Menerima pengembalian buku dan mencatatnya,√,,,Buku,10 menit,Buku kembali
7,Melaporkan hasil penagihan kepada Kasi Layanan,√,,,Catatan,30 menit,Laporan
"""

SAMPEL_AIR = """No|Kegiatan|Pelaksana|<|<|<|Mutu Baku|<|<|Ket
^|^|Pelanggan|Petugas Pengambil Contoh|Analis Laboratorium|Kepala UPT|Kelengkapan|Waktu|Output|^
1|Mengajukan permohonan pengujian kualitas air|■||||Surat permohonan|15 menit|Permohonan|
2|Melakukan pengambilan contoh uji di lokasi||■|||Permohonan, peralatan sampling|1 hari|Contoh uji|
3|Menerima contoh uji dan mencatat dalam buku contoh uji|||■||Contoh uji|15 menit|Contoh uji tercatat|
4|Melakukan analisis contoh uji|||■||Contoh uji tercatat|7 hari kerja|Data hasil uji|
5|Menyusun konsep laporan hasil uji|||■||Data hasil uji|1 hari|Konsep LHU|
6|Memeriksa dan menandatangani laporan hasil uji. Apabila ada kekeliruan dikembalikan ke Analis Laboratorium||||■|Konsep LHU|1 hari|LHU|
7|Menyerahkan laporan hasil uji kepada pelanggan||■|||LHU|15 menit|Tanda terima|"""

SKCK = """No|Kegiatan|Pelaksana|<|<|<|Mutu Baku|<|<|Ket
^|^|Warga|Staf Pelayanan|Kasi Trantib|Lurah|Kelengkapan|Waktu|Output|^
1|Warga datang membawa surat pengantar RT/RW|*||||Surat pengantar RT/RW, KTP|5 menit|Berkas|
2|Memeriksa kelengkapan berkas. Apabila kurang lengkap dikembalikan kepada warga||*|||Berkas|5 menit|Berkas lengkap|
3|Mengetik surat pengantar SKCK||*|||Berkas lengkap|10 menit|Konsep surat pengantar|
4|Memeriksa dan memaraf surat pengantar|||*||Konsep surat pengantar|5 menit|Surat diparaf|
5|Menandatangani surat pengantar||||*|Surat diparaf|10 menit|Surat pengantar|
6|Memberi nomor dan stempel serta mencatat di buku register surat keluar||*|||Surat pengantar|5 menit|Surat bernomor|
7|Menyerahkan surat pengantar kepada warga||*|||Surat bernomor|2 menit|Tanda terima|"""

KUNJUNGAN = """LEMBAGA PEMASYARAKATAN KELAS IIB PULAU SEPI
SOP LAYANAN KUNJUNGAN WARGA BINAAN

No¦Aktivitas¦Pelaksana¦¦¦¦Mutu Baku¦¦¦Keterangan
¦¦Pengunjung¦Petugas Pendaftaran¦Petugas P2U¦Ka. KPLP¦Persyaratan¦Waktu¦Output¦
1¦2¦3¦4¦5¦6¦7¦8¦9¦10
1¦Pengunjung mengambil nomor antrean dan menyerahkan identitas¦¦¦¦¦KTP¦5 mnt¦Nomor antrean¦
2¦Petugas Pendaftaran memverifikasi data pengunjung pada SDP. Jika data tidak sesuai, pengunjung diminta melengkapi identitas¦¦¦¦¦KTP, nomor antrean¦5 mnt¦Kartu kunjungan¦
3¦Petugas P2U menggeledah badan dan barang bawaan pengunjung¦¦¦¦¦Kartu kunjungan¦10 mnt¦Barang diperiksa¦
4¦Petugas P2U mengantar pengunjung ke ruang kunjungan¦¦¦¦¦Kartu kunjungan¦5 mnt¦Pengunjung di ruang kunjungan¦
5¦Ka. KPLP mengawasi pelaksanaan kunjungan¦¦¦¦¦Jadwal kunjungan¦30 mnt¦Kunjungan terlaksana¦Sesuai jadwal
6¦Petugas P2U mengembalikan kartu identitas kepada pengunjung¦¦¦¦¦Kartu kunjungan¦5 mnt¦Identitas diterima¦
"""

SPPT = """SOP PEMBETULAN SPPT PBB-P2
BADAN PENDAPATAN DAERAH KOTA SENTOSA

Pelaksana Mutu Baku
No Kegiatan Kelengkapan Waktu Output Ket
1 Wajib pajak mengajukan permohonan pembetulan SPPT Surat permohonan, SPPT asli 10 menit Berkas permohonan
2 Petugas Loket memeriksa kelengkapan berkas permohonan Berkas permohonan 10 menit Berkas lengkap
3 Penilai melakukan penelitian lapangan dan menghitung
kembali pajak terutang Berkas lengkap 3 hari Laporan penelitian
4 Kasubbid Penetapan memeriksa laporan penelitian Laporan penelitian 1 hari Laporan disetujui
5 Operator mencetak SPPT hasil pembetulan Laporan disetujui 30 menit SPPT pembetulan
6 Petugas Loket menyerahkan SPPT kepada wajib pajak SPPT pembetulan 5 menit Tanda terima
"""

PENGAWASAN = """INSPEKTORAT DAERAH KABUPATEN PADANG LUAS
SOP PENYUSUNAN LAPORAN HASIL PEMERIKSAAN

No¦Uraian Prosedur¦Pelaksana¦¦¦Mutu Baku¦¦¦Ket
¦¦Ketua Tim¦Irban¦Inspektur¦Kelengkapan¦Waktu¦Output¦
1¦Menyusun konsep laporan hasil pemeriksaan¦√¦¦¦Kertas kerja pemeriksaan¦3 hari¦Konsep LHP¦
2¦Mereviu konsep laporan hasil pemeriksaan, jika belum sesuai dikembalikan kepada Ketua Tim¦¦√¦¦Konsep LHP¦2 hari¦Konsep LHP direviu¦
3¦Menandatangani laporan hasil pemeriksaan¦¦¦√¦Konsep LHP direviu¦1 hari¦LHP¦
4¦Memberi nomor LHP dan mengirimkannya kepada Bupati¦√¦¦¦LHP¦1 hari¦LHP terkirim¦

SOP PENANGANAN PENGADUAN MASYARAKAT

No¦Uraian Prosedur¦Pelaksana¦¦¦Mutu Baku¦¦¦Ket
¦¦Sekretariat¦Irban Khusus¦Inspektur¦Kelengkapan¦Waktu¦Output¦
1¦Menerima surat pengaduan dan mencatat dalam agenda surat masuk¦√¦¦¦Surat pengaduan¦15 menit¦Surat tercatat¦
2¦Mendisposisikan surat pengaduan kepada Irban Khusus¦¦¦√¦Surat tercatat¦1 jam¦Disposisi¦
3¦Menelaah surat pengaduan. Apabila tidak cukup bukti, pengaduan tidak ditindaklanjuti¦¦√¦¦Disposisi¦3 hari¦Hasil telaah¦
4¦Melakukan pemeriksaan khusus¦¦√¦¦Hasil telaah¦10 hari kerja¦Hasil pemeriksaan¦
5¦Menyampaikan hasil pemeriksaan kepada Inspektur¦¦√¦¦Hasil pemeriksaan¦1 hari¦Laporan¦
"""

FIFTH: tuple[Case, ...] = (
    Case("fifth-rujukan", "text", "PELAYANAN RUJUKAN PASIEN", "UPTD PUSKESMAS SUNGAI JERNIH", (), labelled("""
Pasien mendaftar di loket dengan menunjukkan kartu berobat dan kartu JKN ~ Pasien/Keluarga ~ PT3M
Menyiapkan rekam medis pasien dan mengantarkannya ke poli ~ Petugas Pendaftaran ~ PT5M ~ lain
Melakukan anamnesa dan pengukuran tanda vital ~ Perawat ~ PT10M ~ lain
Melakukan pemeriksaan dan menegakkan diagnosa. Jika pasien tidak perlu dirujuk, pasien diberi terapi dan kegiatan selesai ~ Dokter ~ PT15M ~ periksa ~ end
Membuat surat rujukan melalui aplikasi P-Care ~ Dokter ~ PT5M ~ konsep
Mencatat pasien dalam buku register rujukan ~ Perawat ~ PT3M ~ lain
Menyerahkan surat rujukan kepada pasien/keluarga ~ Perawat ~ PT2M ~ serah
"""), outside=("Pasien/Keluarga",), text=RUJUKAN),
    Case("fifth-waris", "word", "SOP PENERBITAN SURAT KETERANGAN AHLI WARIS", "KECAMATAN RANAH BARU", (), labelled("""
Menyerahkan berkas permohonan surat keterangan ahli waris yang telah ditandatangani lurah ~ Pemohon ~ PT5M
Menerima dan meneliti kelengkapan berkas, apabila belum lengkap dikembalikan kepada pemohon untuk dilengkapi ~ Petugas PATEN ~ PT10M ~ terima periksa_berkas ~ 2
Mencatat dalam buku register dan meneruskan kepada Kasi Pemerintahan ~ Petugas PATEN ~ PT5M ~ terima
Memverifikasi kebenaran silsilah ahli waris, bila ditemukan ketidaksesuaian berkas dikembalikan ke pemohon ~ Kasi Pemerintahan ~ PT1H ~ periksa ~ 4
Membubuhkan paraf pada surat keterangan ahli waris ~ Kasi Pemerintahan ~ PT10M ~ paraf
Memeriksa dan memaraf surat keterangan ahli waris ~ Sekretaris Kecamatan ~ PT15M ~ periksa paraf
Menandatangani surat keterangan ahli waris ~ Camat ~ P1D ~ tanda_tangan
Memberi nomor, membubuhkan stempel dan mengarsipkan satu rangkap ~ Petugas PATEN ~ PT10M ~ lain
Menyerahkan surat keterangan ahli waris kepada pemohon ~ Petugas PATEN ~ PT5M ~ serah
"""), outside=("Pemohon",), text=WARIS),
    Case("fifth-pindah-masuk", "sheet", "PENERIMAAN SISWA PINDAHAN", "SMP NEGERI 4 KUALA BARU", (), labelled("""
Mengajukan permohonan pindah masuk beserta berkas ~ Orang Tua Siswa ~ PT15M
Memeriksa kelengkapan berkas ~ Panitia PPDB ~ PT15M ~ periksa_berkas ~ 2
Mengecek daya tampung kelas. Jika penuh, permohonan ditolak ~ Waka Kesiswaan ~ PT30M ~ periksa ~ end
Melaksanakan tes penempatan ~ Waka Kesiswaan ~ PT2H ~ lain
Memutuskan penerimaan siswa pindahan ~ Kepala Sekolah ~ P1D ~ lain
Membuat konsep surat keterangan diterima ~ Panitia PPDB ~ PT30M ~ konsep
Menandatangani surat keterangan diterima ~ Kepala Sekolah ~ PT1H ~ tanda_tangan ~ 6
Memberi nomor surat dan memasukkan data siswa ke buku induk ~ Panitia PPDB ~ PT30M ~ nomor
Menyerahkan surat keterangan diterima kepada orang tua siswa ~ Panitia PPDB ~ PT10M ~ serah
"""), outside=("Orang Tua Siswa",), text=MUTASI_MASUK),
    Case("fifth-rekomendasi-nikah", "semicolons", "PENERBITAN SURAT REKOMENDASI NIKAH", "KUA KECAMATAN BUKIT LAMA", (), labelled("""
Mengajukan permohonan rekomendasi nikah dengan melampirkan N1, N2, N4 dan fotokopi KTP ~ Pemohon ~ PT5M
Memeriksa kelengkapan dan keabsahan berkas, apabila tidak lengkap berkas dikembalikan kepada pemohon ~ Penyuluh ~ PT10M ~ periksa_berkas ~ 2
Mengetik surat rekomendasi nikah pada aplikasi SIMKAH ~ Penyuluh ~ PT15M ~ konsep
Meneliti konsep surat rekomendasi, apabila terdapat kesalahan dikembalikan ke penyuluh ~ Penghulu ~ PT10M ~ periksa ~ 3
Menandatangani surat rekomendasi nikah ~ Kepala KUA ~ PT10M ~ tanda_tangan ~ 3
Menyerahkan surat rekomendasi nikah kepada pemohon ~ Penyuluh ~ PT5M ~ serah
"""), outside=("Pemohon",), text=NUMPANG_NIKAH),
    Case("fifth-andalalin", "text", "PENERBITAN PERSETUJUAN ANALISIS DAMPAK LALU LINTAS", "DINAS PERHUBUNGAN KOTA BATU KARANG", (), labelled("""
Pemohon mengajukan surat permohonan persetujuan andalalin ~ Pemohon ~ PT10M
Mencatat surat permohonan dan memeriksa kelengkapan dokumen ~ Staf LLAJ ~ PT15M ~ periksa_berkas ~ 2
Membahas dokumen andalalin bersama tim evaluasi ~ Kabid LLAJ ~ P3D ~ lain
Menyusun konsep surat persetujuan ~ Staf LLAJ ~ P1D ~ konsep
Mengoreksi dan memaraf konsep surat persetujuan. Jika ada perbaikan, dikembalikan ke Staf LLAJ ~ Kabid LLAJ ~ PT2H ~ koreksi paraf ~ 4
Menandatangani surat persetujuan ~ Kepala Dinas ~ P1D ~ tanda_tangan ~ 4
Memberi nomor surat persetujuan dan menyerahkannya kepada pemohon ~ Staf LLAJ ~ PT15M ~ nomor serah
"""), outside=("Pemohon",), text=ANDALALIN),
    Case("fifth-gugatan", "pdf-ruled", "SOP PENDAFTARAN GUGATAN SEDERHANA", "PENGADILAN NEGERI TANJUNG ELOK", (), labelled("""
Menyerahkan surat gugatan sederhana beserta bukti surat ~ Penggugat ~ PT10M
Menerima dan meneliti kelengkapan berkas gugatan ~ Petugas PTSP ~ PT15M ~ terima periksa_berkas ~ 2
Menaksir panjar biaya perkara dan membuat SKUM ~ Petugas PTSP ~ PT10M ~ proses
Membayar panjar biaya perkara melalui bank ~ Penggugat ~ P1D
Memberi nomor perkara dan mencatat dalam buku register ~ Petugas PTSP ~ PT10M ~ lain
Memeriksa berkas perkara yang telah didaftarkan ~ Panitera Muda ~ PT30M ~ periksa_berkas ~ 6
Meneliti dan menandatangani formulir penetapan hakim ~ Panitera ~ PT1H ~ periksa tanda_tangan
"""), outside=("Penggugat",), text=GUGATAN),
    Case("fifth-alat-medis", "word-names", "SOP PERBAIKAN ALAT MEDIS", "RSUD BINA SEJAHTERA", (), labelled("""
Melaporkan kerusakan alat medis melalui formulir permintaan perbaikan ~ Kepala Ruangan ~ PT10M ~ lain
Menerima laporan dan menjadwalkan pemeriksaan alat ~ Koordinator IPSRS ~ PT15M ~ terima jadwal
Memeriksa alat di ruangan ~ Teknisi Elektromedis ~ PT1H ~ periksa
Memperbaiki alat. Apabila tidak dapat diperbaiki sendiri, diusulkan perbaikan oleh pihak ketiga ~ Teknisi Elektromedis ~ P5D ~ lain
Melakukan uji fungsi bersama pengguna ~ Teknisi Elektromedis + Kepala Ruangan ~ PT30M ~ lain
Menandatangani berita acara serah terima alat ~ Kepala Ruangan ~ PT10M ~ tanda_tangan
Mengarsipkan kartu pemeliharaan ~ Koordinator IPSRS ~ PT5M ~ lain
"""), text=PERBAIKAN_ALAT),
    Case("fifth-rkpdes", "text", "PENYUSUNAN RKP DESA", "PEMERINTAH DESA SUKA TANI", (), labelled("""
Kepala Desa membentuk tim penyusun RKP Desa ~ Kepala Desa ~ P1D ~ lain
Tim penyusun mencermati pagu indikatif desa ~ Tim Penyusun ~ P3D ~ lain
Tim penyusun menyusun rancangan RKP Desa ~ Tim Penyusun ~ P5D ~ konsep
Sekretaris Desa memeriksa rancangan RKP Desa. Jika belum sesuai, dikembalikan kepada Tim Penyusun ~ Sekretaris Desa ~ P1D ~ periksa ~ 3
BPD menyelenggarakan musyawarah desa membahas rancangan RKP Desa ~ BPD ~ P1D ~ lain
Kepala Desa menetapkan Peraturan Desa tentang RKP Desa ~ Kepala Desa ~ P1D ~ lain
Sekretaris Desa mengumumkan RKP Desa melalui papan informasi ~ Sekretaris Desa ~ P1D ~ lain
"""), text=RKPDES),
    Case("fifth-penelitian", "markup", "Penerbitan Surat Keterangan Penelitian", "BADAN KESATUAN BANGSA DAN POLITIK", (), labelled("""
Mengisi formulir dan menyerahkan proposal penelitian ~ Pemohon ~ PT10M
Memeriksa berkas. Bila tidak lengkap dikembalikan kepada pemohon ~ Staf ~ PT10M ~ periksa_berkas ~ 2
Membuat draft surat keterangan penelitian ~ Staf ~ PT20M ~ konsep
Memeriksa draft surat, jika setuju diparaf, jika tidak setuju dikembalikan kepada staf untuk diperbaiki ~ Kabid Wasnas ~ PT15M ~ periksa paraf ~ 3
Menandatangani surat keterangan penelitian ~ Kepala Badan ~ P1D ~ tanda_tangan ~ 3
Memberi nomor, stempel, dan mengirimkan tembusan surat ke Camat setempat ~ Staf ~ PT15M ~ nomor arsip kirim
Menyerahkan surat keterangan penelitian kepada pemohon ~ Staf ~ PT5M ~ serah
"""), outside=("Pemohon",), text=PENELITIAN),
    Case("fifth-teguran", "commas", "PENYELESAIAN KETERLAMBATAN PENGEMBALIAN BUKU", "DINAS PERPUSTAKAAN DAN KEARSIPAN", (), labelled("""
Mendata peminjam yang terlambat mengembalikan buku ~ Pustakawan ~ P1D ~ data
Membuat konsep surat teguran kepada peminjam ~ Pustakawan ~ PT2H ~ konsep
Memeriksa konsep surat teguran, bila perlu diperbaiki ~ Kasi Layanan ~ PT30M ~ periksa ~ 2
Menandatangani surat teguran ~ Kabid Perpustakaan ~ PT1H ~ tanda_tangan ~ 2
Memberi nomor, menggandakan, dan mengirim surat teguran kepada peminjam ~ Pustakawan ~ P1D ~ nomor arsip kirim
Menerima pengembalian buku dan mencatatnya ~ Pustakawan ~ PT10M ~ terima
Melaporkan hasil penagihan kepada Kasi Layanan ~ Pustakawan ~ PT30M ~ lain
"""), text=PINJAM_BUKU),
    Case("fifth-contoh-air", "sheet", "PENGUJIAN KUALITAS AIR", "DINAS LINGKUNGAN HIDUP KOTA TELAGA", (), labelled("""
Mengajukan permohonan pengujian kualitas air ~ Pelanggan ~ PT15M
Melakukan pengambilan contoh uji di lokasi ~ Petugas Pengambil Contoh ~ P1D ~ lain
Menerima contoh uji dan mencatat dalam buku contoh uji ~ Analis Laboratorium ~ PT15M ~ terima
Melakukan analisis contoh uji ~ Analis Laboratorium ~ P7D ~ lain
Menyusun konsep laporan hasil uji ~ Analis Laboratorium ~ P1D ~ konsep
Memeriksa dan menandatangani laporan hasil uji. Apabila ada kekeliruan dikembalikan ke Analis Laboratorium ~ Kepala UPT ~ P1D ~ periksa tanda_tangan ~ 5
Menyerahkan laporan hasil uji kepada pelanggan ~ Petugas Pengambil Contoh ~ PT15M ~ serah
"""), outside=("Pelanggan",), text=SAMPEL_AIR),
    Case("fifth-skck", "pdf-ruled", "SOP PENERBITAN SURAT PENGANTAR SKCK", "KELURAHAN MEKAR WANGI", (), labelled("""
Warga datang membawa surat pengantar RT/RW ~ Warga ~ PT5M
Memeriksa kelengkapan berkas. Apabila kurang lengkap dikembalikan kepada warga ~ Staf Pelayanan ~ PT5M ~ periksa_berkas ~ 2
Mengetik surat pengantar SKCK ~ Staf Pelayanan ~ PT10M ~ konsep
Memeriksa dan memaraf surat pengantar ~ Kasi Trantib ~ PT5M ~ periksa paraf ~ 3
Menandatangani surat pengantar ~ Lurah ~ PT10M ~ tanda_tangan ~ 3
Memberi nomor dan stempel serta mencatat di buku register surat keluar ~ Staf Pelayanan ~ PT5M ~ nomor arsip
Menyerahkan surat pengantar kepada warga ~ Staf Pelayanan ~ PT2M ~ serah
"""), outside=("Warga",), text=SKCK),
    Case("fifth-kunjungan", "text", "LAYANAN KUNJUNGAN WARGA BINAAN", "LEMBAGA PEMASYARAKATAN KELAS IIB PULAU SEPI", (), labelled("""
Pengunjung mengambil nomor antrean dan menyerahkan identitas ~ Pengunjung ~ PT5M
Petugas Pendaftaran memverifikasi data pengunjung pada SDP. Jika data tidak sesuai, pengunjung diminta melengkapi identitas ~ Petugas Pendaftaran ~ PT5M ~ periksa ~ 2
Petugas P2U menggeledah badan dan barang bawaan pengunjung ~ Petugas P2U ~ PT10M ~ lain
Petugas P2U mengantar pengunjung ke ruang kunjungan ~ Petugas P2U ~ PT5M ~ lain
Ka. KPLP mengawasi pelaksanaan kunjungan ~ Ka. KPLP ~ PT30M ~ lain
Petugas P2U mengembalikan kartu identitas kepada pengunjung ~ Petugas P2U ~ PT5M ~ lain
"""), outside=("Pengunjung",), text=KUNJUNGAN),
    Case("fifth-sppt", "text", "PEMBETULAN SPPT PBB-P2", "BADAN PENDAPATAN DAERAH KOTA SENTOSA", (), labelled("""
Wajib pajak mengajukan permohonan pembetulan SPPT ~ Wajib pajak ~ PT10M
Petugas Loket memeriksa kelengkapan berkas permohonan ~ Petugas Loket ~ PT10M ~ periksa_berkas ~ 2
Penilai melakukan penelitian lapangan dan menghitung kembali pajak terutang ~ Penilai ~ P3D ~ lain
Kasubbid Penetapan memeriksa laporan penelitian ~ Kasubbid Penetapan ~ P1D ~ periksa
Operator mencetak SPPT hasil pembetulan ~ Operator ~ PT30M ~ proses
Petugas Loket menyerahkan SPPT kepada wajib pajak ~ Petugas Loket ~ PT5M ~ serah
"""), outside=("Wajib pajak",), text=SPPT),
    Case("fifth-lhp", "text", "PENYUSUNAN LAPORAN HASIL PEMERIKSAAN", "INSPEKTORAT DAERAH KABUPATEN PADANG LUAS", (), labelled("""
Menyusun konsep laporan hasil pemeriksaan ~ Ketua Tim ~ P3D ~ konsep
Mereviu konsep laporan hasil pemeriksaan, jika belum sesuai dikembalikan kepada Ketua Tim ~ Irban ~ P2D ~ periksa ~ 1
Menandatangani laporan hasil pemeriksaan ~ Inspektur ~ P1D ~ tanda_tangan ~ 1
Memberi nomor LHP dan mengirimkannya kepada Bupati ~ Ketua Tim ~ P1D ~ nomor arsip kirim
"""), text=PENGAWASAN, letters=(("Bupati",),)),
    Case("fifth-pengaduan", "text", "PENANGANAN PENGADUAN MASYARAKAT", "INSPEKTORAT DAERAH KABUPATEN PADANG LUAS", (), labelled("""
Menerima surat pengaduan dan mencatat dalam agenda surat masuk ~ Sekretariat ~ PT15M ~ terima
Mendisposisikan surat pengaduan kepada Irban Khusus ~ Inspektur ~ PT1H ~ disposisi
Menelaah surat pengaduan. Apabila tidak cukup bukti, pengaduan tidak ditindaklanjuti ~ Irban Khusus ~ P3D ~ lain ~ end
Melakukan pemeriksaan khusus ~ Irban Khusus ~ P10D ~ periksa
Menyampaikan hasil pemeriksaan kepada Inspektur ~ Irban Khusus ~ P1D ~ serah
"""), text=PENGAWASAN, extra={"tabel": "2"}),
)  # fmt: skip
