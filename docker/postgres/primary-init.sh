#!/bin/bash
# First start of the primary: a role that may read its log, and nothing else, for the standby.
set -euo pipefail
password=$(cat /var/lib/counterpoint/replicator-password)
psql -v ON_ERROR_STOP=1 --username postgres --dbname postgres --set "password=$password" <<<"create role replicator login replication password :'password';"
echo "host replication replicator all scram-sha-256" >> "$PGDATA/pg_hba.conf"
