"""The offline meaning vectors: the model as it was trained, by numpy alone."""

from __future__ import annotations

import numpy as np

from adapters.minilm.embedder import WIDTH, MiniLMEmbedder
from adapters.minilm.wordpieces import MOST_PIECES, pieces, vocabulary


async def test_texts_that_mean_the_same_lie_near_and_others_do_not() -> None:
    texts = [
        "My laptop was stolen, what do I do?",
        "Lost or stolen equipment: report it to the service desk at once.",
        "How many vacation days do we get?",
        "Paid time off: everybody has 25 days a year.",
    ]
    vectors = await MiniLMEmbedder().embed(texts)
    assert vectors.shape == (4, WIDTH)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    cosines = vectors @ vectors.T
    assert cosines[0, 1] > 0.5
    assert cosines[2, 3] > 0.4
    assert max(cosines[0, 2], cosines[0, 3], cosines[1, 2], cosines[1, 3]) < 0.2


def test_words_are_parted_as_the_model_was_trained() -> None:
    names = {number: piece for piece, number in vocabulary().items()}
    found = [names[number] for number in pieces("Unaffable Café, co-working!")]
    assert found == ["[CLS]", "una", "##ffa", "##ble", "cafe", ",", "co", "-", "working", "!", "[SEP]"]
    assert len(pieces("word " * 1_000)) == MOST_PIECES
    assert pieces("") == [vocabulary()["[CLS]"], vocabulary()["[SEP]"]]
