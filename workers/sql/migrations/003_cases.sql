-- What happens around the letters of a case: deadlines, answers, physical delivery, withdrawal.

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
CREATE INDEX tenggat_proses ON tenggat (proses, langkah);

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
CREATE INDEX pelanggaran_proses ON pelanggaran (proses);

-- The authority on duplicates among answers.
CREATE TABLE balasan (
    pengirim TEXT NOT NULL,
    pesan TEXT NOT NULL,              -- the sender's id of the message
    surat TEXT NOT NULL,              -- letter id that it names; not a reference: unknown letters are kept too
    sha256 TEXT NOT NULL,
    isi TEXT NOT NULL,                -- JSON as received
    status TEXT NOT NULL CHECK (status IN ('diterima', 'menunggu', 'dikorelasi', 'ditolak', 'terlambat')),
    alasan TEXT NOT NULL,
    diterima_pada TEXT NOT NULL,
    diubah_pada TEXT NOT NULL,
    PRIMARY KEY (pengirim, pesan)
);
CREATE INDEX balasan_menunggu ON balasan (diterima_pada) WHERE status IN ('diterima', 'menunggu');
CREATE INDEX balasan_surat ON balasan (surat);

CREATE TABLE tanda_terima (
    surat TEXT NOT NULL REFERENCES surat (id),
    penerima TEXT NOT NULL,           -- who signed for it
    tanggal TEXT NOT NULL,
    keterangan TEXT NOT NULL,
    oleh TEXT NOT NULL,               -- who delivered or recorded it
    dicatat_pada TEXT NOT NULL,
    PRIMARY KEY (surat, penerima, tanggal)
);

CREATE TABLE dicabut (
    proses BIGINT PRIMARY KEY,
    kantor TEXT NOT NULL,
    perkara TEXT NOT NULL,
    alasan TEXT NOT NULL,
    dicatat_pada TEXT NOT NULL
);
