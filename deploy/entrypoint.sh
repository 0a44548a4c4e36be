#!/bin/sh
# 容器入口 Start of the container: with arguments the command `gongjian`, without them the service, once its
# store answers.
#   GONGJIAN_STORE   the store's address       GONGJIAN_PORT   port of the service, 8000
#   GONGJIAN_WAIT    seconds to wait for the store, 180
set -eu

if [ "$#" -gt 0 ]; then
  exec gongjian "$@"
fi

store="${GONGJIAN_STORE:-sqlite:////data/gongjian.db}"
deadline=$(($(date +%s) + ${GONGJIAN_WAIT:-180}))
# The first process of a container has no default action for signals: without this, stopping takes its time.
trap 'exit 143' TERM INT

open_store() {
  python - "$store" <<'PYTHON'
import sys

from graph.errors import StoreUnavailable, WrongUsage
from graph.stores import open_store

try:
    open_store(sys.argv[1]).close()
except StoreUnavailable as error:
    print(error, file=sys.stderr)
    sys.exit(1)
except WrongUsage as error:
    print(error, file=sys.stderr)
    sys.exit(2)
PYTHON
}

until open_store; do
  status=$?
  # Only a store that may still come up is waited for; a wrong address or a broken program is not.
  if [ "$status" -ne 1 ] || [ "$(date +%s)" -ge "$deadline" ]; then
    echo "存储打不开，服务未启动 the store cannot be opened, the service does not start" >&2
    exit "$status"
  fi
  sleep 2
done

exec gongjian serve --host 0.0.0.0 --port "${GONGJIAN_PORT:-8000}" --store "$store"
