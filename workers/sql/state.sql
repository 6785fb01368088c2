-- name: messages
-- What the outbox holds, by status.
SELECT status AS apa, count(*) AS banyak, min(dibuat_pada) AS tertua FROM kiriman GROUP BY status

-- name: answers
-- What the inbox holds, by status.
SELECT status AS apa, count(*) AS banyak, min(diterima_pada) AS tertua FROM balasan GROUP BY status

-- name: letters
-- Letters by status.
SELECT status AS apa, count(*) AS banyak, min(dibuat_pada) AS tertua FROM surat GROUP BY status

-- name: breaches
-- All breaches ever recorded.
SELECT 'semua' AS apa, count(*) AS banyak, min(dicatat_pada) AS tertua FROM pelanggaran

-- name: numbers
-- The register: booked, in use, cancelled.
SELECT keadaan AS apa, count(*) AS banyak, min(dicatat_pada) AS tertua FROM nomor GROUP BY keadaan
