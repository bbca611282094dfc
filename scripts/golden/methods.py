"""Every method of tuning on the tiny decoders, by PEFT and PyTorch: what ours are held to.

Needs: Python 3.11; pip install torch==2.9.1 transformers==4.57.6 peft==0.21.2 safetensors==0.8.0; node, for the check
       of the adapters we write
Run:   PYTHONHASHSEED=0 HF_HUB_OFFLINE=1 python scripts/golden/methods.py
       (half a minute; writes data/golden/methods/FAMILY; PEFT lists target modules in the order of their hashes)

The decoders and the right-padded batch are those of data/golden/decoders. For each METHOD of `lora`, `prompt`, `projection`
(a prefix made by the projection of PEFT) and `full` (all weights), in METHOD.json and METHOD.safetensors, all float32:

- start/NAME, gradient/NAME: every trained tensor and its gradient; of `full`, whose start is the decoder itself, the
  gradients of some tensors and the norms of all;
- logits/start, loss: before the first step;
- losses of ten AdamW steps at a constant rate;
- METHOD/: the adapter after them as PEFT saves it; logits/tuned: after PEFT has loaded it again;
- written: digests of the files that our writer makes of the start; logits/written: after PEFT has loaded them.

For `glm` also chatglm/: a LoRA on fused products under the module names of ChatGLM, and the logits it gives.
"""

import hashlib
import importlib
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

import peft
import torch
import transformers
from decoders import FAMILIES, STEPS, make_batch
from safetensors.torch import load_file, save_file

ROOT = Path(__file__).resolve().parents[2]
DECODERS = ROOT / "data" / "golden" / "decoders"
OUT = ROOT / "data" / "golden" / "methods"
VIRTUAL_TOKENS = 5
RANK, ALPHA = 4, 8
PROJECTION_WIDTH = 12
FEED_FORWARD = {"glm": ["gate_up_proj"], "llama": ["gate_proj", "up_proj"], "qwen2": ["gate_proj", "up_proj"]}
RATES = {"lora": 0.01, "prompt": 0.03, "projection": 0.01, "full": 0.001}
KEPT_OF_FULL = (
    "model.embed_tokens.weight",
    "model.layers.0.input_layernorm.weight",
    "model.layers.0.self_attn.q_proj.weight",
    "model.layers.0.self_attn.q_proj.bias",
    "model.layers.1.self_attn.v_proj.weight",
    "model.layers.1.mlp.down_proj.weight",
    "model.norm.weight",
    "lm_head.weight",
)
SAME = 1e-5


def open_model(family):
    model_class, _ = FAMILIES[family]
    model = model_class.from_pretrained(DECODERS / family, attn_implementation="eager", dtype=torch.float32).eval()
    model.name_or_path = f"tiny-{family}"
    return model


def method_config(family, method):
    if method == "lora":
        targets = ["q_proj", "v_proj", *FEED_FORWARD[family], "down_proj"]
        return peft.LoraConfig(
            task_type="CAUSAL_LM", r=RANK, lora_alpha=ALPHA, lora_dropout=0.0, target_modules=targets
        )
    if method == "prompt":
        return peft.PromptTuningConfig(task_type="CAUSAL_LM", num_virtual_tokens=VIRTUAL_TOKENS)
    return peft.PrefixTuningConfig(
        task_type="CAUSAL_LM",
        num_virtual_tokens=VIRTUAL_TOKENS,
        prefix_projection=True,
        encoder_hidden_size=PROJECTION_WIDTH,
    )


def own_name(name):
    """Name of a trained tensor without what PEFT puts around it."""
    name = name.removeprefix("base_model.model.").removeprefix("prompt_encoder.default.")
    return name.replace(".default", "")


def start_of(name, shape, method, generator):
    """Large enough that every tensor shows in the logits; B of LoRA is not 0, so that the gradient of A is not either."""
    scale = {"lora": 0.15, "prompt": 0.25}.get(method, 1.0 if name == "embedding.weight" else 0.3)
    return scale * torch.randn(shape, generator=generator)


def make_tuned(family, method, seed):
    """The model, and what is trained of it by name."""
    model = open_model(family)
    if method == "full":
        return model, dict(model.named_parameters())
    tuned = peft.get_peft_model(model, method_config(family, method)).eval()
    trained = {own_name(name): weight for name, weight in tuned.named_parameters() if weight.requires_grad}
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, weight in trained.items():
            weight.copy_(start_of(name, weight.shape, method, generator))
    return tuned, trained


def text_logits(answer, batch):
    """Logits of the tokens of text; those of virtual tokens stand before them."""
    return answer.logits.detach()[:, -batch["input_ids"].shape[1] :].contiguous()


def ten_losses(model, trained, batch, rate):
    """Losses before each of ten steps and after the last; leaves the tuned weights in the model."""
    optimizer = torch.optim.AdamW(trained.values(), lr=rate, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0)
    losses = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = model(**batch).loss
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    with torch.no_grad():
        losses.append(model(**batch).loss.item())
    return losses


WRITE = """
import { writeStart } from './model/testing/golden-method.ts';
const [out, family, method] = process.argv.slice(1);
await writeStart(out, family, method);
"""


def logits_of_written(family, method, batch):
    """Digests of what our writer makes of the start, and the logits after PEFT has loaded it."""
    with tempfile.TemporaryDirectory() as out:
        subprocess.run(
            ["node", "--import", "tsx", "--input-type=module", "-e", WRITE, out, family, method], cwd=ROOT, check=True
        )
        files = ("adapter_config.json", "adapter_model.safetensors")
        digests = {file: hashlib.sha256((Path(out) / file).read_bytes()).hexdigest() for file in files}
        return digests, logits_of_adapter(family, out, batch)


def logits_of_adapter(family, folder, batch):
    model = peft.PeftModel.from_pretrained(open_model(family), folder).eval()
    with torch.no_grad():
        return text_logits(model(**batch), batch)


def write_json(path, value):
    lines = ",\n".join(f'  "{name}": {json.dumps(item)}' for name, item in value.items())
    path.write_text(f"{{\n{lines}\n}}\n")


def save(out, method, tensors, reference):
    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, out / f"{method}.safetensors")
    write_json(out / f"{method}.json", reference)


def make_method(family, method, seed):
    out, batch = OUT / family, make_batch("right")
    model, trained = make_tuned(family, method, seed)
    tensors = {} if method == "full" else {f"start/{name}": weight.detach().clone() for name, weight in trained.items()}
    answer = model(**batch)
    answer.loss.backward()
    gradients = {name: weight.grad.clone() for name, weight in trained.items()}
    assert all(gradient.abs().max() > 0 for gradient in gradients.values())
    kept = [name for name in gradients if method != "full" or name in KEPT_OF_FULL]
    tensors.update({f"gradient/{name}": gradients[name] for name in kept})
    tensors["logits/start"] = text_logits(answer, batch)
    reference = {
        "made_with": {m.__name__: m.__version__ for m in (torch, transformers, peft)},
        "settings": settings_of(family, method),
        "loss": answer.loss.item(),
        "gradient_norms": {name: gradient.norm().item() for name, gradient in gradients.items()},
        "learning_rate": RATES[method],
        "losses": ten_losses(model, trained, batch, RATES[method]),
    }
    with torch.no_grad():
        tensors["logits/tuned"] = text_logits(model(**batch), batch)
    if method != "full":
        model.save_pretrained(out / method)
        (out / method / "README.md").unlink()
        reloaded = logits_of_adapter(family, out / method, batch)
        assert (reloaded - tensors["logits/tuned"]).abs().max() < SAME
        tensors["logits/tuned"] = reloaded
        save(out, method, tensors, reference)  # the start is read from there
        reference["written"], tensors["logits/written"] = logits_of_written(family, method, batch)
        difference = (tensors["logits/written"] - tensors["logits/start"]).abs().max().item()
        print(f"{family}, {method}: logits under the adapter we wrote differ by {difference:.1e}")
        assert difference < SAME
    save(out, method, tensors, reference)
    print(f"{family}, {method}: loss {reference['loss']:.4f}, after ten steps {reference['losses'][-1]:.4f}")


def settings_of(family, method):
    if method == "lora":
        return {"rank": RANK, "alpha": ALPHA, "targets": ["q_proj", "v_proj", *FEED_FORWARD[family], "down_proj"]}
    if method == "projection":
        return {"virtual_tokens": VIRTUAL_TOKENS, "hidden": PROJECTION_WIDTH}
    return {"virtual_tokens": VIRTUAL_TOKENS} if method == "prompt" else {}


def modules(**children):
    """A module that only holds others."""
    holder = torch.nn.Module()
    for name, child in children.items():
        holder.add_module(name, child)
    return holder


def make_chatglm_lora(seed):
    """A LoRA of PEFT on products as ChatGLM fuses and names them, and what it does to a ChatGLM."""
    thudm = importlib.import_module("thudm-prefix")
    weights = load_file(DECODERS / "glm" / "model.safetensors")
    sizes = [count * thudm.D for count in (thudm.H, thudm.G, thudm.G)]
    width, wide = thudm.CONFIG["hidden_size"], thudm.CONFIG["intermediate_size"]
    layers = torch.nn.ModuleList()
    for _ in range(thudm.L):
        attention = {"query_key_value": torch.nn.Linear(width, sum(sizes)), "dense": torch.nn.Linear(sizes[0], width)}
        mlp = {"dense_h_to_4h": torch.nn.Linear(width, 2 * wide), "dense_4h_to_h": torch.nn.Linear(wide, width)}
        layers.append(modules(self_attention=modules(**attention), mlp=modules(**mlp)))
    model = modules(transformer=modules(encoder=modules(layers=layers)))
    targets = ["query_key_value", "dense", "dense_h_to_4h", "dense_4h_to_h"]
    tuned = peft.get_peft_model(model, peft.LoraConfig(r=RANK, lora_alpha=ALPHA, target_modules=targets))
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, weight in tuned.named_parameters():
            if weight.requires_grad:
                weight.copy_(start_of(name, weight.shape, "lora", generator))
    tuned.save_pretrained(OUT / "glm" / "chatglm")
    (OUT / "glm" / "chatglm" / "README.md").unlink()

    for n, layer in enumerate(layers):
        delta = layer.self_attention.query_key_value.get_delta_weight("default").detach()
        for part, own in zip("qkv", delta.split(sizes)):  # joined again, in this order, by the forward pass
            weights[f"model.layers.{n}.self_attn.{part}_proj.weight"] += own
        for module, name in (
            (layer.self_attention.dense, "self_attn.o_proj"),
            (layer.mlp.dense_h_to_4h, "mlp.gate_up_proj"),
            (layer.mlp.dense_4h_to_h, "mlp.down_proj"),
        ):
            weights[f"model.layers.{n}.{name}.weight"] += module.get_delta_weight("default").detach()
    with torch.no_grad():
        logits = thudm.forward(weights, make_batch("right")["input_ids"], None, 0)
    save_file({"logits": logits.contiguous()}, OUT / "glm" / "chatglm.safetensors")


if __name__ == "__main__":
    torch.use_deterministic_algorithms(True)
    for at, family in enumerate(FEED_FORWARD):
        shutil.rmtree(OUT / family, ignore_errors=True)
        (OUT / family).mkdir(parents=True)
        for number, method in enumerate(RATES):
            make_method(family, method, seed=1000 + 10 * at + number)
    make_chatglm_lora(seed=2000)
