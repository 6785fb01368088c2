# ruff: noqa: E501 - documents stand here as they are
"""SOP documents whose flowchart is drawn, written and labelled before the reader saw a drawing.

`drawing` has one entry for each row: symbols as a letter and the number of the role's column, `S` start or end
(rounded), `B` box, `D` diamond, `C` circle, and `>n` for the arrow of its `Tidak` back (or on) to row n. What is
labelled are facts of the drawing: row, performers, time, and where a decision goes; aksi are not compared (`?`).
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.generator.cases.documents import Case, Row


@dataclass(frozen=True)
class Drawn(Case):
    """A case with its flowchart. `page_after`: number of the last row of the first page; 0: one page."""

    drawing: tuple[str, ...] = ()
    page_after: int = 0


def _case(
    slug: str, form: str, office: str, title: str, roles: str, rows: str, *, outside: str = "", after: int = 0
) -> Drawn:
    """Rows of `uraian ~ kelengkapan ~ waktu ~ output ~ ISO time ~ performer + another ~ else branch ~ drawing`."""
    found, drawing = [], []
    for line in rows.strip().split("\n"):
        uraian, papers, waktu, output, iso, role, branch, symbols = (cell.strip() for cell in line.split("~"))
        first, *others = [name.strip() for name in role.split("+")]
        found.append(Row(uraian, first, papers, waktu, output, iso or None, "?", branch, with_roles=tuple(others)))
        drawing.append(symbols)
    parties = tuple(name.strip() for name in outside.split(",") if name.strip())
    names = tuple(name.strip() for name in roles.split("|"))
    return Drawn(
        slug, form, title, office, names, tuple(found), outside=parties, drawing=tuple(drawing), page_after=after
    )


DRAWN: tuple[Drawn, ...] = (
    _case("drawn-pinjam-alat", "pdf-strokes", "BALAI PENELITIAN TANAH RAWA", "SOP PEMINJAMAN ALAT LABORATORIUM",
          "Peneliti | Laboran | Kepala Laboratorium", """
Mengisi formulir peminjaman alat ~ Formulir ~ 10 menit ~ Formulir terisi ~ PT10M ~ Peneliti ~ ~ S0
Mencocokkan formulir dengan daftar alat ~ Formulir terisi ~ 15 menit ~ Hasil pencocokan ~ PT15M ~ Laboran ~ 1 ~ D1>1
Memberikan izin pemakaian alat ~ Hasil pencocokan ~ 30 menit ~ Izin ~ PT30M ~ Kepala Laboratorium ~ ~ B2
Menyiapkan alat dan buku pinjam ~ Izin ~ 1 jam ~ Alat siap ~ PT1H ~ Laboran ~ ~ B1
Memakai alat sesuai petunjuk ~ Alat siap ~ 2 hari ~ Catatan pemakaian ~ P2D ~ Peneliti ~ ~ B0
Memeriksa keadaan alat yang kembali ~ Catatan pemakaian ~ 20 menit ~ Alat lengkap ~ PT20M ~ Laboran ~ 5 ~ D1>5
Menutup buku pinjam ~ Alat lengkap ~ 5 menit ~ Buku pinjam ~ PT5M ~ Laboran ~ ~ S1
"""),
    _case("drawn-gaji-honorer", "pdf-word", "DINAS PEKERJAAN UMUM KABUPATEN HULU SUNGAI", "SOP PEMBAYARAN HONORARIUM",
          "Pembuat Daftar | PPTK | Bendahara Pengeluaran | Pengguna Anggaran", """
Menyusun daftar honorarium ~ Daftar hadir ~ 2 jam ~ Daftar honorarium ~ PT2H ~ Pembuat Daftar ~ ~ S0
Meneliti kebenaran daftar ~ Daftar honorarium ~ 1 jam ~ Daftar diteliti ~ PT1H ~ PPTK ~ 1 ~ D1>1
Menghitung potongan pajak ~ Daftar diteliti ~ 45 menit ~ Perhitungan ~ PT45M ~ Bendahara Pengeluaran ~ ~ B2
Menyetujui pembayaran ~ Perhitungan ~ 1 hari ~ Persetujuan ~ P1D ~ Pengguna Anggaran ~ 3 ~ D3>3
Menyiapkan uang dan kuitansi ~ Persetujuan ~ 3 jam ~ Kuitansi ~ PT3H ~ Bendahara Pengeluaran ~ ~ B2
Membagikan honorarium ~ Kuitansi ~ 1 hari ~ Kuitansi bertanda tangan ~ P1D ~ Pembuat Daftar ~ ~ B0
Membukukan pengeluaran ~ Kuitansi bertanda tangan ~ 30 menit ~ Buku kas ~ PT30M ~ Bendahara Pengeluaran ~ ~ S2
"""),
    _case("drawn-perawatan-server", "pdf-rings", "DINAS KOMUNIKASI DAN INFORMATIKA KOTA MUARA TELUK", "SOP PERAWATAN PELADEN",
          "Teknisi | Analis Jaringan | Kepala Seksi Infrastruktur", """
Mengecek jadwal perawatan ~ Jadwal ~ 5 menit ~ Jadwal hari ini ~ PT5M ~ Teknisi ~ ~ S0
Mencatat keadaan peladen ~ Jadwal hari ini ~ 20 menit ~ Catatan ~ PT20M ~ Teknisi ~ ~ B0
Menilai tingkat gangguan ~ Catatan ~ 30 menit ~ Penilaian ~ PT30M ~ Analis Jaringan ~ ~ B1
Mengganti komponen yang rusak ~ Penilaian ~ 2 jam ~ Peladen berfungsi ~ PT2H ~ Teknisi ~ ~ B0
Menguji kinerja peladen ~ Peladen berfungsi ~ 1 jam ~ Hasil uji ~ PT1H ~ Analis Jaringan ~ 4 ~ D1>4
Menerima laporan perawatan ~ Hasil uji ~ 15 menit ~ Laporan ~ PT15M ~ Kepala Seksi Infrastruktur ~ ~ S2
"""),
    _case("drawn-lelang-sitaan", "pdf-rulings", "KEJAKSAAN NEGERI TANJUNG BATU", "SOP PELELANGAN BARANG RAMPASAN",
          "Petugas Barang Bukti | Kasi Pemulihan Aset | Kepala Kejaksaan | Kantor Lelang Negara", """
Mendata barang rampasan ~ Putusan ~ 1 hari ~ Daftar barang ~ P1D ~ Petugas Barang Bukti ~ ~ S0
Menaksir harga dasar ~ Daftar barang ~ 3 hari ~ Taksiran ~ P3D ~ Kasi Pemulihan Aset ~ ~ B1
Menyetujui taksiran harga ~ Taksiran ~ 1 hari ~ Taksiran disetujui ~ P1D ~ Kepala Kejaksaan ~ 2 ~ D2>2
Menetapkan hari lelang ~ Taksiran disetujui ~ 5 hari ~ Penetapan ~ P5D ~ Kantor Lelang Negara ~ ~ B3
Melepas barang kepada pemenang ~ Penetapan ~ 1 hari ~ Berita acara ~ P1D ~ Petugas Barang Bukti ~ ~ B0
Membukukan hasil lelang ~ Berita acara ~ 2 jam ~ Buku hasil ~ PT2H ~ Kasi Pemulihan Aset ~ ~ S1
""", outside="Kantor Lelang Negara"),
    _case("drawn-bantuan-benih", "pdf-browser", "DINAS PERTANIAN KABUPATEN LEMBAH HIJAU", "SOP PENYALURAN BANTUAN BENIH",
          "Penyuluh | Pengelola Gudang | Kabid Tanaman Pangan | Kepala Dinas", """
Mengusulkan kelompok penerima ~ Data kelompok ~ 2 hari ~ Usulan ~ P2D ~ Penyuluh ~ ~ S0
Menyeleksi kelompok penerima ~ Usulan ~ 3 hari ~ Hasil seleksi ~ P3D ~ Kabid Tanaman Pangan ~ 1 ~ D2>1
Menetapkan daftar penerima ~ Hasil seleksi ~ 1 hari ~ Daftar penerima ~ P1D ~ Kepala Dinas ~ ~ B3
Menimbang dan mengemas benih ~ Daftar penerima ~ 2 hari ~ Benih terkemas ~ P2D ~ Pengelola Gudang ~ ~ B1
Mengantar benih ke lokasi ~ Benih terkemas ~ 1 hari ~ Tanda terima ~ P1D ~ Pengelola Gudang + Penyuluh ~ ~ B0 B1
Merekap penyaluran ~ Tanda terima ~ 3 jam ~ Rekap ~ PT3H ~ Penyuluh ~ ~ S0
"""),
    _case("drawn-dua-halaman", "pdf-word", "RUMAH SAKIT UMUM DAERAH PANTAI INDAH", "SOP PENGADAAN BAHAN MAKANAN",
          "Ahli Gizi | Pejabat Pengadaan | Juru Masak | Wakil Direktur", """
Merancang kebutuhan bahan ~ Menu ~ 1 hari ~ Rancangan ~ P1D ~ Ahli Gizi ~ ~ S0
Menghitung harga pasar ~ Rancangan ~ 1 hari ~ Perhitungan ~ P1D ~ Pejabat Pengadaan ~ ~ B1
Menelaah rancangan belanja ~ Perhitungan ~ 4 jam ~ Rancangan ditelaah ~ PT4H ~ Wakil Direktur ~ 1 ~ D3>1
Memesan bahan makanan ~ Rancangan ditelaah ~ 30 menit ~ Pesanan ~ PT30M ~ Pejabat Pengadaan ~ ~ B1
Memilah bahan yang datang ~ Pesanan ~ 1 jam ~ Bahan terpilah ~ PT1H ~ Juru Masak ~ 4 ~ D2>4
Mencatat bahan di kartu stok ~ Bahan terpilah ~ 20 menit ~ Kartu stok ~ PT20M ~ Juru Masak ~ ~ B2
Menilai mutu bahan ~ Kartu stok ~ 30 menit ~ Penilaian ~ PT30M ~ Ahli Gizi ~ ~ B0
Melunasi tagihan ~ Penilaian ~ 2 hari ~ Bukti bayar ~ P2D ~ Pejabat Pengadaan ~ ~ S1
""", after=4),
    _case("drawn-arsip-inaktif", "docx-anchors", "DINAS PERPUSTAKAAN DAN KEARSIPAN KOTA BATU PUTIH", "SOP PENYUSUTAN ARSIP INAKTIF",
          "Arsiparis | Juru Gudang | Kepala Bidang Kearsipan", """
Membuat daftar arsip inaktif ~ Jadwal retensi ~ 1 hari ~ Daftar arsip ~ P1D ~ Arsiparis ~ ~ S0
Menilai daftar arsip ~ Daftar arsip ~ 2 hari ~ Penilaian ~ P2D ~ Kepala Bidang Kearsipan ~ 1 ~ D2>1
Mengangkut boks arsip ~ Penilaian ~ 3 jam ~ Boks di gudang ~ PT3H ~ Juru Gudang ~ ~ B1
Mencacah arsip yang habis masa simpannya ~ Boks di gudang ~ 4 jam ~ Arsip tercacah ~ PT4H ~ Juru Gudang ~ ~ B1
Membuat berita acara pemusnahan ~ Arsip tercacah ~ 1 jam ~ Berita acara ~ PT1H ~ Arsiparis ~ ~ S0
"""),
    _case("drawn-sidang-isbat", "docx-vml", "PENGADILAN AGAMA SUNGAI EMAS", "SOP PENDAFTARAN PERKARA",
          "Petugas Meja I | Kasir | Petugas Meja II | Panitera", """
Menaksir panjar biaya perkara ~ Surat gugatan ~ 15 menit ~ SKUM ~ PT15M ~ Petugas Meja I ~ ~ S0
Membukukan panjar biaya ~ SKUM ~ 10 menit ~ Jurnal keuangan ~ PT10M ~ Kasir ~ ~ B1
Memasukkan perkara ke buku induk ~ Jurnal keuangan ~ 15 menit ~ Register ~ PT15M ~ Petugas Meja II ~ ~ B2
Meneliti berkas perkara ~ Register ~ 30 menit ~ Berkas diteliti ~ PT30M ~ Panitera ~ 3 ~ D3>3
Menjahit berkas perkara ~ Berkas diteliti ~ 20 menit ~ Berkas terjahit ~ PT20M ~ Petugas Meja II ~ ~ S2
"""),
    _case("drawn-kalibrasi", "docx-group", "UPTD METROLOGI LEGAL KABUPATEN KUALA BARU", "SOP TERA ULANG TIMBANGAN",
          "Pengurus Tempat Usaha | Juru Tera | Kepala UPTD", """
Membawa timbangan ke tempat sidang tera ~ Timbangan ~ 30 menit ~ Timbangan tercatat ~ PT30M ~ Pengurus Tempat Usaha ~ ~ S0
Membersihkan dan menyetel timbangan ~ Timbangan tercatat ~ 20 menit ~ Timbangan siap uji ~ PT20M ~ Juru Tera ~ ~ B1
Menguji kebenaran timbangan ~ Timbangan siap uji ~ 45 menit ~ Hasil uji ~ PT45M ~ Juru Tera ~ 2 ~ D1>2
Mengesahkan hasil uji ~ Hasil uji ~ 15 menit ~ Keterangan hasil pengujian ~ PT15M ~ Kepala UPTD ~ ~ B2
Membubuhkan cap tanda tera ~ Keterangan hasil pengujian ~ 10 menit ~ Timbangan bertanda tera ~ PT10M ~ Juru Tera ~ ~ S1
""", outside="Pengurus Tempat Usaha"),
    _case("drawn-parkir", "docx-inline", "DINAS PERHUBUNGAN KOTA TELUK DALAM", "SOP PEMUNGUTAN RETRIBUSI PARKIR",
          "Juru Parkir | Pengawas Lapangan | Bendahara Penerimaan", """
Menagih tarif parkir ~ Karcis ~ 1 menit ~ Uang parkir ~ PT1M ~ Juru Parkir ~ ~ S0
Mengumpulkan uang parkir ~ Uang parkir ~ 1 jam ~ Rekap harian ~ PT1H ~ Pengawas Lapangan ~ ~ B1
Mencocokkan rekap dengan bonggol karcis ~ Rekap harian ~ 30 menit ~ Rekap cocok ~ PT30M ~ Pengawas Lapangan + Bendahara Penerimaan ~ ~ B1 B2
Menyetor ke kas daerah ~ Rekap cocok ~ 1 jam ~ Bukti setor ~ PT1H ~ Bendahara Penerimaan ~ ~ S2
"""),
    _case("drawn-donor", "xlsx-anchors", "UNIT TRANSFUSI DARAH KABUPATEN RAWA JAYA", "SOP PENGAMBILAN DARAH",
          "Petugas Seleksi | Dokter | Petugas Aftap | Petugas Gudang Darah", """
Mencatat data penyumbang ~ Formulir ~ 10 menit ~ Formulir terisi ~ PT10M ~ Petugas Seleksi ~ ~ S0
Menimbang dan mengukur tekanan darah ~ Formulir terisi ~ 10 menit ~ Hasil pengukuran ~ PT10M ~ Petugas Seleksi ~ ~ B0
Menentukan kelayakan penyumbang ~ Hasil pengukuran ~ 10 menit ~ Kelayakan ~ PT10M ~ Dokter ~ 2 ~ D1>2
Mengambil darah ~ Kelayakan ~ 15 menit ~ Kantong darah ~ PT15M ~ Petugas Aftap ~ ~ B2
Menguji golongan darah ~ Kantong darah ~ 1 jam ~ Darah teruji ~ PT1H ~ Dokter ~ ~ B1
Menyimpan kantong darah ~ Darah teruji ~ 5 menit ~ Kantong tersimpan ~ PT5M ~ Petugas Gudang Darah ~ ~ S3
"""),
    _case("drawn-wisata", "xlsx-group", "DINAS PARIWISATA KABUPATEN PULAU SERIBU", "SOP PENDATAAN TEMPAT WISATA",
          "Surveyor | Pengolah Data | Kepala Bidang Destinasi", """
Mengunjungi tempat wisata ~ Surat tugas ~ 1 hari ~ Catatan lapangan ~ P1D ~ Surveyor ~ ~ S0
Memasukkan catatan ke pangkalan data ~ Catatan lapangan ~ 3 jam ~ Data mentah ~ PT3H ~ Pengolah Data ~ ~ B1
Membandingkan data dengan tahun lalu ~ Data mentah ~ 2 jam ~ Perbandingan ~ PT2H ~ Kepala Bidang Destinasi ~ 1 ~ D2>1
Menggambar peta sebaran ~ Perbandingan ~ 1 hari ~ Peta ~ P1D ~ Pengolah Data ~ ~ B1
Menerbitkan buku data ~ Peta ~ 2 hari ~ Buku data ~ P2D ~ Kepala Bidang Destinasi ~ ~ S2
"""),
    _case("drawn-sampah", "xlsx-loose", "DINAS LINGKUNGAN HIDUP KOTA BUKIT LESTARI", "SOP PENGANGKUTAN SAMPAH PASAR",
          "Penyapu | Pengemudi Truk | Mandor", """
Mengumpulkan sampah ke bak ~ Sapu, gerobak ~ 2 jam ~ Bak terisi ~ PT2H ~ Penyapu ~ ~ S0
Menaikkan sampah ke truk ~ Bak terisi ~ 1 jam ~ Truk terisi ~ PT1H ~ Penyapu + Pengemudi Truk ~ ~ B0 B1
Melihat kebersihan pasar ~ Truk terisi ~ 15 menit ~ Pasar bersih ~ PT15M ~ Mandor ~ 1 ~ D2>1
Membuang sampah di tempat akhir ~ Pasar bersih ~ 3 jam ~ Struk timbangan ~ PT3H ~ Pengemudi Truk ~ ~ B1
Menghitung ritase ~ Struk timbangan ~ 20 menit ~ Laporan ritase ~ PT20M ~ Mandor ~ ~ S2
"""),
)  # fmt: skip

DRAWN_SECOND: tuple[Drawn, ...] = (
    _case("drawn-benur", "pdf-strokes-bare", "BALAI BENIH IKAN TELUK LEBAR", "SOP PENJUALAN BENIH IKAN",
          "Pembeli | Petugas Kolam | Kasir | Kepala Balai", """
Memesan benih ikan ~ Surat pesanan ~ 10 menit ~ Pesanan ~ PT10M ~ Pembeli ~ ~ S0
Menghitung benih yang tersedia ~ Pesanan ~ 1 jam ~ Hitungan benih ~ PT1H ~ Petugas Kolam ~ ~ B1
Memutuskan penjualan ~ Hitungan benih ~ 30 menit ~ Putusan ~ PT30M ~ Kepala Balai ~ 2 ~ D3>2
Menghitung harga dan mencetak nota ~ Putusan ~ 10 menit ~ Nota ~ PT10M ~ Kasir ~ ~ B2
Mengemas benih ke dalam kantong ~ Nota ~ 45 menit ~ Kantong benih ~ PT45M ~ Petugas Kolam ~ ~ S1
""", outside="Pembeli"),
    _case("drawn-dana-desa", "pdf-rings", "PEMERINTAH DESA SUMBER AGUNG", "SOP PENCAIRAN DANA DESA",
          "Kaur Keuangan | Sekretaris Desa | Kepala Desa", """
Mengisi surat permintaan pembayaran ~ RAB ~ 1 hari ~ SPP ~ P1D ~ Kaur Keuangan ~ ~ S0
Sekretaris Desa meneliti surat permintaan pembayaran ~ SPP ~ 2 jam ~ SPP diteliti ~ PT2H ~ Sekretaris Desa ~ 1 ~ D1>1
Menyetujui pencairan ~ SPP diteliti ~ 1 hari ~ Persetujuan ~ P1D ~ Kepala Desa ~ 2 ~ D2>2
Kepala Desa mengambil uang di bank ~ Persetujuan ~ 1 hari ~ Uang ~ P1D ~ Kaur Keuangan ~ ~ B0
Mencatat pengeluaran dalam buku kas umum ~ Uang ~ 30 menit ~ Buku kas ~ PT30M ~ Kaur Keuangan ~ ~ S0
"""),
    _case("drawn-tera-air", "docx-auto", "PERUSAHAAN UMUM DAERAH AIR MINUM TIRTA BENING", "SOP PENGGANTIAN METER AIR",
          "Pembaca Meter | Teknisi | Kepala Seksi Distribusi", """
Melaporkan meter yang tidak berputar ~ Daftar baca ~ 1 hari ~ Laporan ~ P1D ~ Pembaca Meter ~ ~ S0
Menilai laporan kerusakan meter air ~ Laporan ~ 2 jam ~ Penilaian ~ PT2H ~ Kepala Seksi Distribusi ~ ~ B2
Mengganti meter air di rumah pelanggan ~ Penilaian ~ 1 jam ~ Meter terpasang ~ PT1H ~ Teknisi ~ ~ B1
Menguji aliran air pada meter yang baru ~ Meter terpasang ~ 15 menit ~ Hasil uji ~ PT15M ~ Teknisi ~ 3 ~ D1>3
Mencatat nomor meter yang baru ~ Hasil uji ~ 10 menit ~ Data meter ~ PT10M ~ Pembaca Meter ~ ~ S0
"""),
    _case("drawn-vaksin", "docx-first", "DINAS PETERNAKAN KABUPATEN PADANG SAVANA", "SOP VAKSINASI TERNAK",
          "Peternak | Paramedik | Dokter Hewan", """
Mengumpulkan ternak di kandang jepit ~ Ternak ~ 1 jam ~ Ternak terkumpul ~ PT1H ~ Peternak ~ ~ S0
Mengukur suhu badan ternak ~ Ternak terkumpul ~ 10 menit ~ Hasil pengukuran ~ PT10M ~ Paramedik ~ ~ B1
Menentukan ternak yang layak divaksin ~ Hasil pengukuran ~ 10 menit ~ Daftar layak ~ PT10M ~ Dokter Hewan ~ 2 ~ D2>2
Menyuntikkan vaksin ~ Daftar layak ~ 5 menit ~ Ternak divaksin ~ PT5M ~ Dokter Hewan + Paramedik ~ ~ B1 B2
Memasang anting telinga ~ Ternak divaksin ~ 5 menit ~ Ternak bertanda ~ PT5M ~ Paramedik ~ ~ S1
""", outside="Peternak"),
    _case("drawn-uji-emisi", "docx-vmlgroup", "DINAS LINGKUNGAN HIDUP PROVINSI PULAU BESAR", "SOP UJI EMISI KENDARAAN DINAS",
          "Pengemudi | Penguji | Kepala Bengkel", """
Membawa kendaraan ke tempat uji ~ Jadwal ~ 30 menit ~ Kendaraan di tempat uji ~ PT30M ~ Pengemudi ~ ~ S0
Mengukur kadar asap ~ Kendaraan di tempat uji ~ 20 menit ~ Hasil ukur ~ PT20M ~ Penguji ~ ~ B1
Menyetel mesin ~ Hasil ukur ~ 1 jam ~ Mesin disetel ~ PT1H ~ Kepala Bengkel ~ 2 ~ D2>2
Menempelkan stiker lulus uji ~ Mesin disetel ~ 5 menit ~ Stiker ~ PT5M ~ Penguji ~ ~ S1
"""),
    _case("drawn-hutan-kota", "xlsx-merged", "DINAS PERTAMANAN KOTA RINDANG", "SOP PENEBANGAN POHON PELINDUNG",
          "Mandor Taman | Juru Tebang | Kepala Bidang Pertamanan", """
Meninjau pohon yang dilaporkan ~ Laporan ~ 1 hari ~ Hasil tinjauan ~ P1D ~ Mandor Taman ~ ~ S0
Menimbang perlunya penebangan ~ Hasil tinjauan ~ 2 jam ~ Pertimbangan ~ PT2H ~ Kepala Bidang Pertamanan ~ 1 ~ D2>1
Memotong dahan dan batang ~ Pertimbangan ~ 4 jam ~ Pohon tertebang ~ PT4H ~ Juru Tebang ~ ~ B1
Mengangkut potongan kayu ~ Pohon tertebang ~ 2 jam ~ Lokasi bersih ~ PT2H ~ Juru Tebang ~ ~ B1
Menanam pohon pengganti ~ Lokasi bersih ~ 1 hari ~ Pohon baru ~ P1D ~ Mandor Taman ~ ~ S0
"""),
)  # fmt: skip
