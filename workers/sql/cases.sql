-- name: insert_deadline
-- A retry must find the first answer, even when the calendar was changed meanwhile.
INSERT INTO tenggat (tugas, proses, kantor, langkah, mulai, tenggat, tenggat_utc, dicatat_pada)
VALUES (:tugas, :proses, :kantor, :langkah, :mulai, :tenggat, :tenggat_utc, :pada)
ON CONFLICT DO NOTHING

-- name: deadline
-- By element instance key.
SELECT * FROM tenggat WHERE tugas = :tugas

-- name: latest_deadline
-- The breach path is another element instance than the task that is late; its step is the same.
SELECT * FROM tenggat WHERE proses = :proses AND langkah = :langkah ORDER BY dicatat_pada DESC, tugas DESC LIMIT 1

-- name: deadlines_of_case
-- All of one case, by the index on it.
SELECT * FROM tenggat WHERE proses = :proses ORDER BY tenggat_utc, tugas

-- name: deadlines_due
-- Half open, so that a day's list and the next day's do not overlap.
SELECT * FROM tenggat WHERE tenggat_utc >= :dari AND tenggat_utc < :sampai ORDER BY tenggat_utc, tugas

-- name: insert_breach
-- Once per element instance and level.
INSERT INTO pelanggaran (tugas, tingkat, proses, kantor, sop, langkah, perkara, tenggat, dicatat_pada)
VALUES (:tugas, :tingkat, :proses, :kantor, :sop, :langkah, :perkara, :tenggat, :pada)
ON CONFLICT DO NOTHING

-- name: breach
-- As first recorded.
SELECT * FROM pelanggaran WHERE tugas = :tugas AND tingkat = :tingkat

-- name: breaches
-- Newest last; proses 0 means all.
SELECT * FROM pelanggaran WHERE :proses = 0 OR proses = :proses ORDER BY dicatat_pada, tugas, tingkat

-- name: insert_answer
-- The primary key decides which of two simultaneous deliveries is the first.
INSERT INTO balasan (pengirim, pesan, surat, sha256, isi, status, alasan, diterima_pada, diubah_pada)
VALUES (:pengirim, :pesan, :surat, :sha256, :isi, 'diterima', '', :pada, :pada)
ON CONFLICT DO NOTHING

-- name: answer
-- By sender and the sender's message id.
SELECT * FROM balasan WHERE pengirim = :pengirim AND pesan = :pesan /* for update */

-- name: answer_seen
-- Without a lock: asked by every job of a case that has an answer.
SELECT diambil_pada FROM balasan WHERE pengirim = :pengirim AND pesan = :pesan

-- name: mark_answer
-- Every status shows when it came about.
UPDATE balasan SET status = :status, alasan = :alasan, diubah_pada = :pada WHERE pengirim = :pengirim AND pesan = :pesan

-- name: pending_answers
-- Received or waiting for their case, oldest first.
SELECT * FROM balasan WHERE status IN ('diterima', 'menunggu') ORDER BY diterima_pada, pengirim, pesan LIMIT :banyak

-- name: answers_of_letter
-- All that ever came for a letter.
SELECT * FROM balasan WHERE surat = :surat ORDER BY diterima_pada, pengirim, pesan

-- name: taken
-- A job of the letter's own case carried the answer; the first time counts.
UPDATE balasan SET diambil_pada = :pada
WHERE pengirim = :pengirim AND pesan = :pesan AND diambil_pada IS NULL
  AND surat IN (SELECT id FROM surat WHERE proses = :proses)

-- name: answers
-- All answers and withdrawals with their letter and what became of its case, the newest first. A withdrawal was taken
-- when a case of that number was withdrawn after it came.
SELECT b.pengirim, b.pesan, b.surat, b.status, b.alasan, b.diterima_pada, b.diubah_pada,
       COALESCE(s.perkara, '') AS perkara, COALESCE(n.lengkap, '') AS nomor, s.kantor,
       COALESCE(b.diambil_pada, (SELECT min(d.dicatat_pada) FROM dicabut d
                                 WHERE b.surat = 'perkara:' || d.perkara AND d.dicatat_pada >= b.diterima_pada))
           AS diambil,
       COALESCE(p.dicatat_pada, w.dicatat_pada) AS berakhir
FROM balasan b
LEFT JOIN surat s ON s.id = b.surat
LEFT JOIN nomor n ON n.surat = s.id
LEFT JOIN perkara_selesai p ON p.proses = s.proses
LEFT JOIN dicabut w ON w.proses = s.proses
WHERE (:kantor = '' OR s.kantor = :kantor OR s.kantor IS NULL)
ORDER BY b.diterima_pada DESC, b.pengirim, b.pesan LIMIT :banyak

-- name: pass_on_again
-- Only what no case has shown: the workers publish it once more.
UPDATE balasan SET status = 'diterima', diubah_pada = :pada
WHERE pengirim = :pengirim AND pesan = :pesan AND status = 'dikorelasi' AND diambil_pada IS NULL

-- name: unseen_answers
-- Given to the engine before `sebelum`, and no job of a case that still runs has shown them; from a place on.
SELECT b.* FROM balasan b JOIN surat s ON s.id = b.surat
WHERE b.status = 'dikorelasi' AND b.diambil_pada IS NULL AND b.diubah_pada < :sebelum AND s.status <> 'dibatalkan'
  AND NOT EXISTS (SELECT 1 FROM perkara_selesai p WHERE p.proses = s.proses)
  AND NOT EXISTS (SELECT 1 FROM dicabut w WHERE w.proses = s.proses)
  AND (b.pengirim, b.pesan) > (:pengirim, :pesan)
ORDER BY b.pengirim, b.pesan LIMIT :banyak

-- name: cancel_reminders_of_letter
-- An answer came: what still waits to remind of it must not go out.
UPDATE kiriman SET status = 'dibatalkan' WHERE surat = :surat AND macam = 'pengingat' AND status IN ('menunggu', 'gagal')

-- name: cancel_reminders_of_case
-- The case ended, however: nobody waits for an answer any more.
UPDATE kiriman SET status = 'dibatalkan'
WHERE macam = 'pengingat' AND status IN ('menunggu', 'gagal') AND surat IN (SELECT id FROM surat WHERE proses = :proses)

-- name: insert_receipt
-- Recording the same delivery again changes nothing.
INSERT INTO tanda_terima (surat, penerima, tanggal, keterangan, oleh, dicatat_pada)
VALUES (:surat, :penerima, :tanggal, :keterangan, :oleh, :pada)
ON CONFLICT DO NOTHING

-- name: receipts
-- Of one letter, in order of delivery.
SELECT * FROM tanda_terima WHERE surat = :surat ORDER BY tanggal, dicatat_pada, penerima

-- name: correct_receipt
-- The reason takes the place of the remark; who and when stay as they were.
UPDATE tanda_terima SET dibetulkan_pada = :pada, keterangan = :alasan
WHERE surat = :surat AND penerima = :penerima AND tanggal = :tanggal

-- name: insert_withdrawn
-- The first reason counts.
INSERT INTO dicabut (proses, kantor, perkara, alasan, dicatat_pada)
VALUES (:proses, :kantor, :perkara, :alasan, :pada)
ON CONFLICT DO NOTHING

-- name: withdrawn
-- One case.
SELECT * FROM dicabut WHERE proses = :proses

-- name: insert_closed
-- The first end counts.
INSERT INTO perkara_selesai (proses, perkara, dicatat_pada) VALUES (:proses, :perkara, :pada) ON CONFLICT DO NOTHING

-- name: closed
-- One case.
SELECT * FROM perkara_selesai WHERE proses = :proses
