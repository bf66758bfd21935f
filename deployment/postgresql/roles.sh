#!/bin/sh
# Run once, by an empty PostgreSQL (the image does it itself): the database, who owns it, who may use it, who backs it up.
# Needs SHOES_OWNER_PASSWORD, SHOES_APP_PASSWORD, SHOES_BACKUP_PASSWORD and whatever psql connects an administrator by.
set -eu
psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username="${POSTGRES_USER:-postgres}" --dbname=postgres <<'SQL'
\getenv owner SHOES_OWNER_PASSWORD
\getenv app SHOES_APP_PASSWORD
\getenv backup SHOES_BACKUP_PASSWORD
CREATE ROLE shoes_owner LOGIN PASSWORD :'owner';
CREATE ROLE shoes_app LOGIN PASSWORD :'app';
CREATE ROLE shoes_backup LOGIN BYPASSRLS PASSWORD :'backup';
GRANT pg_read_all_data TO shoes_backup;
CREATE DATABASE shoes OWNER shoes_owner;
\connect shoes
GRANT USAGE ON SCHEMA public TO shoes_app;
ALTER DEFAULT PRIVILEGES FOR ROLE shoes_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO shoes_app;
ALTER DEFAULT PRIVILEGES FOR ROLE shoes_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO shoes_app;
SQL
