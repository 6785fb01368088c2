-- Gives a letter its number in one round trip: locks the letter, then the register row, and writes the book.
-- hasil: baru (given now), ada (had one), tidak-ada (no such letter), lain (belongs to another office or kind),
-- status (not signed, or cancelled), mundur (dated before the last number, and the office's rule is not `lanjut`).
CREATE FUNCTION ambil_nomor(
    p_proses BIGINT, p_slot TEXT, p_putaran BIGINT,
    p_kantor TEXT, p_jenis TEXT, p_buku TEXT, p_tahun BIGINT, p_awal BIGINT,
    p_pola TEXT, p_lebar BIGINT, p_tanggal TEXT, p_lanjut BIGINT, p_pada TEXT
) RETURNS TABLE (hasil TEXT, surat TEXT, lengkap TEXT, urut BIGINT, sisip BIGINT, tahun BIGINT, tanggal TEXT, sumber TEXT,
                 status TEXT)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    letter surat%ROWTYPE;
    given BIGINT;
    printed TEXT;
BEGIN
    SELECT * INTO letter FROM surat
        WHERE proses = p_proses AND slot = p_slot AND putaran = p_putaran FOR UPDATE;
    IF NOT FOUND THEN
        RETURN QUERY SELECT 'tidak-ada'::TEXT, ''::TEXT, ''::TEXT, 0::BIGINT, 0::BIGINT, 0::BIGINT, ''::TEXT, ''::TEXT, ''::TEXT;
        RETURN;
    END IF;
    IF letter.kantor <> p_kantor OR letter.jenis <> p_jenis THEN
        RETURN QUERY SELECT 'lain'::TEXT, letter.id, ''::TEXT, 0::BIGINT, 0::BIGINT, 0::BIGINT, ''::TEXT, ''::TEXT, letter.status;
        RETURN;
    END IF;
    IF letter.dinomori_pada IS NOT NULL THEN
        RETURN QUERY SELECT 'ada'::TEXT, n.surat, n.lengkap, n.urut, n.sisip, n.tahun, n.tanggal, n.sumber, letter.status
            FROM nomor n WHERE n.surat = letter.id;
        RETURN;
    END IF;
    IF letter.status <> 'ditandatangani' THEN
        RETURN QUERY SELECT 'status'::TEXT, letter.id, ''::TEXT, 0::BIGINT, 0::BIGINT, 0::BIGINT, ''::TEXT, ''::TEXT, letter.status;
        RETURN;
    END IF;
    INSERT INTO register AS r (kantor, buku, tahun, awal, terakhir, tanggal_terakhir, dibuat_pada)
        VALUES (p_kantor, p_buku, p_tahun, p_awal, p_awal, p_tanggal, p_pada)
        ON CONFLICT (kantor, buku, tahun) DO UPDATE
            SET terakhir = r.terakhir + 1,
                tanggal_terakhir = greatest(r.tanggal_terakhir, p_tanggal)
            WHERE p_lanjut = 1 OR r.tanggal_terakhir <= p_tanggal
        RETURNING r.terakhir INTO given;
    IF given IS NULL THEN
        RETURN QUERY SELECT 'mundur'::TEXT, letter.id, ''::TEXT, 0::BIGINT, 0::BIGINT, 0::BIGINT, ''::TEXT, ''::TEXT, letter.status;
        RETURN;
    END IF;
    printed := replace(p_pola, '{nomor}', lpad(given::TEXT, greatest(p_lebar::INTEGER, length(given::TEXT)), '0'));
    INSERT INTO nomor (kantor, buku, tahun, sumber, urut, sisip, lengkap, tanggal, keadaan, surat, keperluan, alasan, oleh,
                       dicatat_pada)
        VALUES (p_kantor, p_buku, p_tahun, 'alur', given, 0, printed, p_tanggal, 'dipakai', letter.id, '', '', '', p_pada);
    UPDATE surat SET status = 'bernomor', dinomori_pada = p_pada WHERE id = letter.id;
    RETURN QUERY SELECT 'baru'::TEXT, letter.id, printed, given, 0::BIGINT, p_tahun, p_tanggal, 'alur'::TEXT, 'bernomor'::TEXT;
END
$$;
