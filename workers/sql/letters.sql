-- name: insert
-- A retry of the same job finds the row and changes nothing.
INSERT INTO surat (id, asal, proses, slot, putaran, kantor, sop, jenis, perkara, nama, perihal, tujuan, status, versi,
                   alasan, dibuat_pada)
VALUES (:id, :asal, :proses, :slot, :putaran, :kantor, :sop, :jenis, :perkara, :nama, :perihal, '', 'konsep', 0,
        '', :pada)
ON CONFLICT DO NOTHING

-- name: insert_manual
-- A letter that people wrote and numbered elsewhere begins with its number.
INSERT INTO surat (id, asal, kantor, sop, jenis, perkara, nama, perihal, tujuan, status, versi, alasan, dibuat_pada,
                   dinomori_pada)
VALUES (:id, 'manual', :kantor, '', :jenis, :perkara, :nama, :perihal, :tujuan, 'bernomor', 0, '', :pada, :pada)

-- name: by_id
-- With its number, when it has one.
SELECT s.*, n.lengkap, n.tanggal, n.tahun, n.urut, n.sisip, n.sumber, n.buku
FROM surat s LEFT JOIN nomor n ON n.surat = s.id
WHERE s.id = :id

-- name: lock
-- Before a change that depends on the status: nobody else may change it meanwhile.
SELECT * FROM surat WHERE id = :id /* for update */

-- name: of_process
-- Letters of one case, in the order of their making.
SELECT s.*, n.lengkap, n.tanggal, n.tahun, n.urut, n.sisip, n.sumber, n.buku
FROM surat s LEFT JOIN nomor n ON n.surat = s.id
WHERE s.proses = :proses
ORDER BY s.dibuat_pada, s.id

-- name: address
-- Known before the number: from then on only this party may answer. What was sent or cancelled stays as it was.
UPDATE surat SET tujuan = :tujuan
WHERE id = :id AND tujuan <> :tujuan AND status IN ('konsep', 'ditandatangani', 'bernomor', 'diarsipkan')

-- name: sign
-- From here on no version of the text can be added.
UPDATE surat SET status = 'ditandatangani', ditandatangani_pada = :pada WHERE id = :id

-- name: archive
-- The file is on disk already: a row never names a file that is not there.
UPDATE surat SET status = 'diarsipkan', diarsipkan_pada = :pada, arsip = :arsip, arsip_sha256 = :sha256 WHERE id = :id

-- name: send
-- The first sending counts; a second receiver does not change it.
UPDATE surat SET status = 'dikirim', dikirim_pada = :pada, tujuan = :tujuan WHERE id = :id

-- name: cancel
-- The number stays in the book, see cancel_number.
UPDATE surat SET status = 'dibatalkan', dibatalkan_pada = :pada, alasan = :alasan WHERE id = :id

-- name: cancel_number
-- Kept as cancelled: a number is never used again.
UPDATE nomor SET keadaan = 'dibatalkan', alasan = :alasan WHERE surat = :id

-- name: cancel_waiting_messages
-- A cancelled letter must not leave the house; what was sent, was sent.
UPDATE kiriman SET status = 'dibatalkan' WHERE surat = :id AND macam <> 'tenggat' AND status IN ('menunggu', 'gagal')

-- name: insert_draft
-- Versions are only ever added.
INSERT INTO konsep (surat, versi, sha256, isi, langkah, oleh, pada)
VALUES (:surat, :versi, :sha256, :isi, :langkah, :oleh, :pada)

-- name: set_version
-- The last version's number, so that a letter shows it without counting.
UPDATE surat SET versi = :versi WHERE id = :id

-- name: drafts
-- All versions, the newest last.
SELECT versi, sha256, isi, langkah, oleh, pada FROM konsep WHERE surat = :surat ORDER BY versi

-- name: last_draft
-- The one that was signed, once the letter is signed.
SELECT versi, sha256, isi, langkah, oleh, pada FROM konsep WHERE surat = :surat ORDER BY versi DESC LIMIT 1
