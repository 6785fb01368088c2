-- When cases ended: links to their letters die then, and from then on their retention counts.

CREATE TABLE perkara_selesai (
    proses BIGINT PRIMARY KEY,
    perkara TEXT NOT NULL,
    dicatat_pada TEXT NOT NULL
);

-- When the personal data around a letter was deleted (`alur purge`); its row in the book stays.
ALTER TABLE surat ADD COLUMN dibersihkan_pada TEXT;
