#!/bin/sh
# Makes .venv from requirements.lock. Needs only Python 3.11 or later; run by the Makefile.
# uv is several times faster than pip here (docs/operations.md), so pip installs uv and uv the rest.
set -eu
python=${PYTHON:-python3}
torch=2.13.0

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Set-up needs Python 3.11 or later; '$python' is older. Try: make PYTHON=python3.11 chat" >&2
    exit 1
}
[ -x .venv/bin/python ] || "$python" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check uv==0.13.9

uv() { .venv/bin/uv pip install --quiet --python .venv/bin/python "$@"; }

# The processor-only build of torch: 200 MB instead of several GB. A folder of wheels that pip already
# knows comes first, because uv does not read pip's settings; otherwise uv finds the right build itself.
# PyPI's own wheels for macOS are processor-only already.
links=${PIP_FIND_LINKS:-$(.venv/bin/python -m pip config get global.find-links 2>/dev/null || true)}
if [ -n "$links" ] && ls "$links"/torch-$torch+cpu-* >/dev/null 2>&1; then
    uv --no-deps --find-links "$links" "torch==$torch"
elif [ "$(uname -s)" = Linux ]; then
    uv --no-deps --torch-backend=cpu "torch==$torch"
else
    uv --no-deps "torch==$torch"
fi

# --no-deps: the lock file is complete, and nothing that is not in it may come in.
uv --no-deps -r requirements.lock
uv --no-deps --no-build-isolation --editable .
cksum requirements.lock pyproject.toml setup.sh >.venv/ready
