# Makes both databases and their users at PostgreSQL's first start; sourced by the image's entry point.
# The passwords are quoted by psql (:'name'), so that they may hold anything.
set -eu
psql -v ON_ERROR_STOP=1 --username postgres \
    -v camunda_password="$CAMUNDA_DB_PASSWORD" -v alur_password="$ALUR_DB_PASSWORD" <<'SQL'
CREATE ROLE camunda LOGIN PASSWORD :'camunda_password';
CREATE ROLE alur LOGIN PASSWORD :'alur_password';
CREATE DATABASE camunda OWNER camunda ENCODING 'UTF8' TEMPLATE template0;
CREATE DATABASE alur OWNER alur ENCODING 'UTF8' TEMPLATE template0;
REVOKE CONNECT ON DATABASE camunda, alur, postgres FROM PUBLIC;
SQL
