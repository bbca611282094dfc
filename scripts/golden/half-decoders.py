"""What PyTorch computes with the weights of the exports in half precision, widened to float32.

Needs: Python 3.11; pip install torch==2.9.1 transformers==4.57.6 peft==0.21.2 safetensors==0.8.0 onnx==1.23.2
Run:   python scripts/golden/half-decoders.py            (some seconds; after decoder-exports.py, from whose files it takes
                                                         the 4-bit weights; writes data/golden/decoders/llama/half)

For each export in half precision, by name, with the prefix and the right-padded batch of decoders.py: logits, loss and
prefix gradient; besides, the greedy answer of the bare model to a prompt. Optimum rounds the weights to float16. The
model builder rounds the tables of the rotation too; in 4 bits, a weight is float16 scale times (number - 8).
"""

import json

import numpy as np
import onnx
import peft
import torch
import transformers
from safetensors.torch import load_file, save_file

from decoders import OUT, make_batch, with_prefix

FOLDER = OUT / "llama"
PROMPT = [12, 40, 7, 33, 5, 9, 61]
NEW_TOKENS = 16
LEAST_MARGIN = 0.001  # between the best and the second-best logit of an answer


def open_rounded(dtype, tables):
    """The decoder with all weights, and perhaps the tables of the rotation, rounded to `dtype`; it computes in float32."""
    model = transformers.LlamaForCausalLM.from_pretrained(FOLDER, dtype=torch.float32, attn_implementation="eager").eval()
    with torch.no_grad():
        for weight in model.parameters():
            weight.copy_(weight.to(dtype))
    if tables:
        round_all = lambda module, inputs, outputs: tuple(table.to(dtype).float() for table in outputs)
        model.model.rotary_emb.register_forward_hook(round_all)
    return model


def unpacked(constants, name):
    """A weight of MatMulNBits in blocks of 32 and 4 bits: its first number is in the lower half of its first byte."""
    packed, scales = (onnx.numpy_helper.to_array(constants[f"{name}.MatMul.weight_{part}"]) for part in ["Q4", "scales"])
    numbers = np.stack([packed & 15, packed >> 4], axis=-1).reshape(*packed.shape[:2], 32).astype(np.float32) - 8
    return torch.from_numpy((numbers * scales.astype(np.float32)[:, :, None]).reshape(len(packed), -1))


def open_int4():
    model = open_rounded(torch.float16, tables=True)
    graph = onnx.load(FOLDER / "half" / "genai-int4" / "model.onnx").graph
    constants = {constant.name: constant for constant in graph.initializer}

    def replace(name, *linears):
        rows = unpacked(constants, name).split([linear.out_features for linear in linears])
        for linear, weight in zip(linears, rows):
            weight = weight[:, : linear.in_features]
            assert (weight - linear.weight).abs().max() < 0.15, name  # half of the largest step of 4 bits
            linear.weight.copy_(weight)

    with torch.no_grad():
        for i, layer in enumerate(model.model.layers):
            attention, mlp = layer.self_attn, layer.mlp
            replace(f"model.layers.{i}.attn.qkv_proj", attention.q_proj, attention.k_proj, attention.v_proj)
            replace(f"model.layers.{i}.attn.o_proj", attention.o_proj)
            for name in ["gate_proj", "up_proj", "down_proj"]:
                replace(f"model.layers.{i}.mlp.{name}", getattr(mlp, name))
        replace("lm_head", model.lm_head)
    return model


def greedy(model):
    ids = list(PROMPT)
    for _ in range(NEW_TOKENS):
        with torch.no_grad():
            logits, likeliest = model(torch.tensor([ids])).logits[0, -1].topk(2)
        assert logits[0] - logits[1] > LEAST_MARGIN, logits
        ids.append(likeliest[0].item())
    return ids[len(PROMPT) :]


EXPORTS = {
    "optimum-float16": lambda: open_rounded(torch.float16, tables=False),
    "genai-bfloat16": lambda: open_rounded(torch.bfloat16, tables=True),
    "genai-int4": open_int4,
}

if __name__ == "__main__":
    prefix = load_file(FOLDER / "reference.safetensors")["prefix"]
    tensors, reference = {}, {}
    for name, open_model in EXPORTS.items():
        model = open_model()
        answer = greedy(model)
        steered = with_prefix(model, prefix)
        result = steered(**make_batch("right"))
        result.loss.backward()
        tensors[f"{name}/logits/prefixed"] = result.logits.detach().contiguous()
        tensors[f"{name}/prefix_gradient"] = steered.prompt_encoder.default.embedding.weight.grad
        reference[name] = {"loss": result.loss.item(), "answer": answer}
        print(name, reference[name])
    save_file(tensors, FOLDER / "half" / "reference.safetensors")
    made_with = {m.__name__: m.__version__ for m in (torch, transformers, peft)}
    lines = {"made_with": made_with, "prompt": PROMPT, **reference}
    text = ",\n".join(f'  "{name}": {json.dumps(value)}' for name, value in lines.items())
    (FOLDER / "half" / "reference.json").write_text(f"{{\n{text}\n}}\n")
