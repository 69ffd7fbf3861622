#!/usr/bin/env bash
# Lints every workflow, the examples and action.yml: actionlint for what they say, zizmor (pedantic) for what they let in.
set -euo pipefail
cd "$(dirname "$0")/.."
tools=$(mktemp -d)
trap 'chmod -R u+w "$tools"; rm -rf "$tools"' EXIT

GOBIN=$tools GOFLAGS=-modcacherw GOPATH=$tools/go go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
"$tools/actionlint" -version
"$tools/actionlint"
"$tools/actionlint" examples/*.yml

python3 -m venv "$tools/venv"
"$tools/venv/bin/pip" install --quiet 'zizmor==1.32.0'
"$tools/venv/bin/zizmor" --version
"$tools/venv/bin/zizmor" --offline --persona pedantic .github action.yml examples/*.yml
