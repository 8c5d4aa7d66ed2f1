#!/usr/bin/env bash
# A loop of calls over one process: coprocess.sh SYMDIFF COUNT
set -euo pipefail
coproc DIFF { "$1" -; }
for ((i = 1; i <= $2; i++)); do
  echo "x**$i + x + 1" >&"${DIFF[1]}"
  read -r derivative <&"${DIFF[0]}"
  echo "$derivative"
done
