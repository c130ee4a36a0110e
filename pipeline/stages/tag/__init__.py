"""Parties, neighbourhoods and amounts with what is known of them; organisations, persons and places."""

from pipeline.stages.tag.tagger import Tagger, load_tagger, tag_document

__all__ = ["Tagger", "load_tagger", "tag_document"]
