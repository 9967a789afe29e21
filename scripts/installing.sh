# shellcheck shell=sh
# What install-kiosk and install-office do alike; both read this file. The checkout is the working
# directory, DESTDIR and PYTHON are set.

OPT=/opt/tapcard
UNITS=/etc/systemd/system

say() { echo "${0##*/}: $*"; }

staged() { [ -n "$DESTDIR" ]; }

need() { # need PACKAGE TEST...
    package=$1
    shift
    "$@" >/dev/null 2>&1 || missing="$missing $package"
}

need_for_python() { # what python and the sources of its libraries want; adds to $missing
    need python3 command -v "$PYTHON"
    need python3-venv "$PYTHON" -c 'import ensurepip, venv'
    need python3-dev "$PYTHON" -c \
        'import os, sysconfig; open(os.path.join(sysconfig.get_path("include"), "Python.h"))'
    need gcc command -v gcc # pyscard comes as source, for python and PC/SC of this machine
    need libc6-dev test -e /usr/include/stdio.h
    need pkg-config command -v pkg-config
    need libpcsclite-dev test -e /usr/include/PCSC/winscard.h
    need ca-certificates test -s /etc/ssl/certs/ca-certificates.crt
}

install_missing() {
    [ -n "$missing" ] || return 0
    say "installing with apt-get:$missing"
    apt-get update -qq
    # $missing is a list of words
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $missing >/dev/null
}

put() { # put FILE PLACE: copies a file of this checkout where it is not there already
    cmp -s "$1" "$DESTDIR$2" && return
    say "$2"
    install -D -m 0644 "$1" "$DESTDIR$2"
}

link() { # link TARGET PLACE
    [ "$(readlink "$DESTDIR$2" || true)" = "$1" ] && return
    say "$2 -> $1"
    mkdir -p "$DESTDIR${2%/*}"
    ln -sfn "$1" "$DESTDIR$2"
}

compile() { # compile DIRECTORY PLACE: bytecode that is used unseen, whatever the files' times are
    "$PYTHON" -m compileall -q -f -j 0 --invalidation-mode unchecked-hash -s "$1" -p "$2" "$1"
}

for_office() { # one program serves both, on a machine that is both
    [ -e $UNITS/tapcard-office.service ] || [ "${0##*/}" = install-office ] || return 0
    echo --office
}

make_venv() { # a new one beside the old one, which goes on working if this fails
    install -d -m 0755 $OPT
    "$PYTHON" scripts/runtime_requirements.py --build >$OPT/build.lock
    # shellcheck disable=SC2046  # a word or none
    "$PYTHON" scripts/runtime_requirements.py $(for_office) >$OPT/runtime.lock
    made_from=$({ "$PYTHON" --version && cat $OPT/build.lock $OPT/runtime.lock; } | sha256sum)
    venv=$OPT/venv-$(echo "$made_from" | cut -c 1-12)
    [ -e "$venv/.ready" ] && return
    say "$venv, from requirements.lock (minutes on a small board)"
    "$PYTHON" -m venv --clear "$venv"
    into_venv --require-hashes -r $OPT/build.lock
    into_venv --require-hashes -r $OPT/runtime.lock
    touch "$venv/.ready"
}

into_venv() {
    # swig, which builds pyscard, is in there
    PATH="$venv/bin:$PATH" PIP_DISABLE_PIP_VERSION_CHECK=1 \
        "$venv/bin/python" -m pip install --quiet --no-compile --no-build-isolation "$@"
}

put_program() {
    say "$OPT/source, compiled"
    new=$DESTDIR$OPT/source.new
    rm -rf "$new"
    install -d -m 0755 "$new"
    cp -R app docs themes scripts deploy kiosk.service kiosk-sync.service \
        tapcard-office.service pyproject.toml requirements.lock README.md LICENSE "$new"
    find "$new" -name __pycache__ -prune -exec rm -rf {} +
    chmod -R u=rwX,go=rX "$new"
    compile "$new/app" $OPT/source/app
    rm -rf "$DESTDIR$OPT/source"
    mv "$new" "$DESTDIR$OPT/source"
}

join_program_and_venv() {
    # compat: a plain line in a .pth file, not a finder that every start has to import
    into_venv --no-deps --config-settings editable_mode=compat --editable $OPT/source
    compile "$venv/lib" "$venv/lib"
    ln -sfn "${venv##*/}" $OPT/venv
    for old in "$OPT"/venv-*; do
        [ "$old" = "$venv" ] || rm -rf "$old"
    done
}

system_runs() { [ -d /run/systemd/system ]; } # not while an image is made in a chroot
