#!/bin/bash
# A streaming standby: copies the primary once, then follows its log. Promotion: docker/README.md.
set -euo pipefail
export PGPASSFILE=/tmp/pgpass
printf '*:*:*:replicator:%s\n' "$(cat /var/lib/counterpoint/replicator-password)" > "$PGPASSFILE"
chmod 0600 "$PGPASSFILE"
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  until pg_basebackup --host=postgres --username=replicator --pgdata="$PGDATA" --wal-method=stream --write-recovery-conf \
    --create-slot --slot=standby --no-password; do
    rm -rf "${PGDATA:?}"/*
    sleep 1
  done
  chmod 0700 "$PGDATA"
fi
exec postgres "$@"
