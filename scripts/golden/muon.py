"""Updates of torch.optim.Muon on small matrices, for tuner/optim/muon.test.ts.

Needs: Python 3.11; pip install torch==2.9.1
Run:   python scripts/golden/muon.py               (some seconds; writes data/golden/optimizers)

PyTorch iterates in bfloat16; here it is made to in float32, so that values can be compared closely.
"""

import json
from pathlib import Path

import torch

torch.Tensor.bfloat16 = lambda tensor: tensor.clone()
torch.manual_seed(0)

shapes = {"tall": (6, 4), "wide": (3, 8), "wide too": (3, 8)}
settings = {"learningRate": 0.05, "weightDecay": 0.1, "momentum": 0.9}
parameters = {name: torch.nn.Parameter(torch.randn(shape)) for name, shape in shapes.items()}
optimizer = torch.optim.Muon(
    parameters.values(),
    lr=settings["learningRate"],
    weight_decay=settings["weightDecay"],
    momentum=settings["momentum"],
    nesterov=True,
    adjust_lr_fn="match_rms_adamw",
)


def values(tensors):
    return {name: tensor.detach().flatten().tolist() for name, tensor in tensors.items()}


golden = {"shapes": shapes, "settings": settings, "start": values(parameters), "steps": []}
for _ in range(3):
    for parameter in parameters.values():
        parameter.grad = torch.randn_like(parameter)
    gradients = values({name: parameter.grad for name, parameter in parameters.items()})
    optimizer.step()
    golden["steps"].append({"gradients": gradients, "parameters": values(parameters)})

folder = Path("data/golden/optimizers")
folder.mkdir(parents=True, exist_ok=True)
(folder / "muon.json").write_text(json.dumps(golden, indent=1) + "\n")
