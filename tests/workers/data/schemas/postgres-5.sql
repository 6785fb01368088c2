CREATE FUNCTION public.ambil_nomor(p_proses bigint, p_slot text, p_putaran bigint, p_kantor text, p_jenis text, p_buku text, p_tahun bigint, p_awal bigint, p_pola text, p_lebar bigint, p_tanggal text, p_lanjut bigint, p_pada text) RETURNS TABLE(hasil text, surat text, lengkap text, urut bigint, sisip bigint, tahun bigint, tanggal text, sumber text, status text)
    LANGUAGE plpgsql
    AS $$
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
CREATE TABLE public.balasan (
    pengirim text NOT NULL,
    pesan text NOT NULL,
    surat text NOT NULL,
    sha256 text NOT NULL,
    isi text NOT NULL,
    status text NOT NULL,
    alasan text NOT NULL,
    diterima_pada text NOT NULL,
    diubah_pada text NOT NULL,
    diambil_pada text,
    CONSTRAINT balasan_status_check CHECK ((status = ANY (ARRAY['diterima'::text, 'menunggu'::text, 'dikorelasi'::text, 'ditolak'::text, 'terlambat'::text])))
);
CREATE TABLE public.dicabut (
    proses bigint NOT NULL,
    kantor text NOT NULL,
    perkara text NOT NULL,
    alasan text NOT NULL,
    dicatat_pada text NOT NULL
);
CREATE TABLE public.kiriman (
    id text NOT NULL,
    macam text NOT NULL,
    kunci text NOT NULL,
    surat text,
    kantor text NOT NULL,
    penerima text NOT NULL,
    alamat text NOT NULL,
    saluran text NOT NULL,
    subjek text NOT NULL,
    teks text NOT NULL,
    html text NOT NULL,
    data text NOT NULL,
    lampirkan bigint NOT NULL,
    status text NOT NULL,
    percobaan bigint NOT NULL,
    berikutnya text NOT NULL,
    sewa_oleh text,
    sewa_sampai text,
    galat text NOT NULL,
    bukti text NOT NULL,
    dibuat_pada text NOT NULL,
    terkirim_pada text,
    CONSTRAINT kiriman_lampirkan_check CHECK ((lampirkan = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT kiriman_macam_check CHECK ((macam = ANY (ARRAY['surat'::text, 'pengingat'::text, 'tenggat'::text]))),
    CONSTRAINT kiriman_saluran_check CHECK ((saluran = ANY (ARRAY['email'::text, 'webhook'::text]))),
    CONSTRAINT kiriman_status_check CHECK ((status = ANY (ARRAY['menunggu'::text, 'terkirim'::text, 'gagal'::text, 'dibatalkan'::text])))
);
CREATE TABLE public.konsep (
    surat text NOT NULL,
    versi bigint NOT NULL,
    sha256 text NOT NULL,
    isi text NOT NULL,
    langkah text NOT NULL,
    oleh text NOT NULL,
    pada text NOT NULL
);
CREATE TABLE public.nomor (
    kantor text NOT NULL,
    buku text NOT NULL,
    tahun bigint NOT NULL,
    sumber text NOT NULL,
    urut bigint NOT NULL,
    sisip bigint NOT NULL,
    lengkap text NOT NULL,
    tanggal text NOT NULL,
    keadaan text NOT NULL,
    surat text,
    keperluan text NOT NULL,
    alasan text NOT NULL,
    oleh text NOT NULL,
    dicatat_pada text NOT NULL,
    CONSTRAINT nomor_check CHECK (((keadaan <> 'dipakai'::text) OR (surat IS NOT NULL))),
    CONSTRAINT nomor_check1 CHECK (((keadaan <> 'dipesan'::text) OR (surat IS NULL))),
    CONSTRAINT nomor_check2 CHECK (((sumber = 'alur'::text) OR (sisip = 0))),
    CONSTRAINT nomor_keadaan_check CHECK ((keadaan = ANY (ARRAY['dipesan'::text, 'dipakai'::text, 'dibatalkan'::text]))),
    CONSTRAINT nomor_sumber_check CHECK ((sumber = ANY (ARRAY['alur'::text, 'luar'::text])))
);
CREATE TABLE public.pelanggaran (
    tugas bigint NOT NULL,
    tingkat bigint NOT NULL,
    proses bigint NOT NULL,
    kantor text NOT NULL,
    sop text NOT NULL,
    langkah text NOT NULL,
    perkara text NOT NULL,
    tenggat text,
    dicatat_pada text NOT NULL
);
CREATE TABLE public.perkara_selesai (
    proses bigint NOT NULL,
    perkara text NOT NULL,
    dicatat_pada text NOT NULL
);
CREATE TABLE public.register (
    kantor text NOT NULL,
    buku text NOT NULL,
    tahun bigint NOT NULL,
    awal bigint NOT NULL,
    terakhir bigint NOT NULL,
    tanggal_terakhir text NOT NULL,
    dibuat_pada text NOT NULL,
    CONSTRAINT register_check CHECK (((awal >= 1) AND (terakhir >= (awal - 1))))
);
CREATE TABLE public.schema_version (
    versi bigint NOT NULL,
    nama text NOT NULL,
    sha256 text NOT NULL,
    pada text NOT NULL
);
CREATE TABLE public.surat (
    id text NOT NULL,
    asal text NOT NULL,
    proses bigint,
    slot text,
    putaran bigint,
    kantor text NOT NULL,
    sop text NOT NULL,
    jenis text NOT NULL,
    perkara text NOT NULL,
    nama text NOT NULL,
    perihal text NOT NULL,
    tujuan text NOT NULL,
    status text NOT NULL,
    versi bigint NOT NULL,
    alasan text NOT NULL,
    arsip text,
    arsip_sha256 text,
    dibuat_pada text NOT NULL,
    ditandatangani_pada text,
    dinomori_pada text,
    diarsipkan_pada text,
    dikirim_pada text,
    dibatalkan_pada text,
    dibersihkan_pada text,
    CONSTRAINT surat_asal_check CHECK ((asal = ANY (ARRAY['proses'::text, 'manual'::text]))),
    CONSTRAINT surat_check CHECK ((((asal = 'proses'::text) AND (proses IS NOT NULL) AND (slot IS NOT NULL) AND (putaran IS NOT NULL)) OR ((asal = 'manual'::text) AND (proses IS NULL) AND (slot IS NULL) AND (putaran IS NULL)))),
    CONSTRAINT surat_status_check CHECK ((status = ANY (ARRAY['konsep'::text, 'ditandatangani'::text, 'bernomor'::text, 'diarsipkan'::text, 'dikirim'::text, 'dibatalkan'::text])))
);
CREATE TABLE public.tanda_terima (
    surat text NOT NULL,
    penerima text NOT NULL,
    tanggal text NOT NULL,
    keterangan text NOT NULL,
    oleh text NOT NULL,
    dicatat_pada text NOT NULL
);
CREATE TABLE public.tenggat (
    tugas bigint NOT NULL,
    proses bigint NOT NULL,
    kantor text NOT NULL,
    langkah text NOT NULL,
    mulai text NOT NULL,
    tenggat text NOT NULL,
    tenggat_utc text NOT NULL,
    dicatat_pada text NOT NULL
);
INSERT INTO public.balasan VALUES ('kanwil', 'm-1', '1-pengantar-1', '1c4135d794949c83ab5617db12e6dd1e2613a4dc90c59c4af207c27ceb785439', '{"macam":"balasan"}', 'dikorelasi', '', '2025-03-04T02:00:00.000000Z', '2025-03-04T02:00:00.000000Z', NULL);
INSERT INTO public.balasan VALUES ('kanwil', 'm-2', '1-pengantar-1', '1c4135d794949c83ab5617db12e6dd1e2613a4dc90c59c4af207c27ceb785439', '{"macam":"balasan"}', 'ditolak', '', '2025-03-04T02:00:00.000000Z', '2025-03-04T02:00:00.000000Z', NULL);
INSERT INTO public.balasan VALUES ('kanwil', 'm-3', '1-pengantar-1', '1c4135d794949c83ab5617db12e6dd1e2613a4dc90c59c4af207c27ceb785439', '{"macam":"balasan"}', 'diterima', '', '2025-03-04T02:00:00.000000Z', '2025-03-04T02:00:00.000000Z', NULL);
INSERT INTO public.dicabut VALUES (9, 'kemenag-dki', '9/2025', 'dicabut', '2025-03-04T02:00:00.000000Z');
INSERT INTO public.kiriman VALUES ('surat-e125602c010e654edb04efc04db32fc5', 'surat', '1-pengantar-1', '1-pengantar-1', 'kemenag-dki', 'kanwil', '', 'email', 'Surat Nomor B-1 - Kantor', 'Yth. Kanwil
Bersama ini kami sampaikan surat berikut, terlampir:
Nomor   : B-1
Tanggal : 4 Maret 2025
Perihal : Usul
Dalam balasan mohon disebutkan nomor surat di atas.
Naskah fisik disampaikan secara terpisah apabila diperlukan. Atas perhatian Saudara, kami ucapkan terima kasih.
Kantor
Surat elektronik ini dikirim oleh sistem Kantor.
', '<!DOCTYPE html>
<html lang="id">
<head><meta charset="utf-8"><title>Surat Nomor B-1 - Kantor</title></head>
<body style="font-family: Arial, Helvetica, sans-serif; font-size: 11pt; line-height: 1.5; color: #222">
<p>Yth. Kanwil</p>
<p>Bersama ini kami sampaikan surat berikut, terlampir:</p>
<table style="border-collapse: collapse">
<tr><td style="padding-right: 1em">Nomor</td><td>: B-1</td></tr>
<tr><td style="padding-right: 1em">Tanggal</td><td>: 4 Maret 2025</td></tr>
<tr><td style="padding-right: 1em">Perihal</td><td>: Usul</td></tr>
</table>
<p>Dalam balasan mohon disebutkan nomor surat di atas.</p>
<p>Naskah fisik disampaikan secara terpisah apabila diperlukan. Atas perhatian Saudara, kami ucapkan terima kasih.</p>
<p>Kantor</p>
<p style="color: #666; font-size: 9pt">Surat elektronik ini dikirim oleh sistem Kantor.</p>
</body>
</html>', '{"kantor":"kemenag-dki","letter_id":"1-pengantar-1","nama_kantor":"Kantor","nama_penerima":"Kanwil","nama_surat":"Surat","nomor":"B-1","perihal":"Usul","tanggal":"2025-03-04"}', 1, 'menunggu', 0, '2025-03-04T02:00:00.000000Z', NULL, NULL, '', '', '2025-03-04T02:00:00.000000Z', NULL);
INSERT INTO public.konsep VALUES ('1-pengantar-1', 1, '9333409774f6a7abde7b5c2655a8f4dec5328b543fbd9044f02024acf222346c', 'Isi surat.', 'tandatangan', 'kepala', '2025-03-04T02:00:00.000000Z');
INSERT INTO public.konsep VALUES ('2-pengantar-1', 1, '9333409774f6a7abde7b5c2655a8f4dec5328b543fbd9044f02024acf222346c', 'Isi surat.', 'tandatangan', 'kepala', '2025-03-04T02:00:00.000000Z');
INSERT INTO public.nomor VALUES ('kemenag-dki', 'surat-pengantar', 2025, 'alur', 1, 0, 'B-1/Kk.09.1/1/KP.07.6/03/2025', '2025-03-04', 'dipakai', '1-pengantar-1', '', '', '', '2025-03-04T02:00:00.000000Z');
INSERT INTO public.pelanggaran VALUES (77, 1, 1, 'kemenag-dki', 's', 'periksa', '1/2025', '2025-03-04T02:00:00+00:00', '2025-03-04T02:00:00.000000Z');
INSERT INTO public.perkara_selesai VALUES (9, '9/2025', '2025-03-04T02:00:00.000000Z');
INSERT INTO public.register VALUES ('kemenag-dki', 'surat-pengantar', 2025, 1, 1, '2025-03-04', '2025-03-04T02:00:00.000000Z');
INSERT INTO public.schema_version VALUES (1, 'letters', 'd30cecef2c9a9ab4ed1b78c8794214ca93e0cd043337122474017ac9cbbe0705', '2026-11-22T21:16:34.332556Z');
INSERT INTO public.schema_version VALUES (2, 'outbox', '37af475d9d1ff6cadd1c73e83001dffab22a1177dea0dbc9718cdaca81e28160', '2026-11-22T21:16:34.338693Z');
INSERT INTO public.schema_version VALUES (3, 'cases', 'cf2e3384bf661537c1f27e44854d663d61915290746eff49f6d949e165e44848', '2026-11-22T21:16:34.352427Z');
INSERT INTO public.schema_version VALUES (4, 'ends', '04e691255e949bc1cb07103dda9a44a3c6ec2b2e423455fede12776739227658', '2026-11-22T21:16:34.357459Z');
INSERT INTO public.schema_version VALUES (5, 'taken', '48e9d3a366dd97fec47912144b3c4b52622af744f9e984df7a145307d4ac3a76', '2026-11-22T21:16:34.359105Z');
INSERT INTO public.surat VALUES ('1-pengantar-1', 'proses', 1, 'pengantar', 1, 'kemenag-dki', 'karpeg-kemenag', 'surat-pengantar', '1/2025', 'Surat Pengantar', 'Usul Karpeg', '', 'bernomor', 1, '', NULL, NULL, '2025-03-04T02:00:00.000000Z', '2025-03-04T02:00:00.000000Z', '2025-03-04T02:00:00.000000Z', NULL, NULL, NULL, NULL);
INSERT INTO public.surat VALUES ('2-pengantar-1', 'proses', 2, 'pengantar', 1, 'kemenag-dki', 'karpeg-kemenag', 'surat-pengantar', '2/2025', 'Surat Pengantar', 'Usul Karpeg', '', 'ditandatangani', 1, '', NULL, NULL, '2025-03-04T02:00:00.000000Z', '2025-03-04T02:00:00.000000Z', NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.surat VALUES ('3-pengantar-1', 'proses', 3, 'pengantar', 1, 'kemenag-dki', 'karpeg-kemenag', 'surat-pengantar', '3/2025', 'Surat Pengantar', 'Usul Karpeg', '', 'konsep', 0, '', NULL, NULL, '2025-03-04T02:00:00.000000Z', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.tanda_terima VALUES ('1-pengantar-1', 'Penerima', '2025-03-04', '', 'ptsp', '2025-03-04T02:00:00.000000Z');
INSERT INTO public.tenggat VALUES (77, 1, 'kemenag-dki', 'periksa', '2025-03-04T02:00:00.000000Z', '2025-03-04T02:00:00+00:00', '2025-03-04T02:00:00.000000Z', '2025-03-04T02:00:00.000000Z');
ALTER TABLE ONLY public.balasan
    ADD CONSTRAINT balasan_pkey PRIMARY KEY (pengirim, pesan);
ALTER TABLE ONLY public.dicabut
    ADD CONSTRAINT dicabut_pkey PRIMARY KEY (proses);
ALTER TABLE ONLY public.kiriman
    ADD CONSTRAINT kiriman_macam_kunci_penerima_saluran_key UNIQUE (macam, kunci, penerima, saluran);
ALTER TABLE ONLY public.kiriman
    ADD CONSTRAINT kiriman_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.konsep
    ADD CONSTRAINT konsep_pkey PRIMARY KEY (surat, versi);
ALTER TABLE ONLY public.nomor
    ADD CONSTRAINT nomor_pkey PRIMARY KEY (kantor, buku, tahun, sumber, urut, sisip);
ALTER TABLE ONLY public.nomor
    ADD CONSTRAINT nomor_surat_key UNIQUE (surat);
ALTER TABLE ONLY public.pelanggaran
    ADD CONSTRAINT pelanggaran_pkey PRIMARY KEY (tugas, tingkat);
ALTER TABLE ONLY public.perkara_selesai
    ADD CONSTRAINT perkara_selesai_pkey PRIMARY KEY (proses);
ALTER TABLE ONLY public.register
    ADD CONSTRAINT register_pkey PRIMARY KEY (kantor, buku, tahun);
ALTER TABLE ONLY public.schema_version
    ADD CONSTRAINT schema_version_pkey PRIMARY KEY (versi);
ALTER TABLE ONLY public.surat
    ADD CONSTRAINT surat_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.surat
    ADD CONSTRAINT surat_proses_slot_putaran_key UNIQUE (proses, slot, putaran);
ALTER TABLE ONLY public.tanda_terima
    ADD CONSTRAINT tanda_terima_pkey PRIMARY KEY (surat, penerima, tanggal);
ALTER TABLE ONLY public.tenggat
    ADD CONSTRAINT tenggat_pkey PRIMARY KEY (tugas);
CREATE INDEX balasan_menunggu ON public.balasan USING btree (diterima_pada) WHERE (status = ANY (ARRAY['diterima'::text, 'menunggu'::text]));
CREATE INDEX balasan_surat ON public.balasan USING btree (surat);
CREATE INDEX kiriman_menunggu ON public.kiriman USING btree (berikutnya) WHERE (status = 'menunggu'::text);
CREATE INDEX kiriman_surat ON public.kiriman USING btree (surat);
CREATE UNIQUE INDEX nomor_lengkap ON public.nomor USING btree (kantor, tahun, upper(lengkap));
CREATE INDEX pelanggaran_proses ON public.pelanggaran USING btree (proses);
CREATE INDEX tenggat_proses ON public.tenggat USING btree (proses, langkah);
ALTER TABLE ONLY public.kiriman
    ADD CONSTRAINT kiriman_surat_fkey FOREIGN KEY (surat) REFERENCES public.surat(id);
ALTER TABLE ONLY public.konsep
    ADD CONSTRAINT konsep_surat_fkey FOREIGN KEY (surat) REFERENCES public.surat(id);
ALTER TABLE ONLY public.nomor
    ADD CONSTRAINT nomor_surat_fkey FOREIGN KEY (surat) REFERENCES public.surat(id);
ALTER TABLE ONLY public.tanda_terima
    ADD CONSTRAINT tanda_terima_surat_fkey FOREIGN KEY (surat) REFERENCES public.surat(id);
