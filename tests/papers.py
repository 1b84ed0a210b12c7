"""Documents as people have them, for tests of uploads: real enough to be opened, with canaries where programs write."""

import io
import zipfile

import pikepdf

AUTHOR = "Canary Jane"


def pdf(words="", *, author="", comment=False, revisions=0, signed=False, picture=b""):
    """Return a PDF of one page with ``words`` in it."""
    made = pikepdf.new()
    page = made.add_blank_page()
    page.obj.Contents = made.make_stream(f"% {words}\n".encode())
    if author:
        with made.open_metadata() as notes:
            notes["dc:creator"] = [author]
        made.docinfo["/Author"] = author
        page.obj["/PieceInfo"] = pikepdf.Dictionary(Word=pikepdf.Dictionary(Private=author))
    if comment:
        note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], T=AUTHOR)
        page.obj["/Annots"] = made.make_indirect(pikepdf.Array([made.make_indirect(note)]))
    if signed:
        made.Root["/AcroForm"] = pikepdf.Dictionary(SigFlags=3, Fields=[])
    if picture:
        image = made.make_stream(picture, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=8, Height=8)
        image.ColorSpace, image.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
        image.Filter = pikepdf.Name.DCTDecode
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=image))
    target = io.BytesIO()
    made.save(target, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    content = target.getvalue()
    for _number in range(revisions):
        # An earlier version stays inside when a program only adds to the file.
        start = content.rindex(b"startxref") + 10
        last = int(content[start:].split()[0])
        body = f"\n9 0 obj << /Author ({author}) >> endobj\nxref\n9 1\n{len(content) + 1:010} 00000 n \n".encode()
        trailer = content[content.rindex(b"trailer") : content.rindex(b"startxref")].strip()
        trailer = trailer[:-2] + f" /Prev {last} >>".encode()
        content += body + trailer + f"\nstartxref\n{len(content) + body.index(b'xref')}\n%%EOF\n".encode()
    return content


def archive(parts, first=""):
    """Return an archive of {name: content}, as office programs make them."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as zipped:
        if first:
            zipped.writestr("mimetype", first)
        for name, content in parts.items():
            zipped.writestr(name, content)
    return stream.getvalue()
