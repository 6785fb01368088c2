-- name: take_postgres
-- One round trip for the whole; see the function in migrations/001_letters.postgres.sql.
SELECT * FROM ambil_nomor(:proses, :slot, :putaran, :kantor, :jenis, :buku, :tahun, :awal,
                          :pola, :lebar, :tanggal, :lanjut, :pada)

-- name: lock_letter
-- Order of locks everywhere: the letter first, then its register row.
SELECT * FROM surat WHERE proses = :proses AND slot = :slot AND putaran = :putaran /* for update */

-- name: number_of
-- What a letter was given before.
SELECT * FROM nomor WHERE surat = :surat

-- name: next_number
-- Locks the register row until the transaction ends: a rollback gives the number back, so there is no gap.
-- No row comes back when the date lies before the last number's and the office does not simply go on (lanjut = 0).
INSERT INTO register AS r (kantor, buku, tahun, awal, terakhir, tanggal_terakhir, dibuat_pada)
VALUES (:kantor, :buku, :tahun, :awal, :awal, :berlaku, :pada)
ON CONFLICT (kantor, buku, tahun) DO UPDATE
SET terakhir = r.terakhir + 1,
    tanggal_terakhir = CASE WHEN r.tanggal_terakhir < :berlaku THEN :berlaku ELSE r.tanggal_terakhir END
WHERE :lanjut = 1 OR r.tanggal_terakhir <= :tanggal
RETURNING terakhir

-- name: open_register
-- Makes the row so that it can be locked; the first number is not given yet.
INSERT INTO register (kantor, buku, tahun, awal, terakhir, tanggal_terakhir, dibuat_pada)
VALUES (:kantor, :buku, :tahun, :awal, CAST(:awal AS BIGINT) - 1, '', :pada)
ON CONFLICT DO NOTHING

-- name: lock_register
-- Before a decision that depends on the last number.
SELECT * FROM register WHERE kantor = :kantor AND buku = :buku AND tahun = :tahun /* for update */

-- name: register
-- To look at, without a lock.
SELECT * FROM register WHERE kantor = :kantor AND buku = :buku AND tahun = :tahun

-- name: insert_number
-- The legal fact.
INSERT INTO nomor (kantor, buku, tahun, sumber, urut, sisip, lengkap, tanggal, keadaan, surat, keperluan, alasan, oleh,
                   dicatat_pada)
VALUES (:kantor, :buku, :tahun, :sumber, :urut, :sisip, :lengkap, :tanggal, :keadaan, :surat, :keperluan, '', :oleh,
        :pada)

-- name: mark_letter_numbered
-- In the transaction that gives the number.
UPDATE surat SET status = 'bernomor', dinomori_pada = :pada WHERE id = :id

-- name: anchor
-- A letter dated between two numbers is inserted after the last one that is not younger than it.
SELECT max(urut) AS urut FROM nomor
WHERE kantor = :kantor AND buku = :buku AND tahun = :tahun AND sumber = 'alur' AND sisip = 0 AND tanggal <= :tanggal

-- name: last_insert
-- How many were inserted after this number already.
SELECT max(sisip) AS sisip FROM nomor
WHERE kantor = :kantor AND buku = :buku AND tahun = :tahun AND sumber = 'alur' AND urut = :urut

-- name: last_external
-- Running order of numbers that another system gave.
SELECT max(urut) AS urut FROM nomor WHERE kantor = :kantor AND buku = :buku AND tahun = :tahun AND sumber = 'luar'

-- name: number
-- One entry of the book.
SELECT * FROM nomor
WHERE kantor = :kantor AND buku = :buku AND tahun = :tahun AND sumber = 'alur' AND urut = :urut AND sisip = :sisip

-- name: same_text
-- Who carries this printed number already; whatever the case of its letters and its spaces.
SELECT * FROM nomor WHERE kantor = :kantor AND tahun = :tahun AND upper(replace(lengkap, ' ', '')) = :rapat

-- name: printed
-- The same exactly, by the index; with who made the letter.
SELECT n.surat, n.sumber, s.asal FROM nomor n LEFT JOIN surat s ON s.id = n.surat
WHERE n.kantor = :kantor AND n.tahun = :tahun AND upper(n.lengkap) = upper(:lengkap)

-- name: pass_over
-- A number that a letter made by hand carries already, in another place of the book: kept, never given.
INSERT INTO nomor (kantor, buku, tahun, sumber, urut, sisip, lengkap, tanggal, keadaan, surat, keperluan, alasan, oleh,
                   dicatat_pada)
VALUES (:kantor, :buku, :tahun, 'alur', :urut, 0, :lengkap, :tanggal, 'dibatalkan', NULL, '', :alasan, '', :pada)

-- name: use_booking
-- The date of the letter, not of the booking, is what the book shows.
UPDATE nomor SET keadaan = 'dipakai', surat = :surat, lengkap = :lengkap, tanggal = :tanggal
WHERE kantor = :kantor AND buku = :buku AND tahun = :tahun AND sumber = 'alur' AND urut = :urut AND sisip = :sisip

-- name: cancel_booking
-- Kept as cancelled: a number is never used again.
UPDATE nomor SET keadaan = 'dibatalkan', alasan = :alasan
WHERE kantor = :kantor AND buku = :buku AND tahun = :tahun AND sumber = 'alur' AND urut = :urut AND sisip = :sisip

-- name: takeover
-- Only while nothing was given: the next number follows the book taken over.
UPDATE register SET awal = CAST(:terakhir AS BIGINT) + 1, terakhir = :terakhir
WHERE kantor = :kantor AND buku = :buku AND tahun = :tahun AND terakhir = awal - 1

-- name: given
-- All main numbers of a book, to prove that it is whole.
SELECT urut FROM nomor
WHERE kantor = :kantor AND buku = :buku AND tahun = :tahun AND sumber = 'alur' AND sisip = 0
ORDER BY urut
