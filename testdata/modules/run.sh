#!/usr/bin/env bash
# Modules: each .txt file is a small world in sections "-- name --": files of the main module, "proxy/PATH@VERSION/FILE" for what
# a module proxy on this disk serves, "want" for what `golem run .` prints. See run.py.
exec python3 "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/run.py" "$@"
