"""curl's options (docs/cmdline-opts of curl 8.17, and those that were removed since 7): which take a value."""

from bisect import bisect_left

_VALUED = """
abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout connect-to
continue-at cookie cookie-jar create-file-mode crlfile curves data data-ascii data-binary data-raw data-urlencode
delegation dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url dump-header ech egd-file engine etag-compare
etag-save expect100-timeout form form-string ftp-account ftp-alternative-to-user ftp-method ftp-port ftp-ssl-ccc-mode
happy-eyeballs-timeout-ms haproxy-clientip header help hostpubmd5 hostpubsha256 hsts interface ip-tos ipfs-gateway json
keepalive-cnt keepalive-time key key-type knownhosts krb krb4 libcurl limit-rate local-port login-options mail-auth
mail-from mail-rcpt max-filesize max-redirs max-time netrc-file noproxy oauth2-bearer output output-dir parallel-max
parallel-max-host pass pinnedpubkey preproxy proto proto-default proto-redir proxy proxy-cacert proxy-capath proxy-cert
proxy-cert-type proxy-ciphers proxy-crlfile proxy-header proxy-key proxy-key-type proxy-pass proxy-pinnedpubkey
proxy-service-name proxy-tls13-ciphers proxy-tlsauthtype proxy-tlspassword proxy-tlsuser proxy-user proxy1.0 pubkey
quote random-file range rate referer request request-target resolve retry retry-delay retry-max-time sasl-authzid
service-name sigalgs socks4 socks4a socks5 socks5-gssapi-service socks5-hostname speed-limit speed-time ssl-sessions
stderr telnet-option tftp-blksize time-cond tls-max tls13-ciphers tlsauthtype tlspassword tlsuser trace trace-ascii
trace-config unix-socket upload-file upload-flags url url-query user user-agent variable vlan-priority write-out
"""
_PLAIN = """
anyauth append basic buffer ca-native cert-status clobber compressed compressed-ssh create-dirs crlf digest disable
disable-eprt disable-epsv disallow-username-in-url doh-cert-status doh-insecure dump-ca-embed eprt epsv fail fail-early
fail-with-body false-start follow form-escape ftp-create-dirs ftp-pasv ftp-pret ftp-skip-pasv-ip ftp-ssl ftp-ssl-ccc
ftp-ssl-control ftp-ssl-reqd get globoff haproxy-protocol head http0.9 http1.0 http1.1 http2 http2-prior-knowledge http3
http3-only ignore-content-length include insecure ipv4 ipv6 junk-session-cookies keepalive list-only location
location-trusted mail-rcpt-allowfails manual metalink mptcp negotiate netrc netrc-optional next npn alpn ntlm ntlm-wb
out-null parallel parallel-immediate path-as-is post301 post302 post303 progress-bar progress-meter proxy-anyauth
proxy-basic proxy-ca-native proxy-digest proxy-http2 proxy-http3 proxy-insecure proxy-negotiate proxy-ntlm
proxy-ssl-allow-beast proxy-ssl-auto-client-cert proxy-tlsv1 proxytunnel raw remote-header-name remote-name
remote-name-all remote-time remove-on-error retry-all-errors retry-connrefused sasl-ir sessionid show-error
show-headers silent skip-existing socks5-basic socks5-gssapi socks5-gssapi-nec ssl ssl-allow-beast ssl-auto-client-cert
ssl-no-revoke ssl-reqd ssl-revoke-best-effort sslv2 sslv3 styled-output suppress-connect-headers tcp-fastopen
tcp-nodelay tftp-no-options tls-earlydata tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 tr-encoding trace-ids trace-time
use-ascii verbose version xattr
"""
# `-h` takes a category only when one follows; no command that sends something has it.
_SHORT_VALUED = """
A=user-agent b=cookie c=cookie-jar C=continue-at d=data D=dump-header e=referer E=cert F=form H=header K=config
m=max-time o=output P=ftp-port Q=quote r=range t=telnet-option T=upload-file u=user U=proxy-user w=write-out x=proxy
X=request y=speed-time Y=speed-limit z=time-cond
"""
_SHORT_PLAIN = """
#=progress-bar 0=http1.0 1=tlsv1 2=sslv2 3=sslv3 4=ipv4 6=ipv6 a=append B=use-ascii f=fail g=globoff G=get h=help
i=show-headers I=head j=junk-session-cookies J=remote-header-name k=insecure l=list-only L=location M=manual n=netrc
N=no-buffer O=remote-name p=proxytunnel q=disable R=remote-time s=silent S=show-error v=verbose V=version Z=parallel
:=next
"""
VALUED = frozenset(_VALUED.split())
PLAIN = frozenset(_PLAIN.split())
SHORT_VALUED = {letter: name for letter, _, name in (each.partition("=") for each in _SHORT_VALUED.split())}
SHORT_PLAIN = {letter: name for letter, _, name in (each.partition("=") for each in _SHORT_PLAIN.split())}
_ALL = sorted(VALUED | PLAIN)


def full_name(name: str) -> str:
    """A long option's name, without dashes: curl accepts `no-` and `expand-` before it, and its first letters.

    Empty for one that curl doesn't have.
    """
    for prefix in ("", "no-", "expand-"):
        bare = name.removeprefix(prefix)
        if bare in VALUED or bare in PLAIN:
            return bare
    place = bisect_left(_ALL, name)
    found = [each for each in _ALL[place : place + 2] if each.startswith(name)] if len(name) > 1 else []
    return found[0] if len(found) == 1 else ""
