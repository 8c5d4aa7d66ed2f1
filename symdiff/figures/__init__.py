"""What is drawn, one file per format."""

import logging

# Standard error is for what concerns the formula: of a font that is replaced by another, or of a list of fonts that is
# being made, matplotlib tells an application that has handlers for it, and no one else.
logging.getLogger("matplotlib").addHandler(logging.NullHandler())
