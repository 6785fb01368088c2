-- name: list
-- The book in its order: external numbers after ours, inserted ones after the number that they follow.
-- The last two columns are the proof of sending, with the receipts. A case that was withdrawn shows
-- even when the letter had left.
SELECT n.kantor, n.buku, n.tahun, n.sumber, n.urut, n.sisip, n.lengkap, n.tanggal, n.keadaan, n.keperluan, n.oleh,
       n.alasan, n.dicatat_pada,
       s.id, s.asal, s.proses, s.sop, s.jenis, s.perkara, s.nama, s.perihal, s.tujuan, s.status, s.dikirim_pada,
       s.arsip, d.alasan AS dicabut,
       (SELECT count(*) FROM kiriman k WHERE k.surat = s.id AND k.macam = 'surat' AND k.status = 'terkirim') AS terkirim,
       (SELECT count(*) FROM kiriman k WHERE k.surat = s.id AND k.macam = 'surat' AND k.status = 'gagal') AS gagal
FROM nomor n
LEFT JOIN surat s ON s.id = n.surat
LEFT JOIN dicabut d ON d.proses = s.proses
WHERE (:kantor = '' OR n.kantor = :kantor)
  AND (:buku = '' OR n.buku = :buku)
  AND (:tahun = 0 OR n.tahun = :tahun)
  AND (:status = '' OR s.status = :status OR (s.id IS NULL AND n.keadaan = :status))
  AND (:cari = '' OR lower(n.lengkap) LIKE :cari ESCAPE '!' OR lower(s.perihal) LIKE :cari ESCAPE '!'
       OR lower(s.tujuan) LIKE :cari ESCAPE '!' OR lower(s.nama) LIKE :cari ESCAPE '!'
       OR lower(s.perkara) LIKE :cari ESCAPE '!' OR lower(s.id) LIKE :cari ESCAPE '!'
       OR lower(n.keperluan) LIKE :cari ESCAPE '!'
       OR lower(replace(n.lengkap, ' ', '')) LIKE :rapat ESCAPE '!'
       OR :pihak LIKE '%|' || s.kantor || '/' || s.tujuan || '|%'
       OR EXISTS (SELECT 1 FROM konsep k WHERE k.surat = s.id AND k.versi = s.versi
                  AND (lower(k.isi) LIKE :cari ESCAPE '!' OR lower(replace(k.isi, ' ', '')) LIKE :rapat ESCAPE '!'))
       OR EXISTS (SELECT 1 FROM kiriman k WHERE k.surat = s.id AND lower(k.teks) LIKE :cari ESCAPE '!')
       OR EXISTS (SELECT 1 FROM tanda_terima t WHERE t.surat = s.id AND lower(t.penerima) LIKE :cari ESCAPE '!'))
ORDER BY n.kantor, n.buku, n.tahun, n.sumber, n.urut, n.sisip
LIMIT :banyak

-- name: unnumbered
-- Letters on their way to a number.
SELECT s.*, n.lengkap, n.tanggal, n.tahun, n.urut, n.sisip, n.sumber, n.buku
FROM surat s LEFT JOIN nomor n ON n.surat = s.id
WHERE n.surat IS NULL AND s.status IN ('konsep', 'ditandatangani') AND (:kantor = '' OR s.kantor = :kantor)
ORDER BY s.dibuat_pada, s.id LIMIT :banyak

-- name: receipts
-- Of an office's letters, in the order of delivery.
SELECT t.* FROM tanda_terima t JOIN surat s ON s.id = t.surat
WHERE (:kantor = '' OR s.kantor = :kantor) ORDER BY t.tanggal, t.dicatat_pada, t.penerima
