"""The tiny decoders of decoders.py as foreign programs export them to ONNX.

Run:   python scripts/golden/decoder-exports.py optimum    (some seconds; writes data/golden/decoders/FAMILY/optimum.onnx)
       python scripts/golden/decoder-exports.py genai      (some seconds; writes data/golden/decoders/FAMILY/genai)
Needs: Python 3.11, and an environment for each, since they want different releases of transformers:
       optimum  pip install torch==2.9.1 transformers==4.57.6 optimum-onnx==0.1.0 onnx==1.23.2 onnxruntime==1.32.0
       genai    pip install torch==2.9.1 transformers==5.23.0 onnxruntime-genai==0.18.0 onnx==1.23.2 onnx-ir==1.1.0

Optimum writes plain operators, traced from the PyTorch model; the model builder of onnxruntime-genai writes fused ones
(GroupQueryAttention, SkipSimplifiedLayerNormalization) for the CPU, with the weights in a file of their own. Neither
takes `glm4`. The model builder knows `glm` by the architecture name of ChatGLM, under which the checkpoint is handed
to it here.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "data"
DECODERS = DATA / "golden" / "decoders"
FAMILIES = ["glm", "llama", "qwen2"]


def export_optimum(family, scratch):
    from optimum.exporters.onnx import main_export

    task = "text-generation-with-past"
    main_export(str(DECODERS / family), output=scratch, task=task, library_name="transformers", do_validation=False)
    shutil.copyfile(scratch / "model.onnx", DECODERS / family / "optimum.onnx")


def export_genai(family, scratch):
    source, built = scratch / "checkpoint", scratch / "built"
    source.mkdir()
    config = json.loads((DECODERS / family / "config.json").read_text())
    if family == "glm":
        config["architectures"] = ["ChatGLMModel"]
    (source / "config.json").write_text(json.dumps(config))
    shutil.copy(DECODERS / family / "model.safetensors", source)
    for name in ["tokenizer.json", "tokenizer_config.json"]:  # the builder asks for a tokenizer but does not use it
        shutil.copy(DATA / "models" / "glm-nano" / name, source)
    builder = [sys.executable, "-m", "onnxruntime_genai.models.builder"]
    options = ["-i", source, "-o", built, "-c", scratch / "cache", "-p", "fp32", "-e", "cpu"]
    subprocess.run([*builder, *options], check=True)
    target = DECODERS / family / "genai"
    target.mkdir(exist_ok=True)
    for name in ["model.onnx", "model.onnx.data", "genai_config.json"]:
        shutil.copyfile(built / name, target / name)


if __name__ == "__main__":
    export = {"optimum": export_optimum, "genai": export_genai}[sys.argv[1]]
    for family in FAMILIES:
        with tempfile.TemporaryDirectory() as scratch:
            export(family, Path(scratch))
