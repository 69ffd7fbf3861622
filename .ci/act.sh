#!/usr/bin/env bash
# Runs the reusable workflows under act in host mode, on local-azure and local-github: what a pull request, a push and a night
# come to.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/node_modules/.bin:$PATH"
tools=$(mktemp -d)
trap 'chmod -R u+w "$tools"; rm -rf "$tools"' EXIT

GOBIN=$tools GOFLAGS=-modcacherw GOPATH=$tools/go go install github.com/nektos/act@v0.2.89
"$tools/act" --version
for tool in jq curl git; do command -v "$tool" > /dev/null || { echo "The workflows need $tool."; exit 1; }; done
node .ci/act/workflows.ts "$tools/act"
node .ci/act/examples.ts "$tools/act"
