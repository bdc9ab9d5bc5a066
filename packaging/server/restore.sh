#!/bin/sh
# Puts a dump of backup.sh into a new database and gives the centre a new generation: laptops read everything again
# and keep what they have not sent.   restore.sh DUMP DATABASE [URL OF THE SERVER WITHOUT DATABASE]
# The service must be stopped. The database must not exist: the former one is renamed by hand, never overwritten.
set -eu
dump=${1:?"restore.sh DUMP DATABASE [URL]"}
database=${2:?"restore.sh DUMP DATABASE [URL]"}
server=${3:-"postgresql://postgres@/DATABASE?host=/var/run/postgresql"}
url_of() { printf '%s' "$server" | sed "s/DATABASE/$1/"; }
prospectdesk=${PROSPECTDESK:-prospectdesk}

for role in prospectdesk_owner prospectdesk_service prospectdesk_reader; do
    psql "$(url_of postgres)" --quiet --no-psqlrc --set ON_ERROR_STOP=1 --command \
        "DO \$\$ BEGIN CREATE ROLE $role NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END \$\$"
done
psql "$(url_of postgres)" --quiet --no-psqlrc --set ON_ERROR_STOP=1 --command "CREATE DATABASE \"$database\""
pg_restore --exit-on-error --single-transaction --dbname="$(url_of "$database")" "$dump"
"$prospectdesk" server --database "$(url_of "$database")" --migrate --restored
echo "Restored into $database. Start the service on it, then: server --snapshot"
