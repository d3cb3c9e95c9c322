"""A text as a QR code."""

import io

import segno


def qr_svg(text: str) -> str:
    """An SVG element that cameras read the text from."""
    drawing = io.BytesIO()
    segno.make(text, error="m", micro=False).save(drawing, kind="svg", scale=4, xmldecl=False, nl=False)
    return drawing.getvalue().decode()
