#!/bin/sh
# What an installation consists of, the same in the image, on a server and in the tests:
# a virtual environment at $1 with the locked packages and this one, and at $1/cache the sentence model, ready to use.
# Run it in the repository, with the Python that is to serve.
set -eu
goal=$1
python=${PYTHON:-python3}
building=$(mktemp -d)
trap 'rm -rf "$building"' EXIT

"$python" -m venv "$goal"
"$goal/bin/pip" install --quiet --disable-pip-version-check --no-cache-dir --no-deps --require-hashes \
    -r requirements.txt

# the package itself, built with tools that are locked as well and do not stay
"$python" -m venv "$building/tools"
"$building/tools/bin/pip" install --quiet --disable-pip-version-check --no-cache-dir --no-deps --require-hashes \
    -r requirements-build.txt
"$building/tools/bin/pip" wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation \
    --wheel-dir "$building/wheels" .
"$goal/bin/pip" install --quiet --disable-pip-version-check --no-deps "$building"/wheels/*.whl

# built here once, so that a process that may write nowhere finds it
ORT_DISABLE_TELEMETRY=1 XDG_CACHE_HOME="$goal/cache" "$goal/bin/python" -c \
    'import sys; from adapters.embedding import LazyEncoder; sys.exit(not LazyEncoder().wait())'
chmod -R a+rX "$goal"
