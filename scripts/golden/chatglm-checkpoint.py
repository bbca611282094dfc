"""The tiny `glm` of decoders.py as a checkpoint in the layout of ChatGLM2, and the logits it must give.

Needs: Python 3.11; pip install torch==2.9.1 transformers==4.57.6 safetensors==0.8.0
Run:   python scripts/golden/chatglm-checkpoint.py         (some seconds; writes data/golden/chatglm)

The weights are those of data/golden/decoders/glm rounded to float16, under the names, in the fused tensors and in the
torch shards that ChatGLM2-6B is published in. Two programs must agree on its logits before they are written:
transformers, with the same numbers as its own `glm`, and the forward pass below, which is written from the description
of modeling_chatglm.py and knows nothing but the checkpoint and its config.json.

- config.json, pytorch_model-0000N-of-00002.bin, pytorch_model.bin.index.json: the checkpoint;
- reference.safetensors: by transformers, the logits of the batch of decoders/glm that is padded on the right, of the
  weights rounded to float16, as in the checkpoint, and of those rounded to bfloat16.
"""

import json
from pathlib import Path

import torch
import transformers
from safetensors.torch import load_file, save_file
from torch.nn.functional import linear, silu

GOLDEN = Path(__file__).resolve().parents[2] / "data" / "golden"
GLM = GOLDEN / "decoders" / "glm"
OUT = GOLDEN / "chatglm"
INDEX = "pytorch_model.bin.index.json"
SAME = 1e-4


def to_chatglm_config(glm):
    return {
        "architectures": ["ChatGLMModel"],
        "model_type": "chatglm",
        "add_bias_linear": False,
        "add_qkv_bias": glm["attention_bias"],
        "apply_query_key_layer_scaling": True,
        "apply_residual_connection_post_layernorm": False,
        "attention_dropout": 0.0,
        "attention_softmax_in_fp32": True,
        "bias_dropout_fusion": True,
        "ffn_hidden_size": glm["intermediate_size"],
        "fp32_residual_connection": False,
        "hidden_dropout": 0.0,
        "hidden_size": glm["hidden_size"],
        "kv_channels": glm["head_dim"],
        "layernorm_epsilon": glm["rms_norm_eps"],
        "multi_query_attention": True,
        "multi_query_group_num": glm["num_key_value_heads"],
        "num_attention_heads": glm["num_attention_heads"],
        "num_layers": glm["num_hidden_layers"],
        "original_rope": True,
        "padded_vocab_size": glm["vocab_size"],
        "post_layer_norm": True,
        "rmsnorm": True,
        "rope_ratio": glm["rope_theta"] / 10000,
        "seq_length": glm["max_position_embeddings"],
        "use_cache": True,
        "torch_dtype": "float16",
        "tie_word_embeddings": False,
        "eos_token_id": glm["eos_token_id"],
        "pad_token_id": glm["pad_token_id"],
    }


def to_chatglm_weights(w, config):
    """The state dict in the order of ChatGLM's modules."""
    theirs = {"transformer.embedding.word_embeddings.weight": w["model.embed_tokens.weight"]}
    rotary = config["kv_channels"] // 2
    theirs["transformer.rotary_pos_emb.inv_freq"] = 10000 ** (-torch.arange(0, rotary, 2) / rotary)
    for n in range(config["num_layers"]):
        ours, at = f"model.layers.{n}.", f"transformer.encoder.layers.{n}."
        theirs[at + "input_layernorm.weight"] = w[ours + "input_layernorm.weight"]
        for kind in ("weight", "bias"):
            fused = torch.cat([w[f"{ours}self_attn.{x}_proj.{kind}"] for x in "qkv"])
            theirs[f"{at}self_attention.query_key_value.{kind}"] = fused
        theirs[at + "self_attention.dense.weight"] = w[ours + "self_attn.o_proj.weight"]
        theirs[at + "post_attention_layernorm.weight"] = w[ours + "post_attention_layernorm.weight"]
        theirs[at + "mlp.dense_h_to_4h.weight"] = w[ours + "mlp.gate_up_proj.weight"]
        theirs[at + "mlp.dense_4h_to_h.weight"] = w[ours + "mlp.down_proj.weight"]
    theirs["transformer.encoder.final_layernorm.weight"] = w["model.norm.weight"]
    theirs["transformer.output_layer.weight"] = w["lm_head.weight"]
    return theirs


def write_shards(weights):
    """Two files that part in the middle of a layer, as those of ChatGLM2-6B do."""
    names = list(weights)
    cut = next(i for i, name in enumerate(names) if "layers.1.mlp.dense_h_to_4h" in name)
    weight_map = {}
    for number, part in enumerate((names[:cut], names[cut:]), start=1):
        file = f"pytorch_model-{number:05d}-of-00002.bin"
        torch.save({name: weights[name] for name in part}, OUT / file)
        weight_map |= {name: file for name in part}
    total = sum(tensor.nbytes for tensor in weights.values())
    index = {"metadata": {"total_size": total}, "weight_map": dict(sorted(weight_map.items()))}
    (OUT / INDEX).write_text(json.dumps(index, indent=2) + "\n")


def read_shards():
    weight_map = json.loads((OUT / INDEX).read_text())["weight_map"]
    weights = {}
    for file in sorted(set(weight_map.values())):
        weights |= torch.load(OUT / file, weights_only=True)
    return {name: tensor.float() for name, tensor in weights.items()}


def rotate_half_of(x, config):
    """The first half of the channels of [S, B, heads, D] turns by pairs of neighbors; the other half stays."""
    turning, staying = x.chunk(2, -1)
    channels = turning.shape[-1]
    base = 10000 * config.get("rope_ratio", 1)
    theta = 1.0 / base ** (torch.arange(0, channels, 2, dtype=torch.float64) / channels)
    angle = torch.outer(torch.arange(len(x), dtype=torch.float64), theta)[:, None, None]  # [S, 1, 1, pairs]
    pairs = torch.view_as_complex(turning.unflatten(-1, (-1, 2)).double().contiguous())
    turned = torch.view_as_real(pairs * torch.polar(torch.ones_like(angle), angle))
    return torch.cat([turned.flatten(-2).float(), staying], -1)


def forward(w, config, input_ids):
    heads, groups, size = (config[k] for k in ("num_attention_heads", "multi_query_group_num", "kv_channels"))

    def norm(x, name):
        mean_square = x.square().mean(-1, keepdim=True)
        return x * torch.rsqrt(mean_square + config["layernorm_epsilon"]) * w[name]

    hidden = w["transformer.embedding.word_embeddings.weight"][input_ids].transpose(0, 1)  # [S, B, E]
    length, batch = hidden.shape[:2]
    later = torch.ones(length, length, dtype=torch.bool).triu(1)
    for n in range(config["num_layers"]):
        at = f"transformer.encoder.layers.{n}."
        fused = linear(
            norm(hidden, at + "input_layernorm.weight"),
            w[at + "self_attention.query_key_value.weight"],
            w.get(at + "self_attention.query_key_value.bias"),
        )
        q, k, v = fused.split([heads * size, groups * size, groups * size], -1)
        query = rotate_half_of(q.view(length, batch, heads, size), config)
        key = rotate_half_of(k.view(length, batch, groups, size), config)
        query = query.view(length, batch, groups, heads // groups, size)
        value = v.view(length, batch, groups, size)
        scores = torch.einsum("sbgrd,tbgd->bgrst", query, key) / size**0.5
        weights = scores.masked_fill(later, float("-inf")).softmax(-1)
        context = torch.einsum("bgrst,tbgd->sbgrd", weights, value).reshape(length, batch, heads * size)
        hidden = hidden + linear(context, w[at + "self_attention.dense.weight"])
        wide = linear(norm(hidden, at + "post_attention_layernorm.weight"), w[at + "mlp.dense_h_to_4h.weight"])
        first, second = wide.chunk(2, -1)
        hidden = hidden + linear(silu(first) * second, w[at + "mlp.dense_4h_to_h.weight"])
    final = norm(hidden, "transformer.encoder.final_layernorm.weight")
    return linear(final, w["transformer.output_layer.weight"]).transpose(0, 1)  # [B, S, V]


def transformers_logits(glm, weights, batch):
    config = transformers.GlmConfig(**glm)
    config._attn_implementation = "eager"
    model = transformers.GlmForCausalLM(config).eval()
    model.load_state_dict({name: tensor.float() for name, tensor in weights.items()})
    return model(**batch).logits


if __name__ == "__main__":
    glm = json.loads((GLM / "config.json").read_text())
    right = json.loads((GLM / "reference.json").read_text())["right"]
    batch = {name: torch.tensor(right[name]) for name in ("input_ids", "attention_mask")}
    real = batch["attention_mask"].bool()
    weights = load_file(GLM / "model.safetensors")
    halves = {name: tensor.half() for name, tensor in weights.items()}
    brains = {name: tensor.bfloat16() for name, tensor in weights.items()}

    OUT.mkdir(parents=True, exist_ok=True)
    config = to_chatglm_config(glm)
    (OUT / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    write_shards({name: tensor.half() for name, tensor in to_chatglm_weights(halves, config).items()})

    with torch.no_grad():
        expected = transformers_logits(glm, halves, batch)
        rounder = transformers_logits(glm, brains, batch)
        ours = forward(read_shards(), config, batch["input_ids"])
        unrounded = load_file(GLM / "reference.safetensors")["logits/bare"]
    difference = (ours - expected)[real].abs().max().item()
    print(f"ChatGLM's layout and transformers differ by {difference:.1e}")
    for name, logits in {"float16": expected, "bfloat16": rounder}.items():
        print(f"rounding to {name} changed a logit by up to {(unrounded - logits)[real].abs().max().item():.1e}")
    assert difference < SAME
    save_file({"logits/float16": expected.contiguous(), "logits/bfloat16": rounder}, OUT / "reference.safetensors")
