BEGIN TRANSACTION;
CREATE TABLE konsep (
    surat TEXT NOT NULL REFERENCES surat (id),
    versi BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    isi TEXT NOT NULL,
    langkah TEXT NOT NULL,            -- step that wrote it
    oleh TEXT NOT NULL,               -- user, or '' for a worker
    pada TEXT NOT NULL,
    PRIMARY KEY (surat, versi)
);
INSERT INTO "konsep" VALUES('1-pengantar-1',1,'9333409774f6a7abde7b5c2655a8f4dec5328b543fbd9044f02024acf222346c','Isi surat.','tandatangan','kepala','2025-03-04T02:00:00.000000Z');
INSERT INTO "konsep" VALUES('2-pengantar-1',1,'9333409774f6a7abde7b5c2655a8f4dec5328b543fbd9044f02024acf222346c','Isi surat.','tandatangan','kepala','2025-03-04T02:00:00.000000Z');
CREATE TABLE nomor (
    kantor TEXT NOT NULL,
    buku TEXT NOT NULL,
    tahun BIGINT NOT NULL,
    sumber TEXT NOT NULL CHECK (sumber IN ('alur', 'luar')),
    urut BIGINT NOT NULL,             -- the running number; for `luar` the order in which they were recorded
    sisip BIGINT NOT NULL,            -- 0: the number itself; 1, 2 ...: inserted after it (12.a, 12.b)
    lengkap TEXT NOT NULL,            -- as printed on the letter
    tanggal TEXT NOT NULL,            -- letter date in the office's zone
    keadaan TEXT NOT NULL CHECK (keadaan IN ('dipesan', 'dipakai', 'dibatalkan')),
    surat TEXT UNIQUE REFERENCES surat (id),
    keperluan TEXT NOT NULL,          -- what it was booked for
    alasan TEXT NOT NULL,             -- why it was cancelled
    oleh TEXT NOT NULL,               -- who booked or entered it; '' for the process
    dicatat_pada TEXT NOT NULL,
    PRIMARY KEY (kantor, buku, tahun, sumber, urut, sisip),
    CHECK (keadaan <> 'dipakai' OR surat IS NOT NULL),
    CHECK (keadaan <> 'dipesan' OR surat IS NULL),
    CHECK (sumber = 'alur' OR sisip = 0)
);
INSERT INTO "nomor" VALUES('kemenag-dki','surat-pengantar',2025,'alur',1,0,'B-1/Kk.09.1/1/KP.07.6/03/2025','2025-03-04','dipakai','1-pengantar-1','','','','2025-03-04T02:00:00.000000Z');
CREATE TABLE register (
    kantor TEXT NOT NULL,
    buku TEXT NOT NULL,               -- the book; by default one for each letter kind
    tahun BIGINT NOT NULL,            -- year of the letter date
    awal BIGINT NOT NULL,             -- first number that is given here; earlier ones are in the book taken over
    terakhir BIGINT NOT NULL,         -- last number given
    tanggal_terakhir TEXT NOT NULL,   -- latest letter date among them, or '' when there is none
    dibuat_pada TEXT NOT NULL,
    PRIMARY KEY (kantor, buku, tahun),
    CHECK (awal >= 1 AND terakhir >= awal - 1)
);
INSERT INTO "register" VALUES('kemenag-dki','surat-pengantar',2025,1,1,'2025-03-04','2025-03-04T02:00:00.000000Z');
CREATE TABLE schema_version (
    versi BIGINT PRIMARY KEY,
    nama TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    pada TEXT NOT NULL
);
INSERT INTO "schema_version" VALUES(1,'letters','91ada8e31428197778030e9a1e1048f765d0ff4fcb8eeda1a7b01fafd8e70568','2026-11-22T18:20:58.644032Z');
CREATE TABLE surat (
    id TEXT PRIMARY KEY,
    asal TEXT NOT NULL CHECK (asal IN ('proses', 'manual')),
    proses BIGINT,                    -- process instance key
    slot TEXT,
    putaran BIGINT,
    kantor TEXT NOT NULL,
    sop TEXT NOT NULL,
    jenis TEXT NOT NULL,
    perkara TEXT NOT NULL,            -- nomorPerkara
    nama TEXT NOT NULL,
    perihal TEXT NOT NULL,
    tujuan TEXT NOT NULL,
    status TEXT NOT NULL
        CHECK (status IN ('konsep', 'ditandatangani', 'bernomor', 'diarsipkan', 'dikirim', 'dibatalkan')),
    versi BIGINT NOT NULL,            -- last version of the text; 0: none yet
    alasan TEXT NOT NULL,             -- why it was cancelled
    arsip TEXT,                       -- file of the final letter, relative to the letters directory
    arsip_sha256 TEXT,
    dibuat_pada TEXT NOT NULL,
    ditandatangani_pada TEXT,         -- from then on the text is locked
    dinomori_pada TEXT,
    diarsipkan_pada TEXT,
    dikirim_pada TEXT,
    dibatalkan_pada TEXT,
    UNIQUE (proses, slot, putaran),
    CHECK ((asal = 'proses' AND proses IS NOT NULL AND slot IS NOT NULL AND putaran IS NOT NULL)
        OR (asal = 'manual' AND proses IS NULL AND slot IS NULL AND putaran IS NULL))
);
INSERT INTO "surat" VALUES('1-pengantar-1','proses',1,'pengantar',1,'kemenag-dki','karpeg-kemenag','surat-pengantar','1/2025','Surat Pengantar','Usul Karpeg','','bernomor',1,'',NULL,NULL,'2025-03-04T02:00:00.000000Z','2025-03-04T02:00:00.000000Z','2025-03-04T02:00:00.000000Z',NULL,NULL,NULL);
INSERT INTO "surat" VALUES('2-pengantar-1','proses',2,'pengantar',1,'kemenag-dki','karpeg-kemenag','surat-pengantar','2/2025','Surat Pengantar','Usul Karpeg','','ditandatangani',1,'',NULL,NULL,'2025-03-04T02:00:00.000000Z','2025-03-04T02:00:00.000000Z',NULL,NULL,NULL,NULL);
INSERT INTO "surat" VALUES('3-pengantar-1','proses',3,'pengantar',1,'kemenag-dki','karpeg-kemenag','surat-pengantar','3/2025','Surat Pengantar','Usul Karpeg','','konsep',0,'',NULL,NULL,'2025-03-04T02:00:00.000000Z',NULL,NULL,NULL,NULL,NULL);
CREATE UNIQUE INDEX nomor_lengkap ON nomor (kantor, tahun, upper(lengkap));
COMMIT;
