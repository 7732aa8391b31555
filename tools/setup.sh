#!/bin/sh
# SPDX-FileCopyrightText: Baken contributors
# SPDX-License-Identifier: EUPL-1.2
# Installs what building and testing need and is not there yet, from Debian 12's packages. Says what it does; does
# nothing when all is there. Needs root (or sudo) only then.
set -eu

packages="gcc clang libclang-rt-14-dev llvm cmake ninja-build make pkg-config ccache gettext
 libmicrohttpd-dev libsqlite3-dev libpq-dev libjansson-dev libsodium-dev liboath-dev libxml2-dev libcmark-dev libseccomp-dev
 libmagic-dev libxlsxwriter-dev libqrencode-dev zlib1g-dev libintelrdfpmath-dev libcmocka-dev
 postgresql-15 sqlite3 curl chromium poppler-utils qpdf unzip wrk nginx-light man-db fonts-noto-core ca-certificates"
# These may have come from elsewhere; a second copy would be in the way.
command -v node >/dev/null 2>&1 || packages="$packages nodejs"
command -v npm >/dev/null 2>&1 || packages="$packages npm"
command -v java >/dev/null 2>&1 || packages="$packages default-jre-headless"

missing=
for package in $packages; do
    case "$(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null || true)" in
    ii*) ;;
    *) missing="$missing $package" ;;
    esac
done
[ -n "$missing" ] || exit 0

echo "installing from Debian:$missing"
# Tests start a private PostgreSQL of their own; the package need not make and start one for the whole machine.
case "$missing" in
*postgresql-15*)
    [ -e /etc/postgresql-common/createcluster.conf ] || no_cluster='mkdir -p /etc/postgresql-common &&
        echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf'
    ;;
esac
sudo=
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null 2>&1 || { echo "run this as root, or install:$missing" >&2; exit 1; }
    sudo=sudo
fi
[ -z "${no_cluster:-}" ] || $sudo sh -c "$no_cluster"
$sudo apt-get update -qq
# shellcheck disable=SC2086 # a list of words
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
