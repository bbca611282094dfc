"""P-tuning steps by PEFT: the other side of bench/ptuning-beside-peft.ts, which starts it.

Needs: Python 3.11; pip install torch==2.15.0 transformers==5.23.0 peft==0.21.2
Run:   python scripts/golden/ptuning-step-peer.py FOLDER ATTENTION THREADS        (by the benchmark; sdpa or eager)

FOLDER is a Hugging Face model folder with, besides, batch.json and prefix.bin (float32, P rows). Reads one JSON request
a line and answers each with one line:

  {"take": "steps", "count": N}      makes N steps: forward, backward, clipping, AdamW; losses and seconds of each
  {"take": "product", "size": [m, k, n], "count": N}    seconds of each of N products of two matrices
"""

import json
import resource
import sys
import time
from pathlib import Path

import peft
import torch
import transformers


class Steps:
    def __init__(self, folder, attention):
        batch = json.loads((folder / "batch.json").read_text())
        self.inputs = padded(batch["rows"], batch["answerTokens"])
        model = transformers.AutoModelForCausalLM.from_pretrained(
            folder, dtype=torch.float32, attn_implementation=attention
        )
        tokens = batch["prefixTokens"]
        self.model = peft.get_peft_model(
            model, peft.PrefixTuningConfig(task_type="CAUSAL_LM", num_virtual_tokens=tokens)
        ).train()
        self.prefix = self.model.prompt_encoder.default.embedding.weight
        start = torch.frombuffer(bytearray((folder / "prefix.bin").read_bytes()), dtype=torch.float32)
        with torch.no_grad():
            self.prefix.copy_(start.view(tokens, -1))
        self.max_norm = batch["maxGradientNorm"]
        self.optimizer = torch.optim.AdamW([self.prefix], lr=batch["learningRate"], weight_decay=0.0)

    def take(self):
        self.optimizer.zero_grad()
        loss = self.model(**self.inputs).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_([self.prefix], self.max_norm)
        self.optimizer.step()
        return loss.item()


def padded(rows, answer_tokens):
    """Rows padded on the right under a mask, as a data collator leaves them."""
    width = max(len(row) for row in rows)
    ids = torch.zeros(len(rows), width, dtype=torch.long)
    mask, labels = torch.zeros_like(ids), torch.full_like(ids, -100)
    for r, row in enumerate(rows):
        ids[r, : len(row)], mask[r, : len(row)] = torch.tensor(row), 1
        labels[r, len(row) - answer_tokens : len(row)] = torch.tensor(row[-answer_tokens:])
    return {"input_ids": ids, "attention_mask": mask, "labels": labels}


def timed(action, count):
    results, seconds = [], []
    for _ in range(count):
        started = time.perf_counter()
        results.append(action())
        seconds.append(time.perf_counter() - started)
    return results, seconds


def product(size, count):
    m, k, n = size
    a, b = torch.randn(m, k), torch.randn(k, n)
    return {"seconds": timed(lambda: a @ b, count)[1]}


def main():
    folder, attention, threads = sys.argv[1:]
    torch.set_num_threads(int(threads))
    steps = Steps(Path(folder), attention)

    def answer(request):
        if request["take"] == "product":
            return product(request["size"], request["count"])
        losses, seconds = timed(steps.take, request["count"])
        return {"losses": losses, "seconds": seconds}

    for line in sys.stdin:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print(json.dumps({**answer(json.loads(line)), "peakResidentBytes": peak}), flush=True)


main()
