# ruff: noqa: E501 - documents stand here as they are
"""Documents written before the rules that read them were looked at: .docx, .xlsx and .pdf, as offices hand them in.

Cells of a row are written with `|` between them; `^` joins a cell with the one above it, `<` with the one before it.
"""

from __future__ import annotations

from tests.generator.cases.documents import Case
from tests.generator.cases.unseen_text import L

CUTI_PUSKESMAS = """No|Kegiatan|Pelaksana|<|<|<|Mutu Baku|<|<|Keterangan
^|^|Pegawai|Pengelola Kepegawaian|Kasubag TU|Kepala Puskesmas|Kelengkapan|Waktu|Output|^
||Mulai|||||||
1|Mengajukan permohonan cuti sakit|v||||Formulir cuti, surat keterangan dokter|5 menit|Permohonan cuti|
2|Menerima dan memeriksa kelengkapan berkas permohonan cuti, jika tidak lengkap dikembalikan ke pegawai untuk dilengkapi||v|||Permohonan cuti|10 menit|Berkas cuti lengkap|
3|Membuat konsep surat izin cuti sakit||v|||Berkas cuti lengkap|20 menit|Konsep surat izin cuti|
4|Memeriksa dan memaraf konsep surat izin cuti|||v||Konsep surat izin cuti|10 menit|Konsep surat izin cuti diparaf|Jika salah dikembalikan
5|Menandatangani surat izin cuti||||v|Konsep surat izin cuti diparaf|^|Surat izin cuti|
6|Menomori, mengarsipkan surat izin cuti dan menyampaikannya kepada pegawai||v|||Surat izin cuti|10 menit|Surat izin cuti tersampaikan|
|||Selesai||||||"""

LHP_INSPEKTORAT = """No.|Uraian Kegiatan|Pelaksana|<|<|<|<|Mutu Baku|<|<|Ket.
^|^|Auditor|Ketua Tim|Pengendali Teknis|Inspektur Pembantu|Inspektur|Kelengkapan|Waktu|Output|^
1.|Menyusun konsep laporan hasil pemeriksaan (LHP) berdasarkan kertas kerja||•||||Kertas kerja pemeriksaan|5 hari|Konsep LHP|
2.|Mereviu konsep LHP. Apabila belum sesuai dikembalikan kepada Ketua Tim untuk diperbaiki|||•|||Konsep LHP|2 hari|Konsep LHP direviu|
3.|Memeriksa dan memaraf konsep LHP||||•||Konsep LHP direviu|2 hari|Konsep LHP diparaf|
4.|Menandatangani LHP|||||•|Konsep LHP diparaf|1 hari|LHP|
5.|Menggandakan LHP dan membuat surat pengantar LHP|•|||||LHP|3 jam|LHP, konsep surat pengantar|
6.|Memeriksa dan menandatangani surat pengantar LHP|||||•|Konsep surat pengantar|1 jam|Surat pengantar LHP|
7.|Memberi nomor surat pengantar dan mengirimkan LHP kepada Bupati dan BPK Perwakilan|•|||||LHP, surat pengantar LHP|1 hari|Tanda terima LHP|"""

PERJALANAN_DINAS = """No|Aktivitas|Pelaksana|<|<|<|Mutu Baku|<|<|Keterangan
^|^|Pelaksana Perjalanan|Analis Tata Usaha|Kasubbag TU|PPK|Persyaratan|Waktu|Output|^
1|Kasubbag TU menugaskan Analis Tata Usaha untuk menyiapkan surat tugas dan SPD||||| Undangan, disposisi pimpinan|5 Menit|Disposisi|
2|Membuat konsep surat tugas dan surat perjalanan dinas (SPD)|||||Disposisi|30 Menit|Konsep surat tugas, konsep SPD|
3|Memeriksa dan memaraf konsep surat tugas dan SPD. Jika tidak benar dikembalikan kepada Analis Tata Usaha|||||Konsep surat tugas, konsep SPD|15 Menit|Konsep surat tugas dan SPD diparaf|
4|Meneliti ketersediaan anggaran dan menandatangani SPD. Jika anggaran tidak tersedia, proses dihentikan|||||Konsep SPD diparaf, DIPA|1 Hari|SPD|
5|Memberi nomor surat tugas dan SPD|||||Surat tugas, SPD|10 Menit|Surat tugas dan SPD bernomor|
6|Melaksanakan perjalanan dinas|||||Surat tugas dan SPD bernomor|Sesuai surat tugas|Laporan perjalanan dinas|
7|Menyampaikan laporan perjalanan dinas dan bukti pengeluaran kepada Analis Tata Usaha|||||Laporan perjalanan dinas, bukti pengeluaran|maksimal 5 hari kerja|Berkas pertanggungjawaban|
8|Memverifikasi bukti pengeluaran dan mengarsipkan|||||Berkas pertanggungjawaban|2 Hari|Arsip|"""

ATK_RSUD = """No|Kegiatan|Pelaksana|<|<|<|Mutu Baku|<|<
^|^|Kepala Ruangan|Petugas Gudang|Kasubbag Umum|Kabag TU|Kelengkapan|Waktu|Output
1|Membuat daftar permintaan ATK ruangan|•||||Daftar kebutuhan|30 menit|Daftar permintaan ATK
2|Mencocokkan daftar permintaan ATK dengan persediaan||•|||Daftar permintaan ATK, kartu stok|1 jam|Daftar permintaan ATK dicocokkan
3|Memeriksa daftar permintaan ATK. Bila tidak disetujui dikembalikan kepada Kepala Ruangan|||•||Daftar permintaan ATK dicocokkan|30 menit|Daftar permintaan ATK diperiksa
4|Menyetujui dan menandatangani surat perintah mengeluarkan barang||||•|Daftar permintaan ATK diperiksa|1 hari|Surat perintah mengeluarkan barang
5|Mengeluarkan dan menyerahkan ATK kepada Kepala Ruangan||•|||Surat perintah mengeluarkan barang|1 jam|ATK, bukti serah terima
6|Mencatat pengeluaran ATK pada kartu stok||•|||Bukti serah terima|15 menit|Kartu stok"""

PENSIUN_BKN = """NO|URAIAN PROSEDUR|PELAKSANA|<|<|<|<|MUTU BAKU|<|<|KET
^|^|PNS|Analis Kepegawaian|Kabid Mutasi|Sekretaris|Kepala BKPSDM|PERSYARATAN|WAKTU|OUTPUT|^
1|PNS menyampaikan usul pensiun disertai berkas persyaratan||||||Surat permohonan pensiun, DPCP 3 rangkap, fotokopi SK CPNS 2 rangkap, fotokopi SK PNS 2 rangkap, pas foto 3x4 5 lembar|10 menit|Berkas usul pensiun|
2|Menerima dan memverifikasi kelengkapan berkas usul pensiun. Apabila tidak lengkap, berkas dikembalikan kepada PNS yang bersangkutan||||||Berkas usul pensiun|1 jam|Berkas lengkap|
3|Menyusun konsep surat pengantar usul pensiun ke Kantor Regional BKN||||||Berkas lengkap|1 hari|Konsep surat pengantar|
4|Memeriksa konsep surat pengantar, jika setuju memaraf, jika tidak setuju mengembalikan kepada Analis Kepegawaian||||||Konsep surat pengantar|1 jam|Konsep surat pengantar diparaf|
5|Memeriksa dan memaraf konsep surat pengantar||||||Konsep surat pengantar diparaf|1 jam|Konsep surat pengantar diparaf|
6|Menandatangani surat pengantar usul pensiun||||||Konsep surat pengantar diparaf|1 hari|Surat pengantar|
7|Memberi nomor surat pengantar dan mengirim berkas usul pensiun ke Kantor Regional BKN||||||Surat pengantar, berkas usul pensiun|2 jam|Resi pengiriman|
8|Menerima pertimbangan teknis pensiun dari Kantor Regional BKN||||||Pertimbangan teknis|-|Pertimbangan teknis|Waktu mengikuti BKN
9|Mengetik SK pensiun||||||Pertimbangan teknis|2 jam|Konsep SK pensiun|
10|Memaraf SK pensiun||||||Konsep SK pensiun|1 jam|Konsep SK pensiun diparaf|
11|Menandatangani SK pensiun||||||Konsep SK pensiun diparaf|2 hari|SK pensiun|
12|Menyerahkan SK pensiun kepada PNS||||||SK pensiun|10 menit|Tanda terima SK|"""

SUMPAH_PNS = """No|Kegiatan|Pelaksana|Kelengkapan|Waktu|Output|Keterangan
1|Mendata PNS yang akan diambil sumpah/janji|Staf Bidang Mutasi|Data PNS|1 hari|Daftar PNS|
2|Menyusun jadwal pengambilan sumpah/janji dan konsep surat undangan|Kasubbid Mutasi|Daftar PNS|1 hari|Jadwal, konsep surat undangan|
3|Memeriksa dan memaraf konsep surat undangan|Kabid Mutasi|Konsep surat undangan|1 jam|Konsep surat undangan diparaf|
4|Memeriksa konsep surat undangan. Jika tidak disetujui dikembalikan kepada Kasubbid Mutasi untuk diperbaiki. Jika disetujui ditandatangani|Kepala BKD|Konsep surat undangan diparaf|2 jam|Surat undangan|
5|Memberi nomor dan mengirimkan surat undangan kepada OPD|Staf Bidang Mutasi|Surat undangan|1 hari|Surat undangan terkirim|
6|Menyiapkan tempat dan naskah sumpah/janji|Staf Bidang Mutasi dan Kasubbag Umum|Surat undangan|1 hari|Tempat dan naskah siap|
7|Mengambil sumpah/janji setiap PNS sesuai jadwal|Kepala BKD|Naskah sumpah/janji|Disesuaikan|Sumpah/janji terucap|kolektif
8|Menandatangani berita acara sumpah/janji|Kepala BKD|Berita acara|30 menit|Berita acara ditandatangani|
9|Mengarsipkan berita acara dan menyerahkan petikan kepada PNS|Staf Bidang Mutasi|Berita acara ditandatangani|3 hari|Petikan berita acara|"""

SURAT_TUGAS_KEMENTERIAN = """No|Kegiatan|Kepala Kantor|Kasubbag TU|Pengadministrasi Umum|Mutu Baku|<|<
^|^|^|^|^|Kelengkapan|Waktu|Output
1|Menerima surat undangan dari instansi luar dan mencatat pada buku agenda|||||10 menit|Surat teragenda
2|Mendisposisi surat undangan|||||30 menit|Disposisi
3|Menugaskan Pengadministrasi Umum menyiapkan surat tugas|||||10 menit|Disposisi
4|Menyiapkan konsep surat tugas|||||20 menit|Konsep surat tugas
5|Mengoreksi konsep surat tugas, jika ada perbaikan dikembalikan, jika tidak diparaf|||||10 menit|Konsep surat tugas diparaf
6|Menandatangani surat tugas|||||1 jam|Surat tugas
7|Mengagendakan surat tugas, memberi nomor dan membagikan kepada pegawai yang ditugaskan|||||15 menit|Surat tugas diterima"""

UNSEEN_FILES: tuple[Case, ...] = (
    Case(
        "unseen-cuti-sakit",
        "word",
        "SOP PELAYANAN CUTI SAKIT",
        "UPTD PUSKESMAS RAWAT INAP SEJAHTERA",
        (),
        (
            L("Mengajukan permohonan cuti sakit", "Pegawai", "PT5M", ""),
            L(
                "Menerima dan memeriksa kelengkapan berkas permohonan cuti, jika tidak lengkap dikembalikan ke pegawai "
                "untuk dilengkapi",
                "Pengelola Kepegawaian",
                "PT10M",
                "terima periksa_berkas",
                "2",
            ),
            L("Membuat konsep surat izin cuti sakit", "Pengelola Kepegawaian", "PT20M", "konsep"),
            L("Memeriksa dan memaraf konsep surat izin cuti", "Kasubag TU", "PT10M", "periksa paraf", "3"),
            L("Menandatangani surat izin cuti", "Kepala Puskesmas", "PT10M", "tanda_tangan", "3"),
            L(
                "Menomori, mengarsipkan surat izin cuti dan menyampaikannya kepada pegawai",
                "Pengelola Kepegawaian",
                "PT10M",
                "nomor arsip serah",
            ),
        ),
        outside=("Pegawai",),
        text=CUTI_PUSKESMAS,
    ),
    Case(
        "unseen-lhp",
        "pdf-office",
        "SOP PENERBITAN LAPORAN HASIL PEMERIKSAAN",
        "INSPEKTORAT KABUPATEN BUKIT INDAH",
        (),
        (
            L(
                "Menyusun konsep laporan hasil pemeriksaan (LHP) berdasarkan kertas kerja",
                "Ketua Tim",
                "P5D",
                "konsep",
            ),
            L(
                "Mereviu konsep LHP. Apabila belum sesuai dikembalikan kepada Ketua Tim untuk diperbaiki",
                "Pengendali Teknis",
                "P2D",
                "periksa",
                "1",
            ),
            L("Memeriksa dan memaraf konsep LHP", "Inspektur Pembantu", "P2D", "periksa paraf", "1"),
            L("Menandatangani LHP", "Inspektur", "P1D", "tanda_tangan", "1"),
            L("Menggandakan LHP dan membuat surat pengantar LHP", "Auditor", "PT3H", "konsep"),
            L("Memeriksa dan menandatangani surat pengantar LHP", "Inspektur", "PT1H", "periksa tanda_tangan", "5"),
            L(
                "Memberi nomor surat pengantar dan mengirimkan LHP kepada Bupati dan BPK Perwakilan",
                "Auditor",
                "P1D",
                "nomor arsip kirim",
            ),
        ),
        text=LHP_INSPEKTORAT,
    ),
    Case(
        "unseen-perjalanan-dinas",
        "sheet",
        "SOP Administrasi Perjalanan Dinas",
        "BALAI BESAR PELATIHAN KEMENTERIAN",
        (),
        (
            L(
                "Kasubbag TU menugaskan Analis Tata Usaha untuk menyiapkan surat tugas dan SPD",
                "Kasubbag TU",
                "PT5M",
                "perintah",
            ),
            L(
                "Membuat konsep surat tugas dan surat perjalanan dinas (SPD)",
                "Analis Tata Usaha",
                "PT30M",
                "konsep",
            ),
            L(
                "Memeriksa dan memaraf konsep surat tugas dan SPD. Jika tidak benar dikembalikan kepada Analis Tata "
                "Usaha",
                "Kasubbag TU",
                "PT15M",
                "periksa paraf",
                "2",
            ),
            L(
                "Meneliti ketersediaan anggaran dan menandatangani SPD. Jika anggaran tidak tersedia, proses dihentikan",
                "PPK",
                "P1D",
                "periksa tanda_tangan",
                "end",
            ),
            L("Memberi nomor surat tugas dan SPD", "Analis Tata Usaha", "PT10M", "nomor"),
            L("Melaksanakan perjalanan dinas", "Pelaksana Perjalanan", None, "lain"),
            L(
                "Menyampaikan laporan perjalanan dinas dan bukti pengeluaran kepada Analis Tata Usaha",
                "Pelaksana Perjalanan",
                "P5D",
                "serah",
            ),
            L(
                "Memverifikasi bukti pengeluaran dan mengarsipkan",
                "Analis Tata Usaha",
                "P2D",
                "periksa_berkas arsip",
            ),
        ),
        text=PERJALANAN_DINAS,
    ),
    Case(
        "unseen-atk",
        "pdf-bare",
        "SOP PERMINTAAN ATK",
        "RUMAH SAKIT UMUM DAERAH HARAPAN",
        (),
        (
            L("Membuat daftar permintaan ATK ruangan", "Kepala Ruangan", "PT30M", "proses"),
            L("Mencocokkan daftar permintaan ATK dengan persediaan", "Petugas Gudang", "PT1H", "lain"),
            L(
                "Memeriksa daftar permintaan ATK. Bila tidak disetujui dikembalikan kepada Kepala Ruangan",
                "Kasubbag Umum",
                "PT30M",
                "periksa",
                "1",
            ),
            L(
                "Menyetujui dan menandatangani surat perintah mengeluarkan barang",
                "Kabag TU",
                "P1D",
                "tanda_tangan",
                "1",
            ),
            L("Mengeluarkan dan menyerahkan ATK kepada Kepala Ruangan", "Petugas Gudang", "PT1H", "serah"),
            L("Mencatat pengeluaran ATK pada kartu stok", "Petugas Gudang", "PT15M", "lain"),
        ),
        text=ATK_RSUD,
    ),
    Case(
        "unseen-pensiun",
        "word",
        "SOP PENGURUSAN PENSIUN PNS",
        "BADAN KEPEGAWAIAN DAN PENGEMBANGAN SDM KABUPATEN RIMBA JAYA",
        (),
        (
            L(
                "PNS menyampaikan usul pensiun disertai berkas persyaratan",
                "PNS",
                "PT10M",
                "",
            ),
            L(
                "Menerima dan memverifikasi kelengkapan berkas usul pensiun. Apabila tidak lengkap, berkas "
                "dikembalikan kepada PNS yang bersangkutan",
                "Analis Kepegawaian",
                "PT1H",
                "terima periksa_berkas",
                "2",
                copies=(None, 3, 2, 2, 5),
            ),
            L(
                "Menyusun konsep surat pengantar usul pensiun ke Kantor Regional BKN",
                "Analis Kepegawaian",
                "P1D",
                "konsep",
            ),
            L(
                "Memeriksa konsep surat pengantar, jika setuju memaraf, jika tidak setuju mengembalikan kepada Analis "
                "Kepegawaian",
                "Kabid Mutasi",
                "PT1H",
                "periksa paraf",
                "3",
            ),
            L("Memeriksa dan memaraf konsep surat pengantar", "Sekretaris", "PT1H", "periksa paraf", "3"),
            L("Menandatangani surat pengantar usul pensiun", "Kepala BKPSDM", "P1D", "tanda_tangan", "3"),
            L(
                "Memberi nomor surat pengantar dan mengirim berkas usul pensiun ke Kantor Regional BKN",
                "Analis Kepegawaian",
                "PT2H",
                "nomor arsip kirim",
            ),
            L(
                "Menerima pertimbangan teknis pensiun dari Kantor Regional BKN",
                "Analis Kepegawaian",
                None,
                "catat_balasan",
            ),
            L("Mengetik SK pensiun", "Analis Kepegawaian", "PT2H", "konsep"),
            L("Memaraf SK pensiun", "", "PT1H", "paraf", "9"),
            L("Menandatangani SK pensiun", "Kepala BKPSDM", "P2D", "tanda_tangan", "9"),
            L("Menyerahkan SK pensiun kepada PNS", "Analis Kepegawaian", "PT10M", "serah"),
        ),
        outside=("PNS", "Kantor Regional BKN"),
        text=PENSIUN_BKN,
        letters=(("Kantor Regional BKN",), ("PNS",)),
    ),
    Case(
        "unseen-sumpah",
        "word-names",
        "SOP PENGAMBILAN SUMPAH/JANJI PNS",
        "BADAN KEPEGAWAIAN DAERAH PROVINSI TELAGA BIRU",
        (),
        (
            L("Mendata PNS yang akan diambil sumpah/janji", "Staf Bidang Mutasi", "P1D", "data"),
            L(
                "Menyusun jadwal pengambilan sumpah/janji dan konsep surat undangan",
                "Kasubbid Mutasi",
                "P1D",
                "jadwal konsep",
            ),
            L("Memeriksa dan memaraf konsep surat undangan", "Kabid Mutasi", "PT1H", "periksa paraf", "2"),
            L(
                "Memeriksa konsep surat undangan. Jika tidak disetujui dikembalikan kepada Kasubbid Mutasi untuk "
                "diperbaiki. Jika disetujui ditandatangani",
                "Kepala BKD",
                "PT2H",
                "periksa tanda_tangan",
                "2",
            ),
            L(
                "Memberi nomor dan mengirimkan surat undangan kepada OPD",
                "Staf Bidang Mutasi",
                "P1D",
                "nomor arsip kirim",
            ),
            L(
                "Menyiapkan tempat dan naskah sumpah/janji",
                "Staf Bidang Mutasi",
                "P1D",
                "lain",
                with_roles=("Kasubbag Umum",),
            ),
            L("Mengambil sumpah/janji setiap PNS sesuai jadwal", "Kepala BKD", None, "lain"),
            L("Menandatangani berita acara sumpah/janji", "Kepala BKD", "PT30M", "tanda_tangan"),
            L(
                "Mengarsipkan berita acara dan menyerahkan petikan kepada PNS",
                "Staf Bidang Mutasi",
                "P3D",
                "arsip serah",
            ),
        ),
        text=SUMPAH_PNS,
        letters=(("OPD",),),
    ),
    Case(
        "unseen-surat-tugas",
        "sheet",
        "SOP PENERBITAN SURAT TUGAS",
        "KANTOR KEMENTERIAN AGAMA KABUPATEN LIMA LAUT",
        (),
        (
            L(
                "Menerima surat undangan dari instansi luar dan mencatat pada buku agenda",
                "Pengadministrasi Umum",
                "PT10M",
                "terima",
            ),
            L("Mendisposisi surat undangan", "Kepala Kantor", "PT30M", "disposisi"),
            L("Menugaskan Pengadministrasi Umum menyiapkan surat tugas", "Kasubbag TU", "PT10M", "perintah"),
            L("Menyiapkan konsep surat tugas", "Pengadministrasi Umum", "PT20M", "konsep"),
            L(
                "Mengoreksi konsep surat tugas, jika ada perbaikan dikembalikan, jika tidak diparaf",
                "Kasubbag TU",
                "PT10M",
                "koreksi paraf",
                "4",
            ),
            L("Menandatangani surat tugas", "Kepala Kantor", "PT1H", "tanda_tangan", "4"),
            L(
                "Mengagendakan surat tugas, memberi nomor dan membagikan kepada pegawai yang ditugaskan",
                "Pengadministrasi Umum",
                "PT15M",
                "nomor arsip serah",
            ),
        ),
        text=SURAT_TUGAS_KEMENTERIAN,
    ),
)
