#!/bin/sh
# Runs the whole recipe from an empty folder with tiny settings, stops it in the middle and resumes: a few minutes on one core.
# Proves that every step runs and resumes; the models that come out know nothing. PYTHON names an interpreter with requirements.txt.
set -e
cd "$(dirname "$0")/.."
python=${PYTHON:-.venv-train/bin/python}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
work=$folder/work data=$folder/work/scenes out=$folder/models
dump() { node training/dump-world.mjs "$@"; }
train() { "$python" training/train.py --data "$data" --work "$work" --out "$out" --schedule training/smoke-schedule.json --threads 1 "$@"; }

node training/dump-sprites.mjs "$work/sprites"
dump --out "$data/train-1" --count 600 --seed 1
dump --out "$data/train-2" --count 200 --seed 2 --clean 0.5
dump --out "$data/held" --count 900 --seed 1000001
dump --out "$data/shift-snow" --count 200 --seed 1000010 --shift snow=1

train --only sprites trunk text joint polish
train --only sprites trunk text joint polish > "$folder/again.txt"
grep -q 'steps/s' "$folder/again.txt" && { echo "a finished step was trained again"; exit 1; }
train
rm "$work/source-white.pt"
train --only source-neck evaluate bundle
for file in conceptwatch-mini-clip/onnx/vision_model.onnx conceptwatch-mini-clip/onnx/text_model.onnx conceptwatch-source-supervised/onnx/model.onnx conceptwatch-source-selfsupervised/onnx/model.onnx conceptwatch-caption-gpt/onnx/limber_model.onnx manifest.json evaluation.json; do
  test -s "$out/$file" || { echo "the recipe did not write $file"; exit 1; }
done
echo "The recipe runs and resumes."
