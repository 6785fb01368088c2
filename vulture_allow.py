"""Names that vulture finds no use of, and who uses them. A line that is no longer needed goes."""

# Fields of sop.yaml that people fill in and read; they go into no process.
_.dasar_hukum
_.kualifikasi_pelaksana
_.keterkaitan
_.peralatan
_.pencatatan
_.punya_kolom

# Fields of office files, calendars and letters that templates print, or that people keep beside the values.
_.alamat
_.dasar
_.induk
_.instansi_induk
_.pemeriksaan
_.tentang
_.nama_kantor
_.nama_surat
_.nama_sop
_.nama_langkah
_.nama_penerima
_.jabatan_pelaksana
_.pihak_di_kertas
_.tautan
_.tautan_balasan

# Variables and answers of the interface: the process and the senders read them.
_.pengiriman
_.tenggatKedua
_.rincian

# Rows of the database as the register's tests read them.
_.dibuat_pada
_.dinomori_pada
_.diarsipkan_pada
_.dikirim_pada
_.dibatalkan_pada
_.pada
_.next_try
_.latest
_.versions

# Commands, found by their name in deploy.commands.catalogue.
_.doctor
_.compile_
_.demo
_.review

# Tests only: what every code is answered with, where a worker answers, what a booked number is used for.
_.NOT_ASKED
_.health_url
_.use_booking
_.TOLAK

# Exit codes that only the shell gives, and what the benches call.
_.INTERRUPTED
_.cache_directory

# Read by templates of the pages.
_.again_cases
_.late_percent
_.late_steps
_.masked
_.may_mend
_.open_late

# The engine, until all of it is wired: each line goes with the first use of its name, or with the name.
_.__getattr__
_.Clock
_.absolute_program
_.block_in
_.candidate_starter_groups
_.candidate_starter_users
_.clock_add
_.clock_reset
_.DEFINITION_ELEMENTS
_.fingerprint
_.INCIDENTS_BY_DEFINITION
_.INCIDENTS_BY_ERROR
_.is_local
_.known_routes
_.launches
_.next_block
_.operation_reference
_.partitions
_.projected
_.provide_distribution
_.shows
_.TIMERS
_.truncated

# gRPC calls it.
_.intercept_service
