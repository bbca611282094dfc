"""Prefixes in the format of THUDM's P-tuning v2, and what they do to a ChatGLM that inserts them as THUDM does.

Needs: Python 3.11; pip install torch==2.9.1 safetensors==0.8.0; node, for the check of the files we write
Run:   python scripts/golden/thudm-prefix.py               (some seconds; writes data/golden/thudm)

The forward pass below is written from the description of ChatGLM2 (fused projections, [S, B, E] layout, prefix keys and
values put before the others without rotation, positions of text from 0) and takes the weights of the tiny `glm` of
data/golden/decoders. Before anything is written it is held to the logits that transformers and PEFT gave for it.

- checkpoint/pytorch_model.bin: a prefix of five rows as the trainer of THUDM saves it;
- reference.safetensors: the same matrix, and the logits of the batch of decoders/glm that is padded on the right;
- types.bin, types.json: tensors of three types, a slice of a shared storage and the attributes of a module;
- written.json: digest of a file that our writer made, and what torch.load made of it.
"""

import hashlib
import json
import subprocess
import tempfile
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch.nn.functional import linear, silu

ROOT = Path(__file__).resolve().parents[2]
GLM = ROOT / "data" / "golden" / "decoders" / "glm"
OUT = ROOT / "data" / "golden" / "thudm"
KEY = "transformer.prefix_encoder.embedding.weight"
PREFIX_TOKENS = 5
SAME = 1e-4

CONFIG = json.loads((GLM / "config.json").read_text())
L, H, G, D = (CONFIG[k] for k in ("num_hidden_layers", "num_attention_heads", "num_key_value_heads", "head_dim"))
R = int(D * CONFIG["partial_rotary_factor"])


def rms_norm(x, weight):
    return weight * x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + CONFIG["rms_norm_eps"])


def rotate(x, positions):
    """Rotates neighboring channels of the first R of [S, B, heads, D]."""
    theta = CONFIG["rope_theta"] ** (-torch.arange(0, R, 2, dtype=torch.float64) / R)
    angles = (positions[:, None] * theta).to(torch.float32)[:, None, None, :]
    even, odd = x[..., 0:R:2], x[..., 1:R:2]
    turned = torch.stack([even * angles.cos() - odd * angles.sin(), odd * angles.cos() + even * angles.sin()], -1)
    return torch.cat([turned.flatten(-2), x[..., R:]], -1)


def layer_prefixes(matrix, batch):
    """Key and value of each layer, [P, B, G, D]."""
    if matrix is None:
        return [None] * L
    repeated = matrix[None].expand(batch, -1, -1).view(batch, len(matrix), 2 * L, G, D)
    return repeated.permute(2, 1, 0, 3, 4).split(2)


def forward(w, input_ids, matrix, first_position):
    batch, length = input_ids.shape
    positions = torch.arange(length) + first_position
    past = 0 if matrix is None else len(matrix)
    hidden = w["model.embed_tokens.weight"][input_ids].transpose(0, 1)  # [S, B, E]
    unseen = torch.ones(length, past + length, dtype=torch.bool).triu(past + 1)
    for n, prefix in enumerate(layer_prefixes(matrix, batch)):
        at = f"model.layers.{n}."
        fused_weight = torch.cat([w[f"{at}self_attn.{x}_proj.weight"] for x in "qkv"])
        fused_bias = torch.cat([w[f"{at}self_attn.{x}_proj.bias"] for x in "qkv"])
        mixed = linear(rms_norm(hidden, w[at + "input_layernorm.weight"]), fused_weight, fused_bias)
        query, key, value = (x.unflatten(-1, (-1, D)) for x in mixed.split([H * D, G * D, G * D], -1))
        query, key = rotate(query, positions), rotate(key, positions)
        if prefix is not None:
            key, value = torch.cat([prefix[0], key]), torch.cat([prefix[1], value])
        key, value = (x.repeat_interleave(H // G, dim=2) for x in (key, value))
        scores = torch.einsum("sbhd,tbhd->bhst", query, key) / D**0.5
        weights = scores.masked_fill(unseen, float("-inf")).softmax(-1)
        context = torch.einsum("bhst,tbhd->sbhd", weights, value).flatten(-2)
        hidden = hidden + linear(context, w[at + "self_attn.o_proj.weight"])
        gate, up = linear(
            rms_norm(hidden, w[at + "post_attention_layernorm.weight"]), w[at + "mlp.gate_up_proj.weight"]
        ).chunk(2, -1)
        hidden = hidden + linear(silu(gate) * up, w[at + "mlp.down_proj.weight"])
    return linear(rms_norm(hidden, w["model.norm.weight"]), w["lm_head.weight"]).transpose(0, 1)


def check_forward(w, rows, mask):
    """Without a prefix, and with one under positions from P, the logits are those of transformers and PEFT."""
    golden = load_file(GLM / "reference.safetensors")
    for name, matrix in (("bare", None), ("prefixed", golden["prefix"])):
        ours = forward(w, rows, matrix, 0 if matrix is None else len(matrix))
        difference = (ours - golden[f"logits/{name}"])[mask].abs().max().item()
        print(f"{name}: differs from transformers by {difference:.1e}")
        assert difference < SAME


def write_checkpoint(w, rows):
    encoder = torch.nn.Embedding(PREFIX_TOKENS, 2 * L * G * D)
    with torch.no_grad():
        encoder.weight.copy_(torch.randn(encoder.weight.shape, generator=torch.Generator().manual_seed(7)))
    (OUT / "checkpoint").mkdir(parents=True, exist_ok=True)
    torch.save({KEY: encoder.state_dict()["weight"]}, OUT / "checkpoint" / "pytorch_model.bin")
    matrix = encoder.weight.detach()  # [P, 2 * L * G * D]
    logits = forward(w, rows, matrix, 0)
    unturned = (forward(w, rows, matrix, len(matrix)) - logits).abs().max().item()
    print(f"the same keys under positions from P give logits that differ by up to {unturned:.2f}")
    save_file({"prefix": matrix.clone(), "logits": logits.contiguous()}, OUT / "reference.safetensors")
    return matrix


def write_json(name, value):
    lines = ",\n".join(f"  {json.dumps(key)}: {json.dumps(x, ensure_ascii=False)}" for key, x in value.items())
    (OUT / name).write_text(f"{{\n{lines}\n}}\n")


def write_types():
    values = torch.tensor([[0.0, -0.0, 1.0, -2.5], [65504.0, 6e-8, 1 / 3, float("inf")]])
    module = torch.nn.Linear(3, 2)
    with torch.no_grad():
        module.weight.copy_(torch.arange(6).reshape(2, 3) / 4)
        module.bias.zero_()
    state = module.state_dict()
    state.update(half=values.half(), bfloat16=values.bfloat16(), slice=torch.arange(10.0)[4:7], transposed=values.t())
    torch.save(state, OUT / "types.bin")
    told = {
        name: {"dims": list(tensor.shape), "values": [repr(x) for x in tensor.float().flatten().tolist()]}
        for name, tensor in state.items()
    }
    write_json("types.json", told)


WRITE = """
import { readFileSync, writeFileSync } from 'node:fs';
import { float32Initializer, parseDecoderConfig, readThudmPrefix, writeThudmPrefix } from './model/index.ts';
import { writeTorchFile } from './model/weights/torch-file.ts';
const [out, glm, checkpoint] = process.argv.slice(1);
const tensors = new Map([[[2, 3], 'a.weight'], [[4], '\\u91cd\\u307f']].map(([dims, name]) => {
  const values = Float32Array.from({ length: dims.reduce((a, b) => a * b) }, (_, i) => (i - 1) / 8);
  return [name, float32Initializer(values, dims)];
}));
writeFileSync(`${out}/tensors.bin`, writeTorchFile({ tensors, extra: new Map([['note', 'text']]) }));
const config = parseDecoderConfig(JSON.parse(readFileSync(`${glm}/config.json`, 'utf8')), 'config.json');
await writeThudmPrefix(`${out}/prefix`, await readThudmPrefix(checkpoint, config), config);
"""


def check_written(matrix):
    """What our writer makes, torch loads, copied or mapped into memory, with `weights_only`."""
    with tempfile.TemporaryDirectory() as out:
        node = ["node", "--import", "tsx", "--input-type=module", "-e"]
        subprocess.run([*node, WRITE, out, GLM, OUT / "checkpoint"], cwd=ROOT, check=True)
        for mmap in (False, True):
            prefix = torch.load(Path(out) / "prefix" / "pytorch_model.bin", weights_only=True, mmap=mmap)
            assert list(prefix) == [KEY] and prefix[KEY].dtype == torch.float32
            difference = (prefix[KEY] - matrix).abs().max().item()
            print(f"prefix read, turned, turned back and written: differs by {difference:.1e}")
            assert difference < 1e-6
            state = torch.load(Path(out) / "tensors.bin", weights_only=True, mmap=mmap)
        told = {
            "sha256": hashlib.sha256((Path(out) / "tensors.bin").read_bytes()).hexdigest(),
            "torch": torch.__version__,
            "tensors": {
                name: {"type": str(x.dtype), "dims": list(x.shape), "values": x.flatten().tolist()}
                for name, x in state.items()
            },
        }
        write_json("written.json", told)


if __name__ == "__main__":
    with torch.no_grad():
        right = json.loads((GLM / "reference.json").read_text())["right"]
        rows, mask = torch.tensor(right["input_ids"]), torch.tensor(right["attention_mask"]).bool()
        weights = load_file(GLM / "model.safetensors")
        check_forward(weights, rows, mask)
        prefix = write_checkpoint(weights, rows)
        write_types()
        check_written(prefix)
