"""The shipped base model and adapters, opened unchanged by Hugging Face transformers and PEFT: their greedy answers.

Needs: Python 3.11; pip install torch==2.9.1 transformers==4.57.6 peft==0.21.2 (transformers 5.23.0 answers the same)
Run:   python scripts/golden/load-embedded.py              (some seconds; writes data/golden/embedded-model/greedy.json)

Each of the three prompts in prompts/golden is answered by glm-nano alone and under the adapters of its strategy.
"""

import json
from pathlib import Path

import peft
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

ROOT = Path(__file__).resolve().parents[2]
ADAPTERS = ROOT / "data" / "adapters"
BASE = ROOT / "data" / "models" / "glm-nano"
OUT = ROOT / "data" / "golden" / "embedded-model" / "greedy.json"
MAX_NEW_TOKENS = 120
STRATEGIES = ["basic", "instruction", "cot"]


def open_model(adapter):
    model = AutoModelForCausalLM.from_pretrained(BASE, dtype=torch.float32).eval()
    return model if adapter is None else peft.PeftModel.from_pretrained(model, ADAPTERS / adapter).eval()


def greedy(model, tokenizer, prompt):
    inputs = tokenizer(prompt, return_tensors="pt")
    answer = model.generate(**inputs, max_new_tokens=MAX_NEW_TOKENS, do_sample=False)
    return tokenizer.decode(answer[0, inputs["input_ids"].shape[1] :], skip_special_tokens=True)


if __name__ == "__main__":
    tokenizer = AutoTokenizer.from_pretrained(BASE)
    answers = []
    for strategy in STRATEGIES:
        prompt = (ROOT / "prompts" / "golden" / f"{strategy}.txt").read_text()
        record_at = prompt.rindex("Own:")
        by_lora = f"{strategy}-lora"
        for adapter in [None, strategy] + [by_lora] * (ADAPTERS / by_lora).exists():
            text = greedy(open_model(adapter), tokenizer, prompt)
            parts = {"instruction": prompt[:record_at], "record": prompt[record_at:]}
            answers.append({"prompt": strategy, "adapter": adapter, **parts, "text": text})
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps({"maxNewTokens": MAX_NEW_TOKENS, "answers": answers}, indent=2) + "\n")
