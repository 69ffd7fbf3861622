#!/usr/bin/env bash
# Lets the Python client of Azure ML attach, show, list and detach a compute on local-azure, and attach computes from files,
# in a virtual environment of its own; holds its traffic against the official definitions, and what it writes for each
# file against what this action writes: azure-ai-ml.sh [FOLDER-OF-THE-DEFINITIONS]
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/node_modules/.bin:$PATH"
definitions=${1:-}
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet 'azure-ai-ml==1.35.2' 'azure-identity>=1.19,<2'

node .ci/azure-ai-ml-scenario.ts "$work/scenario.json" "$work/given.json"
node local-azure/serve.ts "$work/scenario.json" --ca "$work/ca.pem" --env "$work/served.json" --traffic "$work/traffic.ndjson" &
server=$!
for _ in $(seq 100); do [ -s "$work/served.json" ] && break; sleep 0.1; done

node -e 'const [a, b, out] = process.argv.slice(1); const { readFileSync: r, writeFileSync: w } = require("node:fs");
  w(out, JSON.stringify({ ...JSON.parse(r(a)), ...JSON.parse(r(b)) }))' "$work/given.json" "$work/served.json" "$work/variables.json"
"$work/venv/bin/python" -W ignore .ci/azure-ai-ml.py "$work/variables.json"
"$work/venv/bin/python" -W ignore .ci/azure-ai-ml-files.py "$work/variables.json" .ci/compute-files/*.yml

kill "$server" && wait "$server" || true
server=
grep -v '/computes/gpu?' "$work/traffic.ndjson" > "$work/from-files.ndjson"
node .ci/compare-requests.ts "$work/from-files.ndjson" .ci/compute-files/*.yml
[ -z "$definitions" ] || node .ci/check-traffic.mjs "$definitions" --to-the-end "$work/traffic.ndjson"
