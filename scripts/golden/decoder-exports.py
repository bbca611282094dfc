"""The tiny decoders of decoders.py as foreign programs export them to ONNX.

Run:   python scripts/golden/decoder-exports.py optimum    (some seconds; writes data/golden/decoders/FAMILY/optimum.onnx
                                                            and llama/half/optimum-float16)
       python scripts/golden/decoder-exports.py genai      (some seconds; writes data/golden/decoders/FAMILY/genai
                                                            and llama/half/genai-*)
Needs: Python 3.11, and an environment for each, since they want different releases of transformers:
       optimum  pip install torch==2.9.1 transformers==4.57.6 optimum-onnx==0.1.0 onnx==1.23.2 onnxruntime==1.32.0
       genai    pip install torch==2.9.1 transformers==5.23.0 onnxruntime-genai==0.18.0 onnx==1.23.2 onnx-ir==1.1.0

Optimum writes plain operators, traced from the PyTorch model; the model builder of onnxruntime-genai writes fused ones
(GroupQueryAttention, SkipSimplifiedLayerNormalization) for the CPU, with the weights in a file of their own. Neither
takes `glm4`. The model builder knows `glm` by the architecture name of ChatGLM, under which the checkpoint is handed
to it here.

In half precision, one family: as Optimum writes it in float16, and as the model builder writes it for GPUs, in bfloat16
and in 4 bits with float16 scales. half-decoders.py makes the references of these.
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

HALF_FAMILY = "llama"
HALF = DECODERS / HALF_FAMILY / "half"


def export_optimum(family, target, dtype=None):
    from optimum.exporters.onnx import main_export

    task = "text-generation-with-past"
    options = dict(task=task, dtype=dtype, library_name="transformers", do_validation=False)
    with tempfile.TemporaryDirectory() as scratch:
        main_export(str(DECODERS / family), output=scratch, **options)
        shutil.copyfile(Path(scratch) / "model.onnx", target)


def optimum():
    for family in FAMILIES:
        export_optimum(family, DECODERS / family / "optimum.onnx")
    (HALF / "optimum-float16").mkdir(parents=True, exist_ok=True)
    export_optimum(HALF_FAMILY, HALF / "optimum-float16" / "model.onnx", "fp16")


def export_genai(family, target, precision, provider, files):
    with tempfile.TemporaryDirectory() as scratch:
        built = build_genai(family, Path(scratch), precision, provider)
        target.mkdir(parents=True, exist_ok=True)
        for name in files:
            shutil.copyfile(built / name, target / name)


def build_genai(family, scratch, precision, provider):
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
    options = ["-i", source, "-o", built, "-c", scratch / "cache", "-p", precision, "-e", provider]
    subprocess.run([*builder, *options], check=True)
    return built


def genai():
    graph = ["model.onnx", "model.onnx.data"]
    for family in FAMILIES:
        export_genai(family, DECODERS / family / "genai", "fp32", "cpu", [*graph, "genai_config.json"])
    export_genai(HALF_FAMILY, HALF / "genai-bfloat16", "bf16", "cuda", graph)
    export_genai(HALF_FAMILY, HALF / "genai-int4", "int4", "cuda", graph)


if __name__ == "__main__":
    {"optimum": optimum, "genai": genai}[sys.argv[1]]()
