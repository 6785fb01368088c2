BEGIN TRANSACTION;
CREATE TABLE balasan (
    pengirim TEXT NOT NULL,
    pesan TEXT NOT NULL,              -- the sender's id of the message
    surat TEXT NOT NULL,              -- letter id that it names; not a reference: unknown letters are kept too
    sha256 TEXT NOT NULL,
    isi TEXT NOT NULL,                -- JSON as received
    status TEXT NOT NULL CHECK (status IN ('diterima', 'menunggu', 'dikorelasi', 'ditolak', 'terlambat')),
    alasan TEXT NOT NULL,
    diterima_pada TEXT NOT NULL,
    diubah_pada TEXT NOT NULL, diambil_pada TEXT,
    PRIMARY KEY (pengirim, pesan)
);
INSERT INTO "balasan" VALUES('kanwil','m-1','1-pengantar-1','1c4135d794949c83ab5617db12e6dd1e2613a4dc90c59c4af207c27ceb785439','{"macam":"balasan"}','dikorelasi','','2025-03-04T02:00:00.000000Z','2025-03-04T02:00:00.000000Z',NULL);
INSERT INTO "balasan" VALUES('kanwil','m-2','1-pengantar-1','1c4135d794949c83ab5617db12e6dd1e2613a4dc90c59c4af207c27ceb785439','{"macam":"balasan"}','ditolak','','2025-03-04T02:00:00.000000Z','2025-03-04T02:00:00.000000Z',NULL);
INSERT INTO "balasan" VALUES('kanwil','m-3','1-pengantar-1','1c4135d794949c83ab5617db12e6dd1e2613a4dc90c59c4af207c27ceb785439','{"macam":"balasan"}','diterima','','2025-03-04T02:00:00.000000Z','2025-03-04T02:00:00.000000Z',NULL);
CREATE TABLE dicabut (
    proses BIGINT PRIMARY KEY,
    kantor TEXT NOT NULL,
    perkara TEXT NOT NULL,
    alasan TEXT NOT NULL,
    dicatat_pada TEXT NOT NULL
);
INSERT INTO "dicabut" VALUES(9,'kemenag-dki','9/2025','dicabut','2025-03-04T02:00:00.000000Z');
CREATE TABLE kiriman (
    id TEXT PRIMARY KEY,              -- derived from what, to whom and how; the identity on every try
    macam TEXT NOT NULL CHECK (macam IN ('surat', 'pengingat', 'tenggat')),
    kunci TEXT NOT NULL,              -- letter id or notice key
    surat TEXT REFERENCES surat (id), -- the letter to attach or to speak of
    kantor TEXT NOT NULL,
    penerima TEXT NOT NULL,           -- receiver's key in the office file; addresses are looked up when sending
    alamat TEXT NOT NULL,             -- only for a receiver that the office file cannot know (the applicant); emptied once sent
    saluran TEXT NOT NULL CHECK (saluran IN ('email', 'webhook')),
    subjek TEXT NOT NULL,
    teks TEXT NOT NULL,
    html TEXT NOT NULL,
    data TEXT NOT NULL,               -- JSON body of the webhook
    lampirkan BIGINT NOT NULL CHECK (lampirkan IN (0, 1)),
    status TEXT NOT NULL CHECK (status IN ('menunggu', 'terkirim', 'gagal', 'dibatalkan')),
    percobaan BIGINT NOT NULL,
    berikutnya TEXT NOT NULL,         -- earliest time of the next try
    sewa_oleh TEXT,                   -- who is sending it now
    sewa_sampai TEXT,
    galat TEXT NOT NULL,              -- class and code of the last error, never its text
    bukti TEXT NOT NULL,              -- what the receiving system answered: code only
    dibuat_pada TEXT NOT NULL,
    terkirim_pada TEXT,
    UNIQUE (macam, kunci, penerima, saluran)
);
INSERT INTO "kiriman" VALUES('surat-e125602c010e654edb04efc04db32fc5','surat','1-pengantar-1','1-pengantar-1','kemenag-dki','kanwil','','email','Surat Nomor B-1 - Kantor','Yth. Kanwil

Bersama ini kami sampaikan surat berikut, terlampir:

Nomor   : B-1
Tanggal : 4 Maret 2025
Perihal : Usul

Dalam balasan mohon disebutkan nomor surat di atas.

Naskah fisik disampaikan secara terpisah apabila diperlukan. Atas perhatian Saudara, kami ucapkan terima kasih.

Kantor

--
Surat elektronik ini dikirim oleh sistem Kantor.
','<!DOCTYPE html>
<html lang="id">
<head><meta charset="utf-8"><title>Surat Nomor B-1 - Kantor</title></head>
<body style="font-family: Arial, Helvetica, sans-serif; font-size: 11pt; line-height: 1.5; color: #222">
<p>Yth. Kanwil</p>
<p>Bersama ini kami sampaikan surat berikut, terlampir:</p>
<table style="border-collapse: collapse">
<tr><td style="padding-right: 1em">Nomor</td><td>: B-1</td></tr>
<tr><td style="padding-right: 1em">Tanggal</td><td>: 4 Maret 2025</td></tr>
<tr><td style="padding-right: 1em">Perihal</td><td>: Usul</td></tr>
</table>
<p>Dalam balasan mohon disebutkan nomor surat di atas.</p>
<p>Naskah fisik disampaikan secara terpisah apabila diperlukan. Atas perhatian Saudara, kami ucapkan terima kasih.</p>
<p>Kantor</p>
<p style="color: #666; font-size: 9pt">Surat elektronik ini dikirim oleh sistem Kantor.</p>
</body>
</html>','{"kantor":"kemenag-dki","letter_id":"1-pengantar-1","nama_kantor":"Kantor","nama_penerima":"Kanwil","nama_surat":"Surat","nomor":"B-1","perihal":"Usul","tanggal":"2025-03-04"}',1,'menunggu',0,'2025-03-04T02:00:00.000000Z',NULL,NULL,'','','2025-03-04T02:00:00.000000Z',NULL);
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
CREATE TABLE pelanggaran (
    tugas BIGINT NOT NULL,            -- element instance key
    tingkat BIGINT NOT NULL,
    proses BIGINT NOT NULL,
    kantor TEXT NOT NULL,
    sop TEXT NOT NULL,
    langkah TEXT NOT NULL,
    perkara TEXT NOT NULL,
    tenggat TEXT,
    dicatat_pada TEXT NOT NULL,
    PRIMARY KEY (tugas, tingkat)
);
INSERT INTO "pelanggaran" VALUES(77,1,1,'kemenag-dki','s','periksa','1/2025','2025-03-04T02:00:00+00:00','2025-03-04T02:00:00.000000Z');
CREATE TABLE perkara_selesai (
    proses BIGINT PRIMARY KEY,
    perkara TEXT NOT NULL,
    dicatat_pada TEXT NOT NULL
);
INSERT INTO "perkara_selesai" VALUES(9,'9/2025','2025-03-04T02:00:00.000000Z');
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
INSERT INTO "schema_version" VALUES(1,'letters','91ada8e31428197778030e9a1e1048f765d0ff4fcb8eeda1a7b01fafd8e70568','2026-11-22T21:16:33.153036Z');
INSERT INTO "schema_version" VALUES(2,'outbox','37af475d9d1ff6cadd1c73e83001dffab22a1177dea0dbc9718cdaca81e28160','2026-11-22T21:16:33.209487Z');
INSERT INTO "schema_version" VALUES(3,'cases','cf2e3384bf661537c1f27e44854d663d61915290746eff49f6d949e165e44848','2026-11-22T21:16:33.225026Z');
INSERT INTO "schema_version" VALUES(4,'ends','04e691255e949bc1cb07103dda9a44a3c6ec2b2e423455fede12776739227658','2026-11-22T21:16:33.241995Z');
INSERT INTO "schema_version" VALUES(5,'taken','48e9d3a366dd97fec47912144b3c4b52622af744f9e984df7a145307d4ac3a76','2026-11-22T21:16:33.247147Z');
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
    dibatalkan_pada TEXT, dibersihkan_pada TEXT,
    UNIQUE (proses, slot, putaran),
    CHECK ((asal = 'proses' AND proses IS NOT NULL AND slot IS NOT NULL AND putaran IS NOT NULL)
        OR (asal = 'manual' AND proses IS NULL AND slot IS NULL AND putaran IS NULL))
);
INSERT INTO "surat" VALUES('1-pengantar-1','proses',1,'pengantar',1,'kemenag-dki','karpeg-kemenag','surat-pengantar','1/2025','Surat Pengantar','Usul Karpeg','','bernomor',1,'',NULL,NULL,'2025-03-04T02:00:00.000000Z','2025-03-04T02:00:00.000000Z','2025-03-04T02:00:00.000000Z',NULL,NULL,NULL,NULL);
INSERT INTO "surat" VALUES('2-pengantar-1','proses',2,'pengantar',1,'kemenag-dki','karpeg-kemenag','surat-pengantar','2/2025','Surat Pengantar','Usul Karpeg','','ditandatangani',1,'',NULL,NULL,'2025-03-04T02:00:00.000000Z','2025-03-04T02:00:00.000000Z',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "surat" VALUES('3-pengantar-1','proses',3,'pengantar',1,'kemenag-dki','karpeg-kemenag','surat-pengantar','3/2025','Surat Pengantar','Usul Karpeg','','konsep',0,'',NULL,NULL,'2025-03-04T02:00:00.000000Z',NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE tanda_terima (
    surat TEXT NOT NULL REFERENCES surat (id),
    penerima TEXT NOT NULL,           -- who signed for it
    tanggal TEXT NOT NULL,
    keterangan TEXT NOT NULL,
    oleh TEXT NOT NULL,               -- who delivered or recorded it
    dicatat_pada TEXT NOT NULL,
    PRIMARY KEY (surat, penerima, tanggal)
);
INSERT INTO "tanda_terima" VALUES('1-pengantar-1','Penerima','2025-03-04','','ptsp','2025-03-04T02:00:00.000000Z');
CREATE TABLE tenggat (
    tugas BIGINT PRIMARY KEY,         -- element instance key
    proses BIGINT NOT NULL,
    kantor TEXT NOT NULL,
    langkah TEXT NOT NULL,
    mulai TEXT NOT NULL,
    tenggat TEXT NOT NULL,            -- with the office's offset, as the process got it
    tenggat_utc TEXT NOT NULL,
    dicatat_pada TEXT NOT NULL
);
INSERT INTO "tenggat" VALUES(77,1,'kemenag-dki','periksa','2025-03-04T02:00:00.000000Z','2025-03-04T02:00:00+00:00','2025-03-04T02:00:00.000000Z','2025-03-04T02:00:00.000000Z');
CREATE UNIQUE INDEX nomor_lengkap ON nomor (kantor, tahun, upper(lengkap));
CREATE INDEX kiriman_menunggu ON kiriman (berikutnya) WHERE status = 'menunggu';
CREATE INDEX kiriman_surat ON kiriman (surat);
CREATE INDEX tenggat_proses ON tenggat (proses, langkah);
CREATE INDEX pelanggaran_proses ON pelanggaran (proses);
CREATE INDEX balasan_menunggu ON balasan (diterima_pada) WHERE status IN ('diterima', 'menunggu');
CREATE INDEX balasan_surat ON balasan (surat);
COMMIT;
