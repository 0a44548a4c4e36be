#!/usr/bin/env bash
# 备齐真实部件 Gets the real parts that tests run against: Java and Maven (Neo4j), Spark, Chromium and a Chinese font.
# Installs them with apt where that is possible; names what cannot be had. Never fails: the tests that miss
# a part say so themselves (they are skipped, or fail under CI=true).
set -uo pipefail

missing=()
command -v java >/dev/null || missing+=(default-jre-headless)
command -v mvn >/dev/null || missing+=(maven)
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null ||
  [ -n "${GONGJIAN_CHROMIUM:-}" ] || missing+=(chromium)
fc-list :lang=zh 2>/dev/null | grep -q . || missing+=(fonts-noto-cjk fontconfig)

# Spark, 450 MB, for the tests over separate executor processes; GONGJIAN_TEST_SPARK=0 does without.
if [ "${GONGJIAN_TEST_SPARK:-1}" != 0 ] && [ -x .venv/bin/python ] && ! .venv/bin/python -c 'import pyspark' 2>/dev/null; then
  timeout 600 .venv/bin/python -m pip install -q --disable-pip-version-check 'pyspark==3.5.9' ||
    echo "未能安装 pyspark，其测试将被略过 pyspark could not be installed; its tests are skipped"
fi

[ ${#missing[@]} -eq 0 ] && exit 0
echo "测试还需 tests also need: ${missing[*]}"
if ! command -v apt-get >/dev/null || [ "$(id -u)" -ne 0 ]; then
  echo "请安装后重试；缺少的部件所涉测试将被略过 install them; tests that need them are skipped"
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
  echo "apt 未能全部安装 apt could not install all of them: ${missing[*]}"
exit 0
