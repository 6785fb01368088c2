-- Letters, the register of their numbers, and the versions of their text.
-- Dates and times are text: dates as YYYY-MM-DD, times as ISO 8601 in UTC with microseconds, so that they sort.

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

-- The book itself: one row for every number ever given. Rows are never deleted.
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

-- No two letters of an office carry the same number in a year, whichever book or system gave it.
CREATE UNIQUE INDEX nomor_lengkap ON nomor (kantor, tahun, upper(lengkap));

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
