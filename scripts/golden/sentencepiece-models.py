"""SentencePiece models with the options of ChatGLM2/3 and of Llama 2, and what SentencePiece makes of difficult texts.

Needs: Python 3.11; pip install sentencepiece==0.2.3 tokenizers==0.22.2 transformers==4.57.6; node, for the check of
       the files we write
Run:   python scripts/golden/sentencepiece-models.py       (half a minute; writes data/golden/sentencepiece)

Both models are trained on words of this repository and on the sentences below: BPE, byte fallback, single digits, no
normalization, a dummy prefix, runs of spaces kept, pieces of at most 16 characters. Characters that are rare in this
text are left out of the vocabularies and become bytes.

- texts.json: the texts, and for each model, in a folder of the form of a checkpoint:
- tokenizer.model, tokenizer_config.json;
- texts.json: token numbers of each text by SentencePiece, and what they decode to where that is another text;
- cuts.json: what parts of such token numbers decode to;
- converted.json: digest of the tokenizer.json we made of it, and on how many of the texts and of random strings Python
  tokenizers agrees with SentencePiece when it reads that file.
"""

import hashlib
import io
import json
import random
import subprocess
import tempfile
from pathlib import Path

import sentencepiece
import tokenizers
import transformers

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "data" / "golden" / "sentencepiece"
RANDOM_STRINGS = 20_000

CHINESE = """
空间目标的意图识别依靠光变曲线、无线电信号和轨道机动。
这颗卫星在静止轨道上漂移，每天向东移动零点三度。
目标在近地点附近点火，速度增量约为每秒两米。
观测记录显示，目标的亮度每十二秒变化一次，说明它在翻滚。
请根据下面的记录判断目标的运动、装置和意图。
问：目标在做什么？答：目标在绕飞，因此正在检查我方卫星。
悬停在我方卫星后方五公里处，没有发出无线电信号。
接近速度很慢，距离从一百公里减少到二十公里。
如果目标保持距离，那么它可能在监视；如果目标靠近，那么它可能要捕获。
轨道倾角零点一度，远地点高度三万五千七百八十六公里。
太阳帆板对准太阳，天线对准地球，姿态稳定。
它的前身在两年前进入轨道，用途不明。
"""

MIXED = """
目标 OBJ-4711 hovering 5 km 之外, no radio。
ChatGLM2-6B 与 ChatGLM3-6B 使用 65,024 个词元; the vocabulary has 64 789 pieces。
Größe: 3,5 m · température −40 °C · координаты цели неизвестны · 軌道要素を確認してください。
for (let i = 0; i < 10; i += 1) {
    if (isManeuvering) {
        return `Δv = ${deltaV} m/s`;
    }
}
\tcolumn\tcolumn\tcolumn
1990-12-31T23:59:60Z 0.1 + 0.2 = 0.30000000000000004, 6.674e-11, 0xff, 1,000,000
"""

TEXTS = [
    "",
    " ",
    "  ",
    " " * 15,
    " " * 16,
    " " * 17,
    " " * 1000,
    "\n",
    "\n\n\n",
    "\t",
    "\t \t\n \n",
    "\r\n",
    "a",
    " a",
    "a ",
    "  a  ",
    "    a",
    "a b",
    "a  b",
    "a   b    c     d",
    "▁",
    "▁▁",
    "▁a▁ b",
    " ▁ ▁",
    "hovering",
    "Hovering hovering HOVERING",
    "so hovering.",
    "The target drifts eastward at 0.3 degrees a day.",
    "Device: imager\nMotion: hovering\nLight: steady\nAnswer:\n",
    "目标在做什么？",
    "[Round 1]\n\n问：目标在做什么？\n\n答：",
    "[Round 1]\n\n问：hello\n\n答：hi\n\n[Round 2]\n\n问：again?\n\n答：",
    "目标hovering在5km外",
    "你好，世界！",
    "龘靐齉爩",
    "軌道要素を確認してください。",
    "координаты цели",
    "δv = 2.5 m·s⁻¹",
    "ünïcödé",
    "e\u0301 is not \u00e9",
    "\ufeffmark",
    "mark\ufeff\ufeff",
    "\u200b\u200d\u2060",
    "\u00a0no-break\u3000ideographic\u2003em",
    "🛰️🚀👩‍🚀🏳️‍🌈",
    "a🛰b🚀c",
    "🇺🇳🇪🇺",
    "\U000e0001\U0010ffff\U000f0000",
    "\u0378\u0379\uffff\ufdd0",
    "\ue000\uf8ff",
    "\ufffd",
    "\x00",
    "a\x00b",
    "\x01\x02\x1b[31m\x7f",
    "\u2028\u2029\u0085",
    "עברית العربية हिन्दी ไทย",
    "0123456789",
    "1",
    "12 345",
    "٣٤٥ ４５６ ²³ Ⅷ",
    "3.14159265358979323846264338327950288",
    "-1,234,567.89e-10",
    "<s>",
    "</s>",
    "<unk>",
    "<s>hello</s>",
    "[gMASK]",
    "[MASK][gMASK][sMASK]",
    "sop",
    "eop",
    "[gMASK]sop<|user|>\nhello<|assistant|>",
    "<|system|><|user|><|assistant|><|observation|>",
    "<0x0A>",
    "<0x41><0xE4>",
    "__proto__ constructor toString",
    '{"key": [1, 2.5, null, "text \\n"]}',
    "    if (x) {\n        return y;\n    }\n",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "abababababababababa",
    "ababab ababab",
    "......................",
    "----------------------------------------------------------------",
    "!?!?!?。。。、、、",
    "ﬁ ﬀ ﬃ",
    "İstanbul ıßẞ",
    "Ω ω Ω",
    "한국어 위성",
    "https://example.org/a?b=c&d=%20#e",
    "C:\\orbit\\file.txt",
    "x" * 3000,
    "目标" * 700,
    "The target. " * 200,
]

WRITE = """
import { importTokenizer } from './model/tokenizer/import-tokenizer.ts';
await importTokenizer(process.argv[1], process.argv[2]);
"""

OPTIONS = dict(
    model_type="bpe",
    byte_fallback=True,
    split_digits=True,
    normalization_rule_name="identity",
    add_dummy_prefix=True,
    remove_extra_whitespaces=False,
    allow_whitespace_only_pieces=True,
    max_sentencepiece_length=16,
    unk_id=0,
    bos_id=1,
    eos_id=2,
    pad_id=-1,
    num_threads=1,
    minloglevel=2,
)

MODELS = {
    "chatglm": (
        dict(vocab_size=1500, character_coverage=0.999),
        {"tokenizer_class": "ChatGLMTokenizer", "remove_space": False, "do_lower_case": False},
    ),
    "llama": (
        dict(vocab_size=700, character_coverage=0.995),
        {"tokenizer_class": "LlamaTokenizer", "add_bos_token": True, "add_eos_token": False},
    ),
}


def corpus():
    """Documentation, prompts and labels of this repository, and the sentences above."""
    files = [ROOT / "README.md", *sorted((ROOT / "docs" / "decisions").glob("*.md")), ROOT / "docs/guide/formats.md"]
    files += sorted((ROOT / "prompts").rglob("*.hbs")) + sorted((ROOT / "data" / "taxonomy").glob("*.json"))
    text = "\n".join(file.read_text() for file in files)
    return [line for line in (text + (CHINESE + MIXED) * 6).split("\n") if line]


def random_strings(count):
    """Strings of pieces that merge with each other in many ways."""
    choose = random.Random(4)
    sources = [CHINESE, MIXED, "ab ", "the tar get in on er  ", "\n\t  a", " 　。，0１9"]
    for _ in range(count):
        source = choose.choice(sources)
        parts = []
        for _ in range(choose.randrange(1, 9)):
            at = choose.randrange(len(source))
            parts.append(source[at : at + choose.randrange(1, 6)])
        yield "".join(parts)


def cuts(processor, texts):
    """Token numbers from within texts, cut only where no character is cut."""
    choose = random.Random(5)
    found = [[i] for i in range(processor.get_piece_size()) if i > 258][::40] + [[13], [1], [2], [1, 300, 2]]
    for text in texts[:110]:
        ids = processor.encode(text)
        whole = [i for i in range(len(ids) + 1) if "\ufffd" not in processor.decode(ids[:i]) + processor.decode(ids[i:])]
        if 2 < len(whole) and len(ids) < 60:
            found.append(ids[choose.choice(whole[1:]) :])
            found.append(ids[: choose.choice(whole[1:])])
    return [ids for ids in found if ids]


def train(name, options):
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(corpus()), model_writer=model, **OPTIONS, **options
    )
    (OUT / name).mkdir(parents=True, exist_ok=True)
    (OUT / name / "tokenizer.model").write_bytes(model.getvalue())


def write_rows(path, rows):
    path.write_text("[\n" + ",\n".join(" " + json.dumps(row) for row in rows) + "\n]\n")


def write_reference(name, processor, texts):
    def row(text, ids):
        decoded = processor.decode(ids)
        return {"ids": ids} if decoded == text else {"ids": ids, "decoded": decoded}

    write_rows(OUT / name / "texts.json", [row(text, processor.encode(text)) for text in texts])
    write_rows(OUT / name / "cuts.json", [row(None, ids) for ids in cuts(processor, texts)])


def check_converted(name, processor, texts):
    """Opens what we made of the model with the Python readers and compares."""
    with tempfile.TemporaryDirectory() as folder:
        node = ["node", "--import", "tsx", "--input-type=module", "-e"]
        subprocess.run([*node, WRITE, OUT / name, folder], cwd=ROOT, check=True)
        file = Path(folder) / "tokenizer.json"
        fast = tokenizers.Tokenizer.from_file(str(file))
        fast.encode_special_tokens = True  # names of special tokens in a text are text, as for SentencePiece
        auto = transformers.AutoTokenizer.from_pretrained(folder)
        others = list(random_strings(RANDOM_STRINGS))

        def agreeing(of):
            return sum(
                fast.encode(text, add_special_tokens=False).ids == ids and fast.decode(ids) == processor.decode(ids)
                for text, ids in ((text, processor.encode(text)) for text in of)
            )

        told = {
            "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
            "tokenizers": tokenizers.__version__,
            "texts": len(texts),
            "textsEqual": agreeing(texts),
            "randomStrings": len(others),
            "randomStringsEqual": agreeing(others),
            "transformers": transformers.__version__,
            "class": type(auto).__name__,
            "empty": auto("")["input_ids"],
            "special": dict(zip(auto.all_special_tokens, auto.all_special_ids)),
        }
        (OUT / name / "converted.json").write_text(json.dumps(told, indent=1) + "\n")
        print(name, told)


if __name__ == "__main__":
    texts = TEXTS + [line for line in (CHINESE + MIXED).split("\n") if line] + list(random_strings(120))
    write_rows(OUT / "texts.json", texts)
    for name, (options, config) in MODELS.items():
        train(name, options)
        (OUT / name / "tokenizer_config.json").write_text(json.dumps(config, indent=1) + "\n")
        processor = sentencepiece.SentencePieceProcessor(model_file=str(OUT / name / "tokenizer.model"))
        write_reference(name, processor, texts)
        check_converted(name, processor, texts)
