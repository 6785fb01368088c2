-- name: letters_by_number
-- Numbers are unique within an office and year only, so more than one letter may be found.
SELECT surat FROM nomor WHERE upper(lengkap) = upper(:nomor) AND surat IS NOT NULL AND keadaan = 'dipakai'
ORDER BY kantor, tahun LIMIT 3
