"""Tiny decoders of four families by Hugging Face transformers, steered and tuned by PEFT: what our engine is held to.

Needs: Python 3.11; pip install torch==2.9.1 transformers==4.57.6 peft==0.21.2 safetensors==0.8.0
Run:   python scripts/golden/decoders.py                   (some seconds; writes data/golden/decoders/FAMILY)

For each family: a Hugging Face folder with seeded random weights (config.json, model.safetensors), and in
reference.json and reference.safetensors, all float32:

- two batches of the same rows, one padded on the right, as in training, and one on the left, as in generation;
- logits of the bare model, and with a PEFT prefix of five virtual tokens; on the left, positions count real tokens;
- loss and prefix gradient of the right-padded batch;
- the losses of ten AdamW steps at a constant rate, and of ten steps of the P-tuning recipe (gradient norm at most 1,
  rate falling linearly to zero);
- adapter/: the prefix after the constant-rate steps as PEFT saves it, and the logits after PEFT has loaded it again.
"""

import json
from pathlib import Path

import peft
import torch
import transformers
from safetensors.torch import save_file

OUT = Path(__file__).resolve().parents[2] / "data" / "golden" / "decoders"
PREFIX_TOKENS = 5
STEPS = 10
CONSTANT_RATE = 0.01
RECIPE_RATE = 0.02
PAD = 1

SIZES = dict(
    vocab_size=72,  # the model builder of onnxruntime-genai takes any projection of this width for the output head
    hidden_size=32,
    intermediate_size=40,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    max_position_embeddings=48,
    rms_norm_eps=1e-5,
    pad_token_id=PAD,
    eos_token_id=0,
)
# GroupQueryAttention asks for heads of a multiple of 16 channels, of which a multiple of 16 rotate.
FAMILIES = {
    "glm": (transformers.GlmForCausalLM, transformers.GlmConfig(**SIZES, head_dim=32, rope_theta=200.0)),
    "glm4": (transformers.Glm4ForCausalLM, transformers.Glm4Config(**SIZES, head_dim=32, rope_theta=200.0)),
    "llama": (transformers.LlamaForCausalLM, transformers.LlamaConfig(**SIZES, head_dim=16, rope_theta=500.0)),
    "qwen2": (transformers.Qwen2ForCausalLM, transformers.Qwen2Config(**SIZES, head_dim=16, tie_word_embeddings=True)),
}

# Rows begin alike, as records that share an instruction do; the answers are what follows `answers_at`.
ROWS = [[7, 12, 30, 44, 9, 51, 22, 38, 5], [7, 12, 71, 18, 27, 40], [7, 12, 33, 2, 58, 16, 11, 0]]
ANSWERS_AT = [5, 3, 4]
WIDTH = max(len(row) for row in ROWS)


def make_model(model_class, config, seed):
    """Weights large enough that every part of the model shows in its logits; no bias is 0 and no norm is 1."""
    generator = torch.Generator().manual_seed(seed)
    config._attn_implementation = "eager"
    model = model_class(config).eval()
    with torch.no_grad():
        for name, weight in model.named_parameters():
            weight.copy_(0.25 * torch.randn(weight.shape, generator=generator) + (1.0 if "norm" in name else 0.0))
    return model


def make_batch(side):
    def pad(row, filler):
        filling = [filler] * (WIDTH - len(row))
        return row + filling if side == "right" else filling + row

    labels = [[-100] * at + row[at:] for row, at in zip(ROWS, ANSWERS_AT)]
    mask = torch.tensor([pad([1] * len(row), 0) for row in ROWS])
    batch = {
        "input_ids": torch.tensor([pad(row, PAD) for row in ROWS]),
        "attention_mask": mask,
        "labels": torch.tensor([pad(row, -100) for row in labels]),
    }
    if side == "left":
        batch["position_ids"] = (mask.cumsum(-1) - 1).clamp(min=0)
    return batch


def with_prefix(model, prefix):
    steered = peft.get_peft_model(
        model, peft.PrefixTuningConfig(task_type="CAUSAL_LM", num_virtual_tokens=PREFIX_TOKENS)
    )
    with torch.no_grad():
        steered.prompt_encoder.default.embedding.weight.copy_(prefix)
    return steered


def ten_losses(steered, prefix, batch, recipe):
    """Losses before each of ten steps and after the last; leaves the tuned prefix in the model."""
    weight = steered.prompt_encoder.default.embedding.weight
    with torch.no_grad():
        weight.copy_(prefix)
    rate = RECIPE_RATE if recipe else CONSTANT_RATE
    optimizer = torch.optim.AdamW([weight], lr=rate, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0)
    losses = []
    for step in range(STEPS):
        if recipe:
            optimizer.param_groups[0]["lr"] = rate * (1 - step / STEPS)
        optimizer.zero_grad()
        loss = steered(**batch).loss
        loss.backward()
        if recipe:
            torch.nn.utils.clip_grad_norm_([weight], 1.0)
        optimizer.step()
        losses.append(loss.item())
    losses.append(steered(**batch).loss.item())
    return losses


def make_family(family, model_class, config, seed):
    out = OUT / family
    model = make_model(model_class, config, seed)
    model.save_pretrained(out)
    (out / "generation_config.json").unlink()

    right, left = make_batch("right"), make_batch("left")
    tensors = {}
    with torch.no_grad():
        tensors["logits/bare"] = model(**right).logits

    model.name_or_path = f"tiny-{family}"
    columns = 2 * config.num_hidden_layers * config.num_key_value_heads * config.head_dim
    prefix = torch.randn((PREFIX_TOKENS, columns), generator=torch.Generator().manual_seed(seed + 100))
    steered = with_prefix(model, prefix)
    answer = steered(**right)
    answer.loss.backward()
    tensors["prefix"] = prefix
    tensors["prefix_gradient"] = steered.prompt_encoder.default.embedding.weight.grad
    tensors["logits/prefixed"] = answer.logits.detach()
    with torch.no_grad():
        tensors["logits/prefixed_left"] = steered(**left).logits

    recipe = ten_losses(steered, prefix, right, recipe=True)
    constant = ten_losses(steered, prefix, right, recipe=False)
    steered.save_pretrained(out / "adapter")
    (out / "adapter" / "README.md").unlink()
    reloaded = peft.PeftModel.from_pretrained(make_model(model_class, config, seed), out / "adapter").eval()
    with torch.no_grad():
        tensors["logits/adapter"] = reloaded(**right).logits

    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, out / "reference.safetensors")
    reference = {
        "made_with": {m.__name__: m.__version__ for m in (torch, transformers, peft)},
        "prefix_tokens": PREFIX_TOKENS,
        "right": {name: tensor.tolist() for name, tensor in right.items()},
        "left": {name: tensor.tolist() for name, tensor in left.items() if name != "labels"},
        "loss": answer.loss.item(),
        "constant_rate": {"learning_rate": CONSTANT_RATE, "losses": constant},
        "recipe": {"learning_rate": RECIPE_RATE, "losses": recipe},
    }
    text = ",\n".join(f'  "{name}": {json.dumps(value)}' for name, value in reference.items())
    (out / "reference.json").write_text(f"{{\n{text}\n}}\n")
    print(f"{family}: loss {answer.loss.item():.4f}, after ten steps {constant[-1]:.4f}; recipe {recipe[-1]:.4f}")


if __name__ == "__main__":
    torch.use_deterministic_algorithms(True)
    for seed, (family, (model_class, config)) in enumerate(FAMILIES.items(), start=1):
        make_family(family, model_class, config, seed)
