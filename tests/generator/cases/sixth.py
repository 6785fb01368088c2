# ruff: noqa: E501 - documents stand here as they are
"""A sixth set of made-up documents, written and labelled after the rules were mended for the fifth set and the faults."""

from __future__ import annotations

from tests.generator.cases.documents import Case
from tests.generator.cases.third_labels import labelled

LOGISTIK = """BADAN PENANGGULANGAN BENCANA DAERAH KABUPATEN ALAS ROBAN
SOP PENYALURAN BANTUAN LOGISTIK BENCANA

No¦Uraian Prosedur¦Pelaksana¦¦¦¦Mutu Baku¦¦¦Ket
¦¦Kades/Lurah¦Staf Logistik¦Kasi Logistik¦Kepala Pelaksana¦Kelengkapan¦Waktu¦Output¦
1¦Menyampaikan surat permohonan bantuan logistik beserta data korban¦√¦¦¦¦Surat permohonan, data korban¦-¦Surat permohonan¦
2¦Menerima surat permohonan dan melakukan pengecekan data korban¦¦√¦¦¦Surat permohonan, data korban¦30 menit¦Data terverifikasi¦
3¦Menghitung kebutuhan logistik¦¦¦√¦¦Data terverifikasi¦1 jam¦Daftar kebutuhan¦
4¦Memberikan persetujuan penyaluran logistik, apabila tidak disetujui dikembalikan ke Kasi Logistik¦¦¦¦√¦Daftar kebutuhan¦30 menit¦Daftar kebutuhan disetujui¦
5¦Menyiapkan dan memuat barang bantuan ke kendaraan¦¦√¦¦¦Daftar kebutuhan disetujui¦2 jam¦Barang siap kirim¦
6¦Menyerahkan bantuan logistik kepada Kades/Lurah disertai berita acara serah terima¦¦√¦¦¦Barang, berita acara¦3 jam¦Berita acara serah terima¦
7¦Membuat laporan penyaluran bantuan¦¦√¦¦¦Berita acara serah terima¦1 hari¦Laporan¦
"""

GUGAT_CERAI = """No|Kegiatan|Pelaksana|<|<|<|Mutu Baku|<|<|Ket
^|^|Meja Informasi|Kasir|Panitera Muda Gugatan|Ketua Pengadilan|Kelengkapan|Waktu|Output|^
1|Menerima surat gugatan cerai dan meneliti kelengkapan berkas. Jika belum lengkap, dikembalikan kepada penggugat|V||||Surat gugatan, buku nikah, KTP|15 menit|Berkas lengkap|
2|Menerima pembayaran panjar biaya perkara||V|||SKUM|10 menit|Bukti bayar|
3|Mendaftarkan perkara dalam buku register induk|||V||Berkas, bukti bayar|15 menit|Nomor perkara|
4|Menyampaikan berkas perkara kepada Ketua Pengadilan|||V||Berkas perkara|15 menit|Berkas perkara|
5|Menetapkan majelis hakim||||V|Berkas perkara|1 hari|Penetapan majelis hakim|
6|Membuat surat panggilan sidang kepada para pihak|||V||Penetapan majelis hakim|1 hari|Surat panggilan|"""

REKAM_MEDIS = """No|Kegiatan|Pelaksana|Mutu Baku|<|<|Keterangan
^|^|^|Kelengkapan|Waktu|Output|^
1|Mengajukan permintaan salinan rekam medis|Pasien|Formulir permintaan, KTP|5 menit|Formulir terisi|
2|Memeriksa formulir dan identitas pemohon, bila tidak sesuai permintaan ditolak|Petugas Rekam Medis|Formulir terisi|10 menit|Permintaan sah|
3|Mencari berkas rekam medis di ruang penyimpanan|Petugas Rekam Medis|Tracer|15 menit|Berkas rekam medis|
4|Memberikan persetujuan pelepasan informasi medis|Dokter Penanggung Jawab|Berkas rekam medis|1 hari|Lembar persetujuan|
5|Menyalin dan melegalisasi rekam medis|Petugas Rekam Medis|Lembar persetujuan|30 menit|Salinan rekam medis|
6|Menandatangani salinan rekam medis|Kepala Instalasi Rekam Medis|Salinan rekam medis|1 hari|Salinan sah|
7|Menyerahkan salinan rekam medis kepada pasien|Petugas Rekam Medis|Salinan sah|5 menit|Tanda terima|"""

DANA_DESA = """PEMERINTAH DESA TIRTA AMERTA,,,,,,,
SOP PENCAIRAN DANA KEGIATAN DESA,,,,,,,
No,Kegiatan,Pelaksana Kegiatan Anggaran,Sekretaris Desa,Kepala Desa,Kaur Keuangan,Kelengkapan,Waktu,Output
1,Mengajukan Surat Permintaan Pembayaran (SPP) beserta lampirannya,V,,,,"SPP, RAB, kuitansi",1 hari,SPP
2,"Memverifikasi SPP, jika tidak lengkap dikembalikan kepada Pelaksana Kegiatan Anggaran",,V,,,SPP,1 hari,SPP terverifikasi
3,Menyetujui dan menandatangani SPP,,,V,,SPP terverifikasi,1 hari,SPP disetujui
4,Melakukan pembayaran dan pemotongan pajak,,,,V,SPP disetujui,1 hari,Bukti pembayaran
5,Mencatat dalam buku kas umum,,,,V,Bukti pembayaran,30 menit,Buku kas umum
6,Menyusun laporan pertanggungjawaban,V,,,,Bukti pembayaran,7 hari,LPJ
"""

UJIAN = """No|Kegiatan|Pelaksana|<|<|<|Mutu Baku|<|<|Ket
^|^|Guru Mapel|Panitia Ujian|Wakil Kepala Bidang Kurikulum|Kepala Madrasah|Kelengkapan|Waktu|Output|^
1|Membentuk panitia ujian madrasah||||●|Kalender akademik|1 hari|SK panitia|
2|Menyusun kisi-kisi dan naskah soal|●||||Kurikulum|2 minggu|Naskah soal|
3|Menelaah naskah soal. Soal yang belum memenuhi standar dikembalikan kepada Guru Mapel|||●||Naskah soal|3 hari|Naskah soal final|
4|Menggandakan naskah soal dan menyimpannya di tempat aman||●|||Naskah soal final|2 hari|Soal siap pakai|
5|Melaksanakan ujian sesuai jadwal||●|||Soal, daftar hadir|Sesuai jadwal|Lembar jawaban|
6|Mengoreksi lembar jawaban dan mengolah nilai|●||||Lembar jawaban|5 hari|Daftar nilai|
7|Mengesahkan daftar nilai||||●|Daftar nilai|1 hari|Daftar nilai sah|"""

IMUNISASI = """PUSKESMAS LUBUK DALAM
SOP PELAYANAN IMUNISASI DASAR BAYI

| No. | Kegiatan | Pelaksana | Persyaratan | Waktu | Output |
| 1. | Orang tua bayi mendaftar di loket dengan membawa buku KIA | Orang Tua Bayi | Buku KIA | 5 menit | Nomor antrian |
| 2. | Petugas loket mencatat identitas bayi dan mengarahkan ke ruang KIA | Petugas Loket | Nomor antrian | 5 menit | Kartu status |
| 3. | Bidan menimbang bayi dan memeriksa kondisi kesehatan bayi. Jika bayi sakit, imunisasi ditunda | Bidan | Kartu status, timbangan | 10 menit | Hasil pemeriksaan |
| 4. | Bidan memberikan imunisasi sesuai umur bayi | Bidan | Vaksin | 5 menit | Bayi diimunisasi |
| 5. | Bidan memberikan penyuluhan kepada orang tua bayi | Bidan | Leaflet | 5 menit | Orang tua paham |
| 6. | Bidan mencatat hasil imunisasi dalam buku KIA dan register kohort | Bidan | Buku KIA, register | 5 menit | Catatan imunisasi |
"""

IZIN_TRAYEK = """No|Kegiatan|Pelaksana|<|<|<|<|Mutu Baku|<|<|Ket
^|^|Perusahaan Angkutan|Front Office|Staf Angkutan|Kepala Bidang Angkutan|Kepala Dinas|Kelengkapan|Waktu|Output|^
1|Mengajukan permohonan izin trayek dengan melampirkan persyaratan|V|||||Akta pendirian, STNK, buku uji|15 menit|Berkas permohonan|
2|Memeriksa kelengkapan berkas permohonan. Bila tidak lengkap, berkas dikembalikan kepada perusahaan angkutan||V||||Berkas permohonan|15 menit|Berkas lengkap|
3|Melakukan survei kelayakan trayek|||V|||Berkas lengkap|3 hari|Berita acara survei|
4|Menyiapkan draft keputusan izin trayek|||V|||Berita acara survei|1 hari|Draft keputusan|
5|Mengoreksi draft keputusan. Apabila terdapat kesalahan dikembalikan ke Staf Angkutan, apabila benar diparaf||||V||Draft keputusan|1 hari|Draft diparaf|
6|Menandatangani keputusan izin trayek|||||V|Draft diparaf|1 hari|Keputusan izin trayek|
7|Memberikan penomoran dan mengarsipkan keputusan izin trayek|||V|||Keputusan izin trayek|15 menit|Keputusan bernomor|
8|Menyerahkan keputusan izin trayek kepada perusahaan angkutan||V||||Keputusan bernomor|10 menit|Tanda terima|"""

MUSRENBANG = """KECAMATAN SINAR GUNUNG
SOP PELAKSANAAN MUSRENBANG KECAMATAN

No¦Kegiatan¦Kasi PMD¦Sekcam¦Camat¦Delegasi Desa¦Kelengkapan¦Waktu¦Keluaran
1¦Camat memerintahkan Kasi PMD menyiapkan pelaksanaan Musrenbang¦¦¦x¦¦Surat edaran Bupati¦1 jam¦Disposisi
2¦Kasi PMD menyusun rancangan jadwal dan undangan Musrenbang¦x¦¦¦¦Disposisi¦1 hari¦Rancangan undangan
3¦Sekcam memeriksa dan memaraf rancangan undangan¦¦x¦¦¦Rancangan undangan¦1 jam¦Undangan diparaf
4¦Camat menandatangani undangan¦¦¦x¦¦Undangan diparaf¦1 jam¦Undangan
5¦Kasi PMD mengirimkan undangan kepada desa dan instansi terkait¦x¦¦¦¦Undangan¦3 hari¦Undangan terkirim
6¦Delegasi Desa memaparkan usulan prioritas pembangunan desa¦¦¦¦x¦Daftar usulan¦1 hari¦Usulan prioritas
7¦Kasi PMD menyusun berita acara hasil Musrenbang¦x¦¦¦¦Usulan prioritas¦1 hari¦Berita acara
8¦Camat menyampaikan berita acara hasil Musrenbang kepada Bappeda¦¦¦x¦¦Berita acara¦1 hari¦Tanda terima
"""

SIXTH: tuple[Case, ...] = (
    Case("sixth-logistik", "text", "PENYALURAN BANTUAN LOGISTIK BENCANA", "BPBD KABUPATEN ALAS ROBAN", (), labelled("""
Menyampaikan surat permohonan bantuan logistik beserta data korban ~ Kades/Lurah
Menerima surat permohonan dan melakukan pengecekan data korban ~ Staf Logistik ~ PT30M ~ terima periksa
Menghitung kebutuhan logistik ~ Kasi Logistik ~ PT1H ~ lain
Memberikan persetujuan penyaluran logistik, apabila tidak disetujui dikembalikan ke Kasi Logistik ~ Kepala Pelaksana ~ PT30M ~ periksa ~ 3
Menyiapkan dan memuat barang bantuan ke kendaraan ~ Staf Logistik ~ PT2H ~ lain
Menyerahkan bantuan logistik kepada Kades/Lurah disertai berita acara serah terima ~ Staf Logistik ~ PT3H ~ serah
Membuat laporan penyaluran bantuan ~ Staf Logistik ~ P1D ~ konsep
"""), outside=("Kades/Lurah",), text=LOGISTIK),
    Case("sixth-cerai", "word", "SOP PENDAFTARAN GUGATAN CERAI", "PENGADILAN AGAMA SUKA MULYA", (), labelled("""
Menerima surat gugatan cerai dan meneliti kelengkapan berkas. Jika belum lengkap, dikembalikan kepada penggugat ~ Meja Informasi ~ PT15M ~ terima periksa_berkas ~ 1
Menerima pembayaran panjar biaya perkara ~ Kasir ~ PT10M ~ terima
Mendaftarkan perkara dalam buku register induk ~ Panitera Muda Gugatan ~ PT15M ~ lain
Menyampaikan berkas perkara kepada Ketua Pengadilan ~ Panitera Muda Gugatan ~ PT15M ~ serah
Menetapkan majelis hakim ~ Ketua Pengadilan ~ P1D ~ lain
Membuat surat panggilan sidang kepada para pihak ~ Panitera Muda Gugatan ~ P1D ~ konsep
"""), text=GUGAT_CERAI),
    Case("sixth-rekam-medis", "word-names", "SOP PERMINTAAN SALINAN REKAM MEDIS", "RSUD PELITA", (), labelled("""
Mengajukan permintaan salinan rekam medis ~ Pasien ~ PT5M
Memeriksa formulir dan identitas pemohon, bila tidak sesuai permintaan ditolak ~ Petugas Rekam Medis ~ PT10M ~ periksa_berkas ~ end
Mencari berkas rekam medis di ruang penyimpanan ~ Petugas Rekam Medis ~ PT15M ~ lain
Memberikan persetujuan pelepasan informasi medis ~ Dokter Penanggung Jawab ~ P1D ~ periksa
Menyalin dan melegalisasi rekam medis ~ Petugas Rekam Medis ~ PT30M ~ lain
Menandatangani salinan rekam medis ~ Kepala Instalasi Rekam Medis ~ P1D ~ tanda_tangan
Menyerahkan salinan rekam medis kepada pasien ~ Petugas Rekam Medis ~ PT5M ~ serah
"""), outside=("Pasien",), text=REKAM_MEDIS),
    Case("sixth-dana-desa", "commas", "PENCAIRAN DANA KEGIATAN DESA", "PEMERINTAH DESA TIRTA AMERTA", (), labelled("""
Mengajukan Surat Permintaan Pembayaran (SPP) beserta lampirannya ~ Pelaksana Kegiatan Anggaran ~ P1D ~ lain
Memverifikasi SPP, jika tidak lengkap dikembalikan kepada Pelaksana Kegiatan Anggaran ~ Sekretaris Desa ~ P1D ~ periksa ~ 1
Menyetujui dan menandatangani SPP ~ Kepala Desa ~ P1D ~ tanda_tangan
Melakukan pembayaran dan pemotongan pajak ~ Kaur Keuangan ~ P1D ~ lain
Mencatat dalam buku kas umum ~ Kaur Keuangan ~ PT30M ~ lain
Menyusun laporan pertanggungjawaban ~ Pelaksana Kegiatan Anggaran ~ P7D ~ konsep
"""), text=DANA_DESA),
    Case("sixth-ujian", "sheet", "PELAKSANAAN UJIAN MADRASAH", "MTs NEGERI 2 PADI BARU", (), labelled("""
Membentuk panitia ujian madrasah ~ Kepala Madrasah ~ P1D ~ lain
Menyusun kisi-kisi dan naskah soal ~ Guru Mapel ~ P2W ~ lain
Menelaah naskah soal. Soal yang belum memenuhi standar dikembalikan kepada Guru Mapel ~ Wakil Kepala Bidang Kurikulum ~ P3D ~ lain ~ 2
Menggandakan naskah soal dan menyimpannya di tempat aman ~ Panitia Ujian ~ P2D ~ lain
Melaksanakan ujian sesuai jadwal ~ Panitia Ujian ~ ~ lain
Mengoreksi lembar jawaban dan mengolah nilai ~ Guru Mapel ~ P5D ~ koreksi
Mengesahkan daftar nilai ~ Kepala Madrasah ~ P1D ~ tanda_tangan
"""), text=UJIAN),
    Case("sixth-imunisasi", "text", "PELAYANAN IMUNISASI DASAR BAYI", "PUSKESMAS LUBUK DALAM", (), labelled("""
Orang tua bayi mendaftar di loket dengan membawa buku KIA ~ Orang Tua Bayi ~ PT5M
Petugas loket mencatat identitas bayi dan mengarahkan ke ruang KIA ~ Petugas Loket ~ PT5M ~ lain
Bidan menimbang bayi dan memeriksa kondisi kesehatan bayi. Jika bayi sakit, imunisasi ditunda ~ Bidan ~ PT10M ~ periksa ~ end
Bidan memberikan imunisasi sesuai umur bayi ~ Bidan ~ PT5M ~ lain
Bidan memberikan penyuluhan kepada orang tua bayi ~ Bidan ~ PT5M ~ lain
Bidan mencatat hasil imunisasi dalam buku KIA dan register kohort ~ Bidan ~ PT5M ~ lain
"""), outside=("Orang Tua Bayi",), text=IMUNISASI),
    Case("sixth-trayek", "pdf-ruled", "SOP PENERBITAN IZIN TRAYEK", "DINAS PERHUBUNGAN KABUPATEN MERANTI", (), labelled("""
Mengajukan permohonan izin trayek dengan melampirkan persyaratan ~ Perusahaan Angkutan ~ PT15M
Memeriksa kelengkapan berkas permohonan. Bila tidak lengkap, berkas dikembalikan kepada perusahaan angkutan ~ Front Office ~ PT15M ~ periksa_berkas ~ 2
Melakukan survei kelayakan trayek ~ Staf Angkutan ~ P3D ~ lain
Menyiapkan draft keputusan izin trayek ~ Staf Angkutan ~ P1D ~ konsep
Mengoreksi draft keputusan. Apabila terdapat kesalahan dikembalikan ke Staf Angkutan, apabila benar diparaf ~ Kepala Bidang Angkutan ~ P1D ~ koreksi paraf ~ 4
Menandatangani keputusan izin trayek ~ Kepala Dinas ~ P1D ~ tanda_tangan ~ 4
Memberikan penomoran dan mengarsipkan keputusan izin trayek ~ Staf Angkutan ~ PT15M ~ nomor arsip
Menyerahkan keputusan izin trayek kepada perusahaan angkutan ~ Front Office ~ PT10M ~ serah
"""), outside=("Perusahaan Angkutan",), text=IZIN_TRAYEK),
    Case("sixth-musrenbang", "text", "PELAKSANAAN MUSRENBANG KECAMATAN", "KECAMATAN SINAR GUNUNG", (), labelled("""
Camat memerintahkan Kasi PMD menyiapkan pelaksanaan Musrenbang ~ Camat ~ PT1H ~ perintah
Kasi PMD menyusun rancangan jadwal dan undangan Musrenbang ~ Kasi PMD ~ P1D ~ jadwal konsep
Sekcam memeriksa dan memaraf rancangan undangan ~ Sekcam ~ PT1H ~ periksa paraf ~ 2
Camat menandatangani undangan ~ Camat ~ PT1H ~ tanda_tangan ~ 2
Kasi PMD mengirimkan undangan kepada desa dan instansi terkait ~ Kasi PMD ~ P3D ~ nomor arsip kirim
Delegasi Desa memaparkan usulan prioritas pembangunan desa ~ Delegasi Desa ~ P1D
Kasi PMD menyusun berita acara hasil Musrenbang ~ Kasi PMD ~ P1D ~ konsep
Camat menyampaikan berita acara hasil Musrenbang kepada Bappeda ~ Camat ~ P1D ~ serah
"""), outside=("Delegasi Desa",), text=MUSRENBANG),
)  # fmt: skip
