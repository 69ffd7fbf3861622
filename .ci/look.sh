#!/usr/bin/env bash
# Looks at what the demo left in demo/output with a real Chromium, as a person would: on a wide screen and on a phone, light
# and dark. Fails when something is wrong, and keeps a picture of every story in demo/output/pictures.
# Chromium, the libraries that it needs and the fonts are packages of npm, installed into a folder of their own; where that
# Chromium is not to be had, one that is installed on the machine does.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/node_modules/.bin:$PATH"
[ -f demo/output/summaries.html ] || { echo 'There is nothing to look at: npm run demo writes it.' >&2; exit 1; }
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT

install() {
  npm install --prefix "$tools" --loglevel=error --no-audit --no-fund --no-package-lock --ignore-scripts "$@" >/dev/null
}

install puppeteer-core@25.16.0 @expo-google-fonts/noto-sans@0.4.2 @expo-google-fonts/noto-sans-mono@0.4.2 \
  @expo-google-fonts/noto-color-emoji@0.4.6
install @sparticuz/chromium@153.0.0 || echo 'The package with Chromium cannot be installed.'
# Mermaid comes as one file that needs none of its hundred dependencies.
npm pack --loglevel=error --pack-destination "$tools" mermaid@12.3.0 >/dev/null
tar -xzf "$tools/mermaid-12.3.0.tgz" -C "$tools" package/dist/mermaid.min.js

TMPDIR=$tools node .ci/look/main.mjs "$tools" demo/output
