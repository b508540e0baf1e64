"""Compresses records: zlib with a dictionary of text that nearly every exchange contains."""

# ruff: noqa: E501
import zlib

_LARGE_BYTES = 256 * 1024

# Existing records were compressed with exactly these bytes, so they never change. The likeliest
# text is last, where a reference to it is shortest.
_DICTIONARY = b"".join(
    (
        b'"https://ns.adobe.com/experience/","@context","experience.analytics","customDimensions":{"eVars":{"eVar1":',
        b'"commerce":{"order":{"purchaseID":"","priceTotal":,"currencyCode":"USD"},"purchases":{"value":1}},',
        b'"productListAdds":{"value":1},"productViews":{"value":1},"checkouts":{"value":1},"cart":{"cartID":"',
        b'"productListItems":[{"SKU":"","name":"","quantity":1,"priceTotal":,"currencyCode":"EUR"}],',
        b'"application":{"id":"","name":"","version":"","launches":{"value":1}},"device":{"model":"","type":"mobile"},',
        b'"environment":{"browserDetails":{"userAgent":"Mozilla/5.0 (","viewportHeight":,"viewportWidth":},"type":"browser"},',
        b'"implementationDetails":{"name":"https://ns.adobe.com/experience/alloy","environment":"browser","version":"2.',
        b'"consent":[{"standard":"Adobe","version":"2.0","value":{"collect":{"val":"y"},"metadata":{"time":"',
        b'"type":"https://ns.adobe.com/aep/errors/EXEG-0201-504","status":504,"title":"","detail":"","report":{"eventIndex":0,',
        b'"errors":[{"warnings":[{"requestId":"","orgId":"@AdobeOrg","errorCode":"","message":"","details":[{"code":"',
        b'"type":"activation:push","eventIndex":0},{"payload":[{"type":"cookie","spec":{"name":"","value":"","domain":"","path":"/","ttlDays":',
        b'"type":"activation:pull","payload":[{"type":"profileLookup","destinationId":"","alias":"","attributes":{"segments":[{"id":"',
        b'"scope":"__view__","scopeDetails":{"decisionProvider":"TGT","activity":{"id":""},"experience":{"id":"0"},"strategies":[{"algorithmID":"0","trafficType":"0"}],"characteristics":{"eventToken":"',
        b'"correlationID":"","rank":,"decisionProvider":"AJO","characteristics":{"eventTokens":{"',
        b'"schema":"https://ns.adobe.com/personalization/dom-action","data":{"type":"setHtml","format":"application/vnd.adobe.target.dom-action","content":"","selector":"HTML > BODY > ","prehidingSelector":"',
        b'"schema":"https://ns.adobe.com/personalization/html-content-item","data":{"id":"","format":"text/html","content":"<div>',
        b'"schema":"https://ns.adobe.com/personalization/json-content-item","meta":{"experience.id":"","activity.id":"","activity.name":"","offer.id":"","offer.name":"',
        b'"type":"personalization:decisions","eventIndex":0},{"payload":[{"id":"AT:ey","items":[{"id":"',
        b'"query":{"personalization":{"schemas":["https://ns.adobe.com/personalization/default-content-item"],"decisionScopes":["',
        b'"query":{"identity":{"fetch":["ECID"]}},',
        b'cache-control","no-cache, no-store, max-age=0, no-transform, private"],["vary","Origin"],["strict-transport-security","max-age=31536000; includeSubDomains"],',
        b'["x-content-type-options","nosniff"],["x-xss-protection","1; mode=block"],["server","jag"],["transfer-encoding","chunked"],["connection","keep-alive"],',
        b'["x-rate-limit-remaining","599"],["x-konductor","2'
        b'"],["x-adobe-edge","OR2;9"],["x-request-id","","content-length","["date","Mon, 01 Jan 2026 00:00:00 GMT"],',
        b'{"remarks":[],"status":200,"headers":[["content-type","application/json;charset=utf-8"],',
        b'"timings":[,null,null,null]}{"remarks":[],"failure":["timeout","unreachable","tls","broken","authentication","cancelled",',
        b'"x-gw-ims-org-id","@AdobeOrg"],["x-api-key","","authenticated":true,',
        b'"requestId":"","sentAt":"2026-01-01T00:00:00.000000+00:00","profile":"emulator","visitor":"default","replayOf":null,',
        b'"action":"interact","template":"page-view","draft":"{\\n  \\"event\\": {\\n    \\"xdm\\": {\\n      \\"_id\\": \\"{{uuid}}\\",\\n      \\"timestamp\\": \\"{{now}}\\",\\n      \\"eventType\\": \\"web.webpagedetails.pageViews\\",',
        b'\\n      \\"identityMap\\": {\\n        \\"ECID\\": [\\n          {\\n            \\"id\\": \\"{{ecid}}\\",\\n            \\"primary\\": true,\\n            \\"authenticatedState\\": \\"ambiguous\\"\\n          }\\n        ]\\n      }',
        b'\\n      \\"web\\": {\\n        \\"webPageDetails\\": {\\n          \\"name\\": \\"\\",\\n          \\"URL\\": \\"https://shop.example.com/\\",\\n          \\"siteSection\\": \\"\\"\\n        }',
        b'"url":"https://server.adobedc.net/ee/https://edge.adobedc.net/ee/v2/interact?datastreamId=http://emulator/ee/or2/v2/interact?datastreamId=5f1c0000-0000-4000-8000-000000000001&requestId=',
        b'"headers":[["content-type","application/json"],["accept","application/json"]],"authenticated":false,"body":"{\\"event\\":{\\"xdm\\":{\\"_id\\":\\"\\",\\"eventType\\":\\"',
        b'\\"timestamp\\":\\"2026-\\",\\"web\\":{\\"webPageDetails\\":{\\"name\\":\\"\\",\\"URL\\":\\"https://www.\\",\\"identityMap\\":{\\"ECID\\":[{\\"id\\":\\"\\",\\"primary\\":true',
        b'\\"meta\\":{\\"state\\":{\\"entries\\":[{\\"key\\":\\"kndctr__AdobeOrg_cluster\\",\\"value\\":\\"or2\\"},{\\"key\\":\\"kndctr__AdobeOrg_identity\\",\\"value\\":\\"Cg',
        b'"state":{"entries":[{"key":"kndctr__AdobeOrg_identity","value":"","maxAge":34128000,"expiresAt":"20","hint":{"hint":"or2","expiresAt":"',
        b'"key":"kndctr__AdobeOrg_consent","value":"general=in","maxAge":15552000,"attrs":{"SameSite":"None"}},',
        b'{"payload":[{"collect":{"val":"y"}}],"type":"consent:preferences"},',
        b'{"requestId":"","handle":[{"payload":[{"id":"","namespace":{"code":"ECID"}}],"type":"identity:result"},',
        b'{"payload":[{"scope":"Target","hint":"35","ttlSeconds":1800},{"scope":"AAM","hint":"9","ttlSeconds":1800},{"scope":"EdgeNetwork","hint":"or2","ttlSeconds":1800}],"type":"locationHint:result"},',
        b'{"payload":[{"key":"kndctr_0E0F1A2B3C4D5E6F7A8B9C0D_AdobeOrg_cluster","value":"or2","maxAge":1800},{"key":"kndctr_0E0F1A2B3C4D5E6F7A8B9C0D_AdobeOrg_identity","value":"Cg","maxAge":34128000}],"type":"state:store"}]}',
    )
)


def pack(content: bytes) -> bytes:
    """Compressed; large contents faster and a little less, without the dictionary that is lost in them."""
    if len(content) > _LARGE_BYTES:
        return zlib.compress(content, 1)
    packer = zlib.compressobj(zdict=_DICTIONARY)
    return packer.compress(content) + packer.flush()


def unpack(content: bytes) -> bytes:
    """The content again; raises `zlib.error` where it is damaged or cut short."""
    # A stream says itself whether it needs the dictionary.
    unpacker = zlib.decompressobj(zdict=_DICTIONARY)
    unpacked = unpacker.decompress(content)
    if not unpacker.eof:
        raise zlib.error("the record is cut short")
    return unpacked
