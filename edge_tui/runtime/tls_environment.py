"""The environment's files for TLS, when one of them can't be used."""

import os
import ssl

from edge_tui.model.errors import SetupError

_KEY_LOG = "SSLKEYLOGFILE"


def tls_file_error(error: OSError) -> SetupError:
    """The error of making an `ssl.SSLContext`, with the variable that names the file."""
    # ssl.SSLError is an OSError.
    reason = error.strerror if error.errno and not isinstance(error, ssl.SSLError) else "no certificate found"
    if error.filename and error.filename == os.environ.get(_KEY_LOG):
        what = f"The file that {_KEY_LOG} names can't be written: {reason}."
    else:
        what = f"The certificates in SSL_CERT_FILE or SSL_CERT_DIR can't be read: {reason}."
    return SetupError(what, "Fix the variable, or unset it.")
