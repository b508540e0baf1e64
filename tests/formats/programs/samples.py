"""One request in the languages that API tools write code in."""

# ruff: noqa: E501 (programs as their tools write them)
import json

URL = "https://edge.adobedc.net/ee/v2/interact?datastreamId=4f1c9e2b-0000&requestId=708e4f90"
EVENT = {"event": {"xdm": {"eventType": "web.x", "_t": {"name": 'it\'s "5" €', "n": [1, -2.5, True, None]}}}}
HEADERS = {"content-type": "application/json", "user-agent": "Phone/5 (X)"}
JSON = json.dumps(EVENT, ensure_ascii=False)
PRETTY = json.dumps(EVENT, indent=2, ensure_ascii=False)


def _double(text: str, newline: str = "\\n") -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", newline) + '"'


def _single(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _verbatim_lines(text: str) -> str:
    """As Postman writes C# for RestSharp: a verbatim string a line."""
    return ' + "\\n" +\n'.join('@"' + line.replace('"', '""') + '"' for line in text.split("\n"))


def _headers(line: str) -> str:
    return "\n".join(line.replace("NAME", name).replace("VALUE", value) for name, value in HEADERS.items())


def _hash(value: object, arrow: str, opening: str = "{}", null: str = "null") -> str:
    """A document as arrays and hashes of a language."""
    if isinstance(value, dict):
        members = ", ".join(
            f"{_single(name)}{arrow}{_hash(each, arrow, opening, null)}" for name, each in value.items()
        )
        return opening[0] + members + opening[1]
    if isinstance(value, list):
        return "[" + ", ".join(_hash(each, arrow, opening, null) for each in value) + "]"
    if isinstance(value, str):
        return _single(value)
    return null if value is None else json.dumps(value)


_PHP_HEADERS = "array(\n" + ",\n".join(f"    '{name}: {value}'" for name, value in HEADERS.items()) + "\n  )"

PROGRAMS = {
    "PHP cURL of Postman": "<?php\n\n$curl = curl_init();\n\ncurl_setopt_array($curl, array(\n"
    f"  CURLOPT_URL => '{URL}',\n  CURLOPT_RETURNTRANSFER => true,\n  CURLOPT_ENCODING => '',\n"
    f"  CURLOPT_HTTP_VERSION => CURL_HTTP_VERSION_1_1,\n  CURLOPT_CUSTOMREQUEST => 'POST',\n"
    f"  CURLOPT_POSTFIELDS =>{_single(PRETTY)},\n  CURLOPT_HTTPHEADER => {_PHP_HEADERS},\n));\n\n"
    "$response = curl_exec($curl);\ncurl_close($curl);\necho $response;\n",
    "PHP curl_setopt with arrays": f"<?php // don't\n$ch = curl_init('{URL}');\n$data = {_hash(EVENT, ' => ', '[]')};\n"
    f"curl_setopt($ch, CURLOPT_POSTFIELDS, json_encode($data));\ncurl_setopt($ch, CURLOPT_HTTPHEADER, {_PHP_HEADERS});",
    "PHP with array()": f"$ch = curl_init('{URL}');\ncurl_setopt($ch, CURLOPT_POSTFIELDS, json_encode("
    + _hash(EVENT, " => ", "[]").replace("['event' => ", "array('event' => ")[:-1]
    + f")));\ncurl_setopt($ch, CURLOPT_HTTPHEADER, {_PHP_HEADERS});",
    "PHP Guzzle": "<?php\n$client = new GuzzleHttp\\Client();\n$headers = [\n"
    + _headers("  'NAME' => 'VALUE',")
    + f"\n];\n$body = {_single(PRETTY)};\n$request = new Request('POST', '{URL}', $headers, $body);",
    "PHP nowdoc": f"<?php\n$body = <<<'JSON'\n{PRETTY}\nJSON;\n$ch = curl_init();\ncurl_setopt($ch, CURLOPT_URL, \"{URL}\");\n"
    f"curl_setopt($ch, CURLOPT_POSTFIELDS, $body);\ncurl_setopt($ch, CURLOPT_HTTPHEADER, {_PHP_HEADERS});",
    "Ruby Net::HTTP": f'require "uri"\nrequire "net/http"\n\nurl = URI("{URL}")\n\nhttps = Net::HTTP.new(url.host, url.port)\n'
    "https.use_ssl = true\n\nrequest = Net::HTTP::Post.new(url)\n"
    + _headers('request["NAME"] = "VALUE"')
    + f"\nrequest.body = {_double(PRETTY)}\nresponse = https.request(request)\nputs response.read_body\n",
    "Ruby JSON.dump": f'require "net/http"\nurl = URI("{URL}")\nrequest = Net::HTTP::Post.new(url)\n'
    + _headers('request["NAME"] = "VALUE"')
    + f"\nrequest.body = JSON.dump({_hash(EVENT, ' => ', null='nil')})\n",
    "Ruby Faraday": f"conn = Faraday.new(url: 'https://edge.adobedc.net')\n# it's\nconn.post('{URL.removeprefix('https://edge.adobedc.net')}') do |req|\n"
    + _headers("  req.headers['NAME'] = 'VALUE'")
    + f"\n  req.body = {_hash(EVENT, ': ', null='nil')}.to_json\nend",
    "Ruby heredoc": f"require 'faraday'\nFaraday.post('{URL}', <<~'JSON', "
    + _headers("'NAME' => 'VALUE',").replace("\n", " ")
    + f")\n{PRETTY}\nJSON\n",
    "Go": 'package main\n\nimport (\n  "fmt"\n  "strings"\n  "net/http"\n)\n\nfunc main() {\n\n'
    f'  url := "{URL}"\n  method := "POST"\n\n  payload := strings.NewReader(`{PRETTY}`)\n\n  client := &http.Client {{\n  }}\n'
    "  req, err := http.NewRequest(method, url, payload)\n"
    + _headers('  req.Header.Add("NAME", "VALUE")')
    + "\n  res, err := client.Do(req)\n}",
    "Go with bytes": f'req, _ := http.NewRequest("POST", "{URL}", bytes.NewBuffer([]byte({_double(JSON)})))\n'
    + _headers('req.Header.Set("NAME", "VALUE")'),
    "Java OkHttp": "OkHttpClient client = new OkHttpClient().newBuilder()\n  .build();\n"
    'MediaType mediaType = MediaType.parse("application/json");\n'
    f"RequestBody body = RequestBody.create(mediaType, {_double(PRETTY, chr(92) + 'r' + chr(92) + 'n')});\n"
    f'Request request = new Request.Builder()\n  .url("{URL}")\n  .method("POST", body)\n'
    + _headers('  .addHeader("NAME", "VALUE")')
    + "\n  .build();\nResponse response = client.newCall(request).execute();",
    "Java HttpRequest": f'HttpRequest request = HttpRequest.newBuilder()\n  .uri(URI.create("{URL}"))\n'
    + _headers('  .header("NAME", "VALUE")')
    + f"\n  .POST(HttpRequest.BodyPublishers.ofString({_double(JSON[:30])} +\n    {_double(JSON[30:])}))\n  .build();",
    "Java text block": f'var body = """\n{PRETTY.replace(chr(92), chr(92) * 2)}\n""";\nHttpRequest.newBuilder(URI.create("{URL}"))\n'
    + _headers('  .header("NAME", "VALUE")')
    + ".POST(BodyPublishers.ofString(body)).build();",
    "Kotlin OkHttp": 'val client = OkHttpClient()\nval mediaType = "application/json".toMediaType()\n'
    f'val body = {_double(PRETTY)}.toRequestBody(mediaType)\nval request = Request.Builder()\n  .url("{URL}")\n  .post(body)\n'
    + _headers('  .addHeader("NAME", "VALUE")')
    + "\n  .build()\nval response = client.newCall(request).execute()",
    "Kotlin raw string": f'val body = """\n{PRETTY}\n""".trimIndent().toRequestBody()\nval r = Request.Builder().url("{URL}").post(body)\n'
    + _headers('  .header("NAME", "VALUE")'),
    "C# HttpClient": f'var client = new HttpClient();\nvar request = new HttpRequestMessage(HttpMethod.Post, "{URL}");\n'
    + _headers('request.Headers.Add("NAME", "VALUE");')
    + f'\nvar content = new StringContent({_double(PRETTY)}, null, "application/json");\nrequest.Content = content;\n'
    "var response = await client.SendAsync(request);",
    "C# RestSharp": 'var options = new RestClientOptions("https://edge.adobedc.net")\n{\n  MaxTimeout = -1,\n};\n'
    f'var client = new RestClient(options);\nvar request = new RestRequest("{URL.removeprefix("https://edge.adobedc.net")}", Method.Post);\n'
    + _headers('request.AddHeader("NAME", "VALUE");')
    + f"\nvar body = {_verbatim_lines(PRETTY)};\nrequest.AddStringBody(body, DataFormat.Json);",
    "C# raw string": f'using var client = new HttpClient();\nvar r = new HttpRequestMessage(HttpMethod.Post, "{URL}")\n'
    + _headers('r.Headers.Add("NAME", "VALUE");')
    + f'\nr.Content = new StringContent("""\n{PRETTY}\n""");',
    "Swift URLSession": f"let parameters = {_double(PRETTY)}\nlet postData = parameters.data(using: .utf8)\n\n"
    f'var request = URLRequest(url: URL(string: "{URL}")!,timeoutInterval: Double.infinity)\n'
    + _headers('request.addValue("VALUE", forHTTPHeaderField: "NAME")')
    + '\n\nrequest.httpMethod = "POST"\nrequest.httpBody = postData\n',
    "Swift dictionary": f"let json: [String: Any] = {_hash(EVENT, ': ', '[]', 'nil').replace(chr(39) + 'it' + chr(92) + chr(39), 'QUOTE').replace(chr(39), chr(34))}\n".replace(
        'QUOTEs "5"', '"it\'s \\"5\\"'
    )
    + f'var request = URLRequest(url: URL(string: "{URL}")!)\n'
    + _headers('request.setValue("VALUE", forHTTPHeaderField: "NAME")'),
    "Rust reqwest": f'let client = reqwest::Client::new();\nlet data = r#"{PRETTY}"#;\nlet request = client.request(reqwest::Method::POST, "{URL}")\n'
    + _headers('    .header("NAME", "VALUE")')
    + "\n    .body(data);",
    "Dart": "var headers = {\n"
    + _headers("  'NAME': 'VALUE',")
    + f"\n}};\nvar request = http.Request('POST', Uri.parse('{URL}'));\nrequest.body = {_single(JSON)};\nrequest.headers.addAll(headers);",
    "Objective-C": f'NSMutableURLRequest *request = [NSMutableURLRequest requestWithURL:[NSURL URLWithString:@"{URL}"]\n'
    "  cachePolicy:NSURLRequestUseProtocolCachePolicy timeoutInterval:10.0];\nNSDictionary *headers = @{\n"
    + _headers('  @"NAME": @"VALUE",')
    + f"\n}};\n[request setAllHTTPHeaderFields:headers];\nNSData *postData = [[NSData alloc] initWithData:[@{_double(PRETTY)} dataUsingEncoding:NSUTF8StringEncoding]];",
    "C libcurl": f'curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "POST");\n  curl_easy_setopt(curl, CURLOPT_URL, "{URL}");\n'
    '  curl_easy_setopt(curl, CURLOPT_DEFAULT_PROTOCOL, "https");\n'
    + _headers('  headers = curl_slist_append(headers, "NAME: VALUE");')
    + f"\n  const char *data = {_double(PRETTY)};\n  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, data);",
    "R httr": "library(httr)\n\nheaders = c(\n"
    + _headers("  'NAME' = 'VALUE',")
    + f'\n)\n\nbody = {_single(PRETTY)};\n\nres <- VERB("POST", url = "{URL}", body = body, add_headers(headers))\n',
    "Node https": "var https = require('follow-redirects').https;\nvar fs = require('fs');\n\nvar options = {\n  'method': 'POST',\n"
    f"  'hostname': 'edge.adobedc.net',\n  'path': '{URL.removeprefix('https://edge.adobedc.net')}',\n  'headers': {json.dumps(HEADERS)},\n"
    "  'maxRedirects': 20\n};\n\nvar req = https.request(options, function (res) {\n  var chunks = [];\n"
    '  res.on("data", function (chunk) {\n    chunks.push(chunk);\n  });\n});\n\n'
    f"var postData = JSON.stringify({JSON});\n\nreq.write(postData);\n\nreq.end();",
    "Node https with a URL": f"const req = https.request('{URL}', {{ method: 'POST', headers: {json.dumps(HEADERS)} }}, (res) => {{}});\n"
    f"req.end(JSON.stringify({JSON}));",
}
