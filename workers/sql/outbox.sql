-- name: insert
-- The id is made of what, to whom and how: putting it again changes nothing but a one-off address that was corrected.
INSERT INTO kiriman (id, macam, kunci, surat, kantor, penerima, alamat, saluran, subjek, teks, html, data, lampirkan,
                     status, percobaan, berikutnya, galat, bukti, dibuat_pada)
VALUES (:id, :macam, :kunci, :surat, :kantor, :penerima, :alamat, :saluran, :subjek, :teks, :html, :data, :lampirkan,
        'menunggu', 0, :berikutnya, '', '', :pada)
ON CONFLICT (id) DO UPDATE SET alamat = excluded.alamat
WHERE kiriman.status IN ('menunggu', 'gagal') AND kiriman.alamat <> excluded.alamat

-- name: due
-- Oldest first. A lease that ran out belongs to a sender that died: the row is sent again under the same identity.
SELECT id FROM kiriman
WHERE status = 'menunggu' AND berikutnya <= :kini AND (sewa_sampai IS NULL OR sewa_sampai <= :kini)
ORDER BY berikutnya, id LIMIT :banyak

-- name: of_key
-- All messages about one letter or notice.
SELECT * FROM kiriman WHERE macam = :macam AND kunci = :kunci ORDER BY penerima, saluran

-- name: of_letter
-- All messages about a letter, of whatever kind: the proof of sending in the agenda.
SELECT * FROM kiriman WHERE surat = :surat ORDER BY dibuat_pada, penerima, saluran

-- name: claim
-- Only one sender wins; it counts the try before it tries, so a crash cannot make the tries endless.
-- No error while it is being sent: that is how a waiting one tells "busy" from "failed".
UPDATE kiriman SET sewa_oleh = :oleh, sewa_sampai = :sampai, percobaan = percobaan + 1, galat = ''
WHERE id = :id AND status IN ('menunggu', 'gagal') AND (sewa_sampai IS NULL OR sewa_sampai <= :kini)
RETURNING *

-- name: claim_due
-- As claim, for the background: dead letters stay dead until a person or a job sends them again.
UPDATE kiriman SET sewa_oleh = :oleh, sewa_sampai = :sampai, percobaan = percobaan + 1, galat = ''
WHERE id = :id AND status = 'menunggu' AND berikutnya <= :kini AND (sewa_sampai IS NULL OR sewa_sampai <= :kini)
RETURNING *

-- name: sent
-- True whoever holds the lease meanwhile: the message did leave. The one-off address is not needed any more.
UPDATE kiriman SET status = 'terkirim', terkirim_pada = :pada, bukti = :bukti, galat = '', alamat = '',
                   sewa_oleh = NULL, sewa_sampai = NULL
WHERE id = :id AND status <> 'terkirim'

-- name: failed
-- Only by the sender that holds the lease: a slow one must not undo what a later one achieved.
UPDATE kiriman SET status = :status, berikutnya = :berikutnya, galat = :galat, sewa_oleh = NULL, sewa_sampai = NULL
WHERE id = :id AND sewa_oleh = :oleh AND status IN ('menunggu', 'gagal')

-- name: resend
-- A person revives a dead letter; tries are counted anew.
UPDATE kiriman SET status = 'menunggu', percobaan = 0, berikutnya = :pada WHERE id = :id AND status = 'gagal'

-- name: by_id
-- One message.
SELECT * FROM kiriman WHERE id = :id

-- name: by_status
-- Oldest first; '' means all.
SELECT * FROM kiriman WHERE :status = '' OR status = :status ORDER BY dibuat_pada, id LIMIT :banyak

-- name: counts
-- For metrics.
SELECT status, count(*) AS banyak, min(dibuat_pada) AS tertua FROM kiriman GROUP BY status
