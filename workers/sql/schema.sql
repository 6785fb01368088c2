-- name: create_version_table
-- The one table that no migration makes. `sha256` shows when a migration was edited after it had been applied.
CREATE TABLE IF NOT EXISTS schema_version (
    versi BIGINT PRIMARY KEY,
    nama TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    pada TEXT NOT NULL
)

-- name: lock_versions
-- Two processes that start at once must not migrate at once. The key is arbitrary, only ours; PostgreSQL only.
SELECT pg_advisory_xact_lock(4207130)

-- name: applied_versions
-- In the order in which they were applied.
SELECT versi, nama, sha256 FROM schema_version ORDER BY versi

-- name: has_version_table_sqlite
-- A read-only user cannot create it.
SELECT count(*) AS banyak FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'

-- name: has_version_table_postgres
-- A read-only user cannot create it.
SELECT count(*) AS banyak FROM pg_catalog.pg_tables
WHERE schemaname = current_schema() AND tablename = 'schema_version'

-- name: record_version
-- In the transaction of the migration itself.
INSERT INTO schema_version (versi, nama, sha256, pada) VALUES (:versi, :nama, :sha256, :pada)
