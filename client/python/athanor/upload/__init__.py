"""From anything to parts on the stores.

``open_source`` brings every input into the normal form of ``row_source``; ``parts`` cuts it into parts, ``put`` sends
them, a few at a time, each by ``send_part``, and seals. What is in memory is bounded: batches of a few MiB where any
row can be read at any time, a few parts of 64 MiB where rows come once. A part is kept only once its receipt came;
until then it can be sent again, as another attempt. Any failure gives the matrix up: nothing of it stays on the bridge.
"""

from .put import PutOptions, put

__all__ = ["PutOptions", "put"]
