-- name: letters_by_number
-- Numbers are unique within an office and year only, so more than one letter may be found; who may answer is decided
-- afterwards. Cancelled ones too: whoever answers them is told so, as by the letter's id.
SELECT surat FROM nomor
WHERE upper(replace(lengkap, ' ', '')) = upper(replace(:nomor, ' ', '')) AND surat IS NOT NULL
ORDER BY kantor, tahun LIMIT 100

-- name: open_cases_of_number
-- Cases with letters that have not ended, as far as their end was told.
SELECT DISTINCT s.kantor, s.sop, s.proses FROM surat s
WHERE s.perkara = :perkara AND s.proses IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM perkara_selesai p WHERE p.proses = s.proses)
  AND NOT EXISTS (SELECT 1 FROM dicabut w WHERE w.proses = s.proses)
ORDER BY s.kantor, s.sop, s.proses
