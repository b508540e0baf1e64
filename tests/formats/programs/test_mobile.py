"""Events of Adobe's mobile SDK, and documents that programs build of maps, in each language's notation."""

# ruff: noqa: E501 (programs as people write them)
import json
from time import process_time

from edge_tui.formats import read
from tests.tables import every_row

XDM = {"eventType": "commerce.purchases", "commerce": {"order": {"priceTotal": 10.5, "ok": True}}, "list": [1, "a"]}
ORDER = {"priceTotal": 10.5, "ok": True}
EVENTS = {
    "Kotlin": """
val order = mapOf("priceTotal" to 10.5, "ok" to true)
val xdm = mutableMapOf<String, Any>("eventType" to "commerce.purchases")
xdm["commerce"] = mapOf("order" to order)
xdm.put("list", listOf(1, "a"))
Edge.sendEvent(ExperienceEvent.Builder().setXdmSchema(xdm, "dataset").setData(mapOf("k" to id)).build(), null)""",
    "Java": """
Map<String, Object> commerce = new HashMap<>();
commerce.put("order", Map.of("priceTotal", 10.5d, "ok", true));
Map<String, Object> xdmData = new HashMap<String, Object>();
xdmData.put("eventType", "commerce.purchases");
xdmData.put("commerce", commerce);
xdmData.put("list", Arrays.asList(1L, "a"));
Edge.sendEvent(new ExperienceEvent.Builder().setXdmSchema(xdmData).setData(Map.of("k", id)).build(), null);""",
    "Swift": """
var xdm: [String: Any] = ["eventType": "commerce.purchases", "list": [1, "a"] as [Any]]
xdm["commerce"] = ["order": ["priceTotal": 10.5, "ok": true] as [String: Any]]
Edge.sendEvent(experienceEvent: ExperienceEvent(xdm: xdm, data: ["k": id]))""",
    "Objective-C": """
NSDictionary *xdm = @{ @"eventType" : @"commerce.purchases", @"list": @[@1, @"a"],
  @"commerce": @{@"order": @{@"priceTotal": @10.5, @"ok": @YES}} };
AEPExperienceEvent *e = [[AEPExperienceEvent alloc] initWithXdm:xdm data:@{@"k": id} datasetIdentifier:nil];""",
    "Dart": """
final Map<String, dynamic> xdm = {'eventType': 'commerce.purchases', 'list': [1, 'a'],
  'commerce': {'order': {'priceTotal': 10.5, 'ok': true}}};
final event = ExperienceEvent.createEventWithOverrides(xdm, {'k': id}, null, null);""",
}
URL = "https://edge.adobedc.net/ee/v2/interact?datastreamId=4f1c9e2b-0000"
MAPS = {
    "Go": f'''b, _ := json.Marshal(map[string]interface{{}}{{"event": map[string]any{{"xdm": map[string]any{{
  "eventType": "commerce.purchases", "commerce": map[string]any{{"order": map[string]any{{"priceTotal": 10.5, "ok": true,}}}},
  "list": []any{{1, "a"}},}}}}}})
http.Post("{URL}", "application/json", bytes.NewReader(b))''',
    "C#, anonymous": f'''var b = new {{ @event = new {{ xdm = new {{ eventType = "commerce.purchases",
  commerce = new {{ order = new {{ priceTotal = 10.5m, ok = true }} }}, list = new object[] {{ 1, "a" }} }} }} }};
await client.PostAsJsonAsync("{URL}", b);''',
    "C#, dictionaries": f'''var order = new Dictionary<string, object> {{ ["priceTotal"] = 10.5, ["ok"] = true }};
var b = new Dictionary<string, object> {{ {{ "event", new Dictionary<string, object> {{ {{ "xdm", new Dictionary<string, object> {{
  {{ "eventType", "commerce.purchases" }}, {{ "commerce", new {{ order }} }}, {{ "list", new List<object> {{ 1, "a" }} }} }} }} }} }} }};
await client.PostAsJsonAsync("{URL}", b);''',
    "C#, filled by name": f'''var xdm = new Dictionary<string, object>();
xdm["eventType"] = "commerce.purchases";
xdm["commerce"] = new {{ order = new {{ priceTotal = 10.5, ok = true }} }};
xdm["list"] = new object[] {{ 1, "a" }};
await client.PostAsJsonAsync("{URL}", new {{ @event = new {{ xdm }} }});''',
    "Java, objects": f'''JSONObject order = new JSONObject().put("priceTotal", 10.5).put("ok", true);
JSONObject xdm = new JSONObject();
xdm.put("eventType", "commerce.purchases");
xdm.put("commerce", new JSONObject().put("order", order));
xdm.put("list", List.of(1, "a"));
HttpPost post = new HttpPost("{URL}");
JSONObject body = new JSONObject();
body.put("event", new JSONObject().put("xdm", xdm));
post.setEntity(new StringEntity(body.toString()));''',
}


@every_row(("language", "program"), EVENTS.items())
def test_an_event_of_the_mobile_sdk_is_read(language: str, program: str) -> None:
    reading = read(program)
    assert reading.kind == f"{language} call of the mobile SDK"
    (found,) = reading.requests
    assert json.loads(found.draft.text) == {"event": {"xdm": XDM, "data": {"k": "{{ask:id}}"}}}


@every_row(("language", "program"), MAPS.items())
def test_a_body_that_is_built_of_maps_is_read(language: str, program: str) -> None:
    (found,) = read(program).requests
    assert json.loads(found.draft.text) == {"event": {"xdm": XDM}}
    assert not [note for note in found.notes if "header" in note], found.notes


# Members that a map gets later, or in a block; the time and the ID are the program's.
FILLED_XDM = {
    "eventType": "a.b",
    "timestamp": "{{now}}",
    "_id": "{{uuid}}",
    "web": {"webPageDetails": {"name": "home", "pageViews": {"value": 1}}},
}
FILLED = {
    "Kotlin": """val xdm = mutableMapOf<String, Any>()
xdm["eventType"] = "a.b"
xdm["timestamp"] = Instant.now().toString()
xdm["_id"] = UUID.randomUUID().toString()
val web = HashMap<String, Any?>()
web["webPageDetails"] = mapOf("name" to "home", "pageViews" to mapOf("value" to 1))
xdm["web"] = web
Edge.sendEvent(ExperienceEvent.Builder().setXdmSchema(xdm).build()) {}""",
    "Kotlin apply": """val xdm = mutableMapOf<String, Any>().apply {
    put("eventType", "a.b")
    put("timestamp", Instant.now().toString())
    this["_id"] = UUID.randomUUID().toString()
    put("web", mapOf("webPageDetails" to mapOf("name" to "home", "pageViews" to mapOf("value" to 1))))
}
Edge.sendEvent(ExperienceEvent.Builder().setXdmSchema(xdm).build(), null)""",
    "Kotlin buildMap": """val xdm = buildMap<String, Any> {
    put("eventType", "a.b"); put("timestamp", Instant.now().toString())
    put("_id", UUID.randomUUID().toString())
    put("web", buildMap { put("webPageDetails", mapOf("name" to "home", "pageViews" to mapOf("value" to 1))) })
}
Edge.sendEvent(ExperienceEvent.Builder().setXdmSchema(xdm).build(), null)""",
    "Java": """Map<String, Object> details = new HashMap<String, Object>() {{
  put("name", "home");
  put("pageViews", new HashMap<String, Object>() {{ put("value", 1); }});
}};
Map<String, Object> web = new HashMap<>();
web.put("webPageDetails", details);
Map<String, Object> xdm = new HashMap<>();
xdm.put("eventType", "a.b");
xdm.put("timestamp", Instant.now().toString());
xdm.put("_id", UUID.randomUUID().toString());
xdm.put("web", web);
Edge.sendEvent(new ExperienceEvent.Builder().setXdmSchema(xdm).build(), callback);""",
    "Swift": """var xdm: [String: Any] = ["eventType": "a.b"]
xdm["timestamp"] = ISO8601DateFormatter()
    .string(from: Date())
xdm["_id"] = UUID().uuidString
var web = [String: Any]()
web["webPageDetails"] = ["name": "home", "pageViews": ["value": 1]] as [String: Any]
xdm["web"] = web
Edge.sendEvent(experienceEvent: ExperienceEvent(xdm: xdm, data: nil))""",
    "Objective-C": """NSMutableDictionary *xdm = [NSMutableDictionary dictionary];
xdm[@"eventType"] = @"a.b";
[xdm setObject:@{@"webPageDetails": @{@"name": @"home", @"pageViews": @{@"value": @1}}} forKey:@"web"];
xdm[@"timestamp"] = @"{{now}}"; xdm[@"_id"] = @"{{uuid}}";
AEPExperienceEvent *event = [[AEPExperienceEvent alloc] initWithXdm:xdm data:nil datasetIdentifier:nil];""",
    "Ruby": f"""xdm = {{}}
xdm[:eventType] = 'a.b'
xdm['timestamp'] = Time.now.utc.iso8601
xdm['_id'] = SecureRandom.uuid
xdm['web'] = {{ webPageDetails: {{ name: 'home', pageViews: {{ value: 1 }} }} }}
Net::HTTP.post(URI('{URL}'), {{ event: {{ xdm: xdm }} }}.to_json)""",
    "PHP": f"""<?php $xdm = [];
$xdm['eventType'] = 'a.b';
$xdm['timestamp'] = date('c');
$xdm['_id'] = "{{{{uuid}}}}";
$xdm['web']['webPageDetails']['name'] = 'home';
$xdm['web']['webPageDetails']['pageViews'] = ['value' => 1];
$client->post('{URL}', ['json' => ['event' => ['xdm' => $xdm]]]);""",
}


def test_an_array_of_php_is_a_list_until_a_member_has_a_name() -> None:
    program = f"""<?php $items = [];
$items[] = ['SKU' => 'a'];
$items[]['SKU'] = 'b';
$none = [];
$xdm = ['productListItems' => $items, 'none' => $none];
$xdm['web']['list'][] = 1;
$client->post('{URL}', ['json' => ['event' => ['xdm' => $xdm]]]);"""
    (found,) = read(program).requests
    xdm = {"productListItems": [{"SKU": "a"}, {"SKU": "b"}], "none": [], "web": {"list": [1]}}
    assert json.loads(found.draft.text) == {"event": {"xdm": xdm}}


@every_row(("language", "program"), FILLED.items())
def test_members_that_a_map_gets_later_are_its_own(language: str, program: str) -> None:
    (found,) = read(program).requests
    # What was written in braces isn't a placeholder.
    assert json.loads(found.draft.text.replace("{{!", "{{")) == {"event": {"xdm": FILLED_XDM}}
    assert not [note for note in found.notes if "header" in note], found.notes


def test_names_that_name_each_other_end() -> None:
    program = "\n".join(f'val a{n} = mapOf("x" to a{(n + 1) % 500})' for n in range(500))
    started = process_time()
    (found,) = read(program + '\nExperienceEvent.Builder().setXdmSchema(mapOf("eventType" to a0))').requests
    assert process_time() - started < 10
    assert "eventType" in found.draft.text
