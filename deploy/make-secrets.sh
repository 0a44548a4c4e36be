#!/bin/sh
# 生成密码 Makes the password that the database and the service share, once, into deploy/secrets/.
set -eu
cd "$(dirname "$0")/secrets"
if [ -e neo4j_password ]; then
  echo "密码已有，未改动 there is a password already, nothing changed: $(pwd)"
  exit 0
fi
password=$(LC_ALL=C tr -dc 'A-Za-z0-9' </dev/urandom | head -c 32)
# The folder keeps other users out. The files themselves have to be readable: the users inside the
# containers are others than the one who runs this.
chmod 700 .
umask 022
printf '%s' "$password" >neo4j_password
printf 'neo4j/%s' "$password" >neo4j_auth
echo "已生成 made: $(pwd)/neo4j_password, neo4j_auth"
