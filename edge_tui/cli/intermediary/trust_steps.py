"""How to trust the proxy's certificate, and how to stop trusting it, on each kind of client."""

from collections.abc import Iterable, Iterator, Mapping

from edge_tui.model.command_line import command_line
from edge_tui.model.json.document import JsonObject

# Of each kind of client: how to use the proxy and trust the certificate, and how to undo it. {ca} is the
# certificate's path, {ca_word} the same for a shell, {proxy} the proxy's URL on this machine, {lan} this machine's
# address for other devices. A line with a command has nothing else after it, so that it can be pasted whole.
_STEPS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "iPhone, iPad": (
        (
            "Run `edge-tui proxy --lan`; the device must be in the same network.",
            "Settings > Wi-Fi > (i) > Configure Proxy > Manual: server {lan}, port {port}, and under Authentication"
            " the user edge-tui with the password.",
            "Open http://{lan}:{port}/edge-tui-ca.pem in Safari and allow the profile; install it under Settings >"
            " General > VPN & Device Management.",
            "Settings > General > About > Certificate Trust Settings: switch edge-tui proxy on.",
            "In the simulator: xcrun simctl keychain booted add-root-cert {ca_word}",
            "The simulator uses the proxy of macOS.",
        ),
        (
            "Settings > General > VPN & Device Management > edge-tui proxy > Remove Profile.",
            "Settings > Wi-Fi > (i) > Configure Proxy > Off.",
        ),
    ),
    "Android": (
        (
            "Run `edge-tui proxy --lan`; the device must be in the same network.",
            "Settings > Network > Wi-Fi > the network > Edit > Proxy > Manual: host {lan}, port {port}. In the"
            " emulator: emulator -avd NAME -http-proxy {proxy}",
            "Open http://{lan}:{port}/edge-tui-ca.pem in the browser, then Settings > Security > Encryption &"
            " credentials > Install a certificate > CA certificate.",
            "Chrome trusts it now. On Android 7 or later an app trusts it only when its debug build says so, in"
            " res/xml/network_security_config.xml: <network-security-config><debug-overrides><trust-anchors>"
            '<certificates src="user"/></trust-anchors></debug-overrides></network-security-config>',
            "An app that pins its certificates never does.",
        ),
        (
            "Settings > Security > Encryption & credentials > User credentials > edge-tui proxy > Remove.",
            "Settings > Network > Wi-Fi > the network > Edit > Proxy > None.",
        ),
    ),
    "curl, wget": (
        (
            "curl -x {proxy} --cacert {ca_word} https://edge.adobedc.net/…",
            "https_proxy={proxy} wget --ca-certificate={ca_word} https://edge.adobedc.net/…",
        ),
        ("Nothing to do: leave the options out.",),
    ),
    "Node": (
        (
            "NODE_EXTRA_CA_CERTS={ca_word} NODE_USE_ENV_PROXY=1 HTTPS_PROXY={proxy} node app.js",
            "This needs Node 22.21 or 24.5 (24.0 for fetch alone); earlier ones ignore NODE_USE_ENV_PROXY without a"
            " warning. In these, setGlobalDispatcher(new ProxyAgent('{proxy}')) of the package undici (npm install"
            " undici@7) leads fetch through the proxy, with NODE_EXTRA_CA_CERTS as above.",
        ),
        ("Unset NODE_EXTRA_CA_CERTS and HTTPS_PROXY.",),
    ),
    "Python": (
        (
            "cat $(python -m certifi) {ca_word} > trusted.pem",
            "SSL_CERT_FILE=trusted.pem REQUESTS_CA_BUNDLE=trusted.pem HTTPS_PROXY={proxy} python app.py",
        ),
        ("Delete trusted.pem, and unset SSL_CERT_FILE, REQUESTS_CA_BUNDLE and HTTPS_PROXY.",),
    ),
    "Go": (
        (
            "SSL_CERT_FILE=trusted.pem HTTPS_PROXY={proxy} ./app",
            "This is for Linux, with the trusted.pem of Python, or this machine's certificates and {ca} in one file. On"
            " macOS and Windows Go trusts what the system does.",
        ),
        ("Delete trusted.pem, and unset SSL_CERT_FILE and HTTPS_PROXY.",),
    ),
    "Java": (
        (
            "With JAVA_HOME the folder of the JDK:",
            "cp $JAVA_HOME/lib/security/cacerts trusted.jks && chmod u+w trusted.jks",
            "keytool -importcert -noprompt -alias edge-tui -file {ca_word} -keystore trusted.jks -storepass changeit",
            "java -Djavax.net.ssl.trustStore=trusted.jks -Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort={port} …",
        ),
        ("Delete trusted.jks.",),
    ),
    "Browsers": (
        (
            "On this machine `edge-tui capture` needs neither a proxy nor a certificate.",
            "Firefox: Settings > Privacy & Security > View Certificates > Authorities > Import {ca}; the proxy under"
            " Settings > Network Settings.",
            "Chrome and Edge: chrome://certificate-manager > Custom > Trusted certificates > Import; start with"
            " --proxy-server={proxy}. On macOS, Keychain Access.",
        ),
        (
            "Firefox: Settings > Privacy & Security > View Certificates > Authorities > edge-tui proxy > Delete.",
            "Chrome and Edge: chrome://certificate-manager > Custom. On macOS, Keychain Access.",
        ),
    ),
}
# What a client of this machine needs besides while the proxy has a password.
_WITH_PASSWORD = (
    "A proxy with a password needs it from this machine as well: http://edge-tui:PASSWORD@127.0.0.1:{port} in place of"
    " {proxy} above.",
    "Java gives none by itself: add -Djdk.http.auth.tunneling.disabledSchemes= and set a java.net.Authenticator, or"
    " run `edge-tui proxy` without --lan.",
)


def trust_lines(certificate: JsonObject, port: int) -> Iterator[str]:
    """How to trust the proxy's certificate, client by client. `certificate` is `Intermediaries.proxy_certificate`."""
    yield f"Certificate: {certificate['caCertificate']}"
    yield f"Valid until {certificate['validUntil']}, for these hosts and no others: {', '.join(certificate['hosts'])}."
    filled = {
        "{ca}": certificate["caCertificate"],
        "{ca_word}": command_line(certificate["caCertificate"]),
        "{proxy}": f"http://127.0.0.1:{port}",
        "{lan}": certificate["lanAddress"],
        "{port}": str(port),
    }
    for name, (steps, _) in _STEPS.items():
        yield from _section(name, (_filled(step, filled) for step in steps))
    yield from _section("With a password (--lan)", (_filled(step, filled) for step in _WITH_PASSWORD))
    yield ""
    yield "`edge-tui proxy untrust` deletes it, and says how to remove it again."


def untrust_lines() -> Iterator[str]:
    """How to remove the certificate, client by client."""
    for name, (_, steps) in _STEPS.items():
        yield from _section(name, steps)


def _filled(step: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        step = step.replace(name, value)
    return step


def _section(name: str, steps: Iterable[str]) -> Iterator[str]:
    yield ""
    yield name
    yield from (f"  {step}" for step in steps)
