#!/bin/sh
# A checked dump of the centre: backup.sh FOLDER [CONNECTION]
# CONNECTION is what pg_dump takes, an administrator's (default: dbname=prospectdesk). Keeps 14 days.
set -eu
folder=${1:?"backup.sh FOLDER [CONNECTION]"}
connection=${2:-dbname=prospectdesk}
umask 077
mkdir -p "$folder"
name="$folder/prospectdesk-$(date -u +%Y%m%dT%H%M%SZ).dump"
trap 'rm -f "$name.part"' EXIT
pg_dump --format=custom --compress=6 --file="$name.part" "$connection"
pg_restore --list "$name.part" | grep -q 'TABLE DATA pd centre'
mv "$name.part" "$name"
sync "$name" 2>/dev/null || sync
find "$folder" -name 'prospectdesk-*.dump' -mtime +14 -delete
echo "$name"
