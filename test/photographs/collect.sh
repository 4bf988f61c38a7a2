#!/usr/bin/env bash
# Gathers photographs that packages ship into tmp/photographs, for test/e2e/photographs.spec.ts: the samples of
# scikit-image and scikit-learn (from their wheels) and wallpapers (from Debian packages). Nothing is installed.
# Needs pip, unzip, and for the wallpapers apt-get and dpkg-deb. Prints what it could not get and why; exits 1 only
# when it got nothing at all.
set -u
cd "$(dirname "$0")/../.."
out=$PWD/tmp/photographs
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"

keep() { # keep NAME FROM: copies the images below FROM, with their folders, into $out/NAME
  mkdir -p "$out/$1"
  (cd "$2" && find . -type f \( -iname '*.jpg' -o -iname '*.jpeg' -o -iname '*.png' -o -iname '*.webp' -o -iname '*.gif' -o -iname '*.tif' \) -print0 | xargs -0 -r cp --parents -t "$out/$1")
}

wheel() { # wheel NAME PATTERN
  if [ -n "$(ls "$out/$1" 2>/dev/null)" ]; then return; fi
  if pip download --quiet --no-deps --only-binary :all: --disable-pip-version-check -d "$work/$1" "$1" >"$work/$1.log" 2>&1 &&
    unzip -q -o "$work/$1"/*.whl "$2" -d "$work/$1/files" >>"$work/$1.log" 2>&1; then
    keep "$1" "$work/$1/files"
  else
    echo "not collected: $1 (pip download failed: $(tail -n 1 "$work/$1.log"))" >&2
  fi
}

debian() { # debian PACKAGE PATH
  if [ -n "$(ls "$out/$1" 2>/dev/null)" ]; then return; fi
  mkdir -p "$work/$1" && chmod 777 "$work" "$work/$1"
  if (cd "$work/$1" && apt-get download -q "$1") >"$work/$1.log" 2>&1 && dpkg-deb -x "$work/$1/$1"_*.deb "$work/$1/files" >>"$work/$1.log" 2>&1; then
    keep "$1" "$work/$1/files/$2"
  else
    echo "not collected: $1 (apt-get download failed: $(tail -n 1 "$work/$1.log"))" >&2
  fi
}

wheel scikit-image 'skimage/data/*'
wheel scikit-learn 'sklearn/datasets/images/*'
debian desktop-base usr/share/desktop-base
debian mate-backgrounds usr/share/backgrounds

count=$(find "$out" -type f | wc -l)
echo "$count photographs in tmp/photographs"
[ "$count" -gt 0 ]
