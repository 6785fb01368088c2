-- name: letters
-- Letters that may be purged: the case's end (or, without a case, the letter's own end) lies before the date.
-- A cancelled letter of a case that still runs stays: the next round begins with its text.
SELECT s.id, s.arsip FROM surat s LEFT JOIN perkara_selesai p ON p.proses = s.proses
WHERE s.dibersihkan_pada IS NULL AND (:kantor = '' OR s.kantor = :kantor)
  AND ((s.proses IS NOT NULL AND p.dicatat_pada < :sebelum)
       OR (s.proses IS NULL AND COALESCE(s.dibatalkan_pada, s.dikirim_pada, s.dinomori_pada) < :sebelum))
ORDER BY s.id

-- name: open_cases
-- Cases with old letters whose end was never told: cancelled in Operate, or from before ends were recorded.
SELECT DISTINCT s.proses, s.perkara FROM surat s LEFT JOIN perkara_selesai p ON p.proses = s.proses
WHERE s.proses IS NOT NULL AND p.proses IS NULL AND s.dibuat_pada < :sebelum AND (:kantor = '' OR s.kantor = :kantor)
ORDER BY s.proses

-- name: purge_drafts
-- The hash and who wrote which version stay: they prove what was signed without holding it.
UPDATE konsep SET isi = '' WHERE surat = :surat

-- name: purge_messages
-- That and when it was sent, and the receiver's answer, stay as proof.
UPDATE kiriman SET subjek = '', teks = '', html = '', data = '', alamat = '',
       status = CASE WHEN status = 'terkirim' THEN status ELSE 'dibatalkan' END
WHERE surat = :surat

-- name: purge_receipts
-- The time of recording makes the replaced names different, as the key demands.
UPDATE tanda_terima SET penerima = 'dihapus ' || dicatat_pada, keterangan = '' WHERE surat = :surat

-- name: purge_answers
-- The hash of the message stays, so that the same message is known again.
UPDATE balasan SET isi = '{}' WHERE surat = :surat

-- name: purge_stray_answers
-- Answers to letters that nobody knows, and withdrawals, by their own date.
UPDATE balasan SET isi = '{}'
WHERE diterima_pada < :sebelum AND isi <> '{}' AND status NOT IN ('diterima', 'menunggu')
  AND (surat LIKE 'tidak-dikenal:%' OR surat LIKE 'perkara:%')

-- name: mark_purged
-- The file's hash stays.
UPDATE surat SET dibersihkan_pada = :pada WHERE id = :surat

-- name: forget_file
-- Before the file goes: a row never names a file that is not there.
UPDATE surat SET arsip = NULL WHERE arsip = :arsip

-- name: purged_with_file
-- Purged earlier without their files.
SELECT id, arsip FROM surat
WHERE dibersihkan_pada IS NOT NULL AND arsip IS NOT NULL AND (:kantor = '' OR kantor = :kantor) ORDER BY id
