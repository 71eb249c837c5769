"""What matplotlib drew, as small PNG files: a notebook stores many of them."""

from __future__ import annotations

import base64
from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING

from course_lib.tracing.runtime import in_browser

if TYPE_CHECKING:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL.Image import Image

NO_PICTURE = "There is no picture, because matplotlib is not installed here."
NO_PICTURE_IN_A_BROWSER = (
    "There is no picture, because matplotlib is not part of this site. With a network, a cell with"
    " `import matplotlib` fetches it; then run this cell again."
)
_COLOURS = 64  # the pictures are flat: a few dozen colours and their soft edges


def pixels(canvas: FigureCanvasAgg) -> Image:
    """What a canvas shows once it has been drawn, without transparency."""
    from PIL import Image

    return Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba()).convert("RGB")


def small_png(image: Image) -> bytes:
    """The picture as PNG, in a palette of its own."""
    from PIL.Image import Dither, Quantize

    file = BytesIO()
    # An eighth of the time of the default (median cut), and a smaller file.
    palette = image.quantize(_COLOURS, method=Quantize.FASTOCTREE, dither=Dither.NONE)
    palette.save(file, "PNG", optimize=True)
    return file.getvalue()


def with_png(text: str, png: Callable[[], bytes]) -> dict[str, str]:
    """A MIME bundle: `text`, and what `png` draws (base64).

    `text` says all that the picture does. Where `png` raises ImportError there is no picture, and
    a sentence below the text says why.
    """
    try:
        picture = base64.b64encode(png()).decode("ascii")
    except ImportError:
        why = NO_PICTURE_IN_A_BROWSER if in_browser() else NO_PICTURE
        return {"text/plain": f"{text}\n\n{why}"}
    return {"text/plain": text, "image/png": picture}
