#!/bin/sh
# Draws everything that training and its evaluation need, below training/work. Resumes where it stopped.
set -e
cd "$(dirname "$0")/.."
out=training/work/scenes
dump() { node training/dump-world.mjs "$@"; }

node training/dump-sprites.mjs training/work/sprites
dump --out $out/train-1 --count 45000 --seed 1
dump --out $out/train-2 --count 45000 --seed 2 --clean 0.5
dump --out $out/held --count 8000 --seed 1000001
for artist in fxemoji fluent-3d openmoji; do
  dump --out $out/$artist --count 2000 --seed 1000002 --artist $artist --clean 0.6
done
seed=1000010
for shift in snow fog night blur black-and-white beach dog; do
  dump --out $out/shift-$shift --count 1000 --seed $seed --shift $shift=1
  seed=$((seed + 1))
done
