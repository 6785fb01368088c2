-- Transactional outbox: one row for each message to one receiver over one channel.

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
CREATE INDEX kiriman_menunggu ON kiriman (berikutnya) WHERE status = 'menunggu';
CREATE INDEX kiriman_surat ON kiriman (surat);
