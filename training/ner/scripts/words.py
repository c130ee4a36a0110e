"""Puts our tokenizer into the pipeline that spaCy trains (given to `spacy train --code`)."""

from __future__ import annotations

from collections.abc import Callable

import spacy
from spacy.language import Language

from pipeline.stages.tag.tokens import tokenizer


@spacy.registry.callbacks("brieven.tokenizer.v1")
def put_tokenizer() -> Callable[[Language], Language]:
    def put(nlp: Language) -> Language:
        nlp.tokenizer = tokenizer(nlp)
        return nlp

    return put
