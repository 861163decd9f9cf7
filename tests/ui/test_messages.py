"""What the page sends is whole: a browser that is referred to what it has forgotten gives up its connection."""

import subprocess
import sys

from scripts.chromium import ROOT

LOOK = """
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_cache import populate_hash_if_needed
message = ForwardMsg()
message.delta.new_element.bidi_component.bytes = b"x" * 1_000_000
populate_hash_if_needed(message)
print(message.metadata.cacheable)
"""


def test_no_message_may_be_sent_as_a_reference():
    # In a process of its own, which reads the configuration that the server reads.
    done = subprocess.run([sys.executable, "-c", LOOK], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False"]
