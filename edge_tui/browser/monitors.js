// Tells what the Web SDK says to its monitors, through the binding __edgeTui. `__alloyMonitors` is the
// SDK's own interface for that, `_satellite._monitors` that of Adobe's tags; nothing of the page is changed but
// these, and the functions that `__alloyNS` names, which pass every call on as it is. Objects are reduced to what is
// needed, so that no personal data of events takes this way.
(() => {
  const bind = window.__edgeTui;
  if (typeof bind !== "function") return;
  const MAX = 20000;
  const commands = new WeakMap();
  const page = Math.random().toString(36).slice(2, 10);
  let count = 0;
  const text = (value, most) => (typeof value === "string" ? value.slice(0, most) : "");
  const tell = (what, members) => {
    try {
      let message = JSON.stringify({ what, page, ...members }, (_, value) => (typeof value === "function" ? undefined : value));
      if (message.length > MAX) message = JSON.stringify({ what, page, ...members, config: undefined, isCut: true });
      if (message.length <= MAX) bind(message);
    } catch (error) {}
  };
  const number = (data) => {
    const options = data.options;
    if (options === null || typeof options !== "object") return 0;
    if (!commands.has(options)) commands.set(options, ++count);
    return commands.get(options);
  };
  // Commands that may still make a request, by their numbers: a Map keeps their order.
  const open = new Map();
  // Rules of Adobe's tags that run. Some tags run rules at once: the latest is then inside of those before it. Others
  // (with sequencing, turbine's default) run them one after the other, each later than it was triggered: the earliest
  // is the one. What else runs meanwhile isn't the rule's: its stack has no function of the tags' script.
  const running = [];
  const MAX_RUN_MS = 30000;
  // The frames of the stack that are in scripts, nearest first: `at send (URL:1:2)`, or `send@URL:1:2` in Firefox.
  const frames = () => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 60;
    const stack = String(new Error().stack);
    Error.stackTraceLimit = limit;
    const found = [];
    for (const line of stack.split("\n")) {
      const place = /^\s*(?:at )?(.*?)[ (@]*(https?:[^\s()]+?):(\d+):(\d+)\)?$/.exec(line);
      if (place) found.push({ function: place[1].slice(0, 80), url: place[2].slice(0, 1000), line: +place[3], column: +place[4] });
    }
    return found;
  };
  const scripts = () => frames().map((each) => each.url);
  // What asked the SDK: the frames outside of its script; where all is one script, as in tags, the outermost.
  const callers = () => {
    const found = frames();
    const others = found.filter((each) => each.url !== found[0].url);
    return (others.length ? others : found.slice(-1)).slice(0, 8);
  };
  const began = ({ rule }) => {
    const entry = { rule, isLater: false, script: scripts()[0], at: performance.now() };
    running.push(entry);
    if (running.length > 200) running.shift();
    Promise.resolve().then(() => (entry.isLater = true));
  };
  const ended = ({ rule }) => {
    const index = running.findIndex((each) => each.rule === rule);
    if (index >= 0) running.splice(index, 1);
  };
  const currentRule = () => {
    while (running.length && performance.now() - running[0].at > MAX_RUN_MS) running.shift();
    if (!running.length) return "";
    const entry = running[0].isLater ? running[0] : running[running.length - 1];
    return entry.rule && entry.script && scripts().includes(entry.script) ? text(entry.rule.name, 200) : "";
  };
  const madeBy = new Map();
  const safely = (ask, otherwise) => { try { return ask(); } catch (error) { return otherwise; } };
  // What called the page's function, by the options that it gave. It keeps commands until the SDK is there, often by a
  // timer even then: when the SDK begins them, the script that asked for them is no longer on the stack.
  const asked = new WeakMap();
  const ask = (options) => {
    if (options === null || typeof options !== "object") return;
    const found = safely(frames, []);
    const callers = found.length > 8 ? [...found.slice(0, 7), ...found.slice(-1)] : found;
    asked.set(options, { rule: safely(currentRule, ""), callers });
  };
  let budget = 0;
  const holds = (whole, part) => {
    if (part === whole || part === undefined || --budget < 0) return part === whole || part === undefined;
    if (part === null || whole === null || typeof part !== "object" || typeof whole !== "object") return false;
    return Object.keys(part).every((name) => holds(whole[name], part[name]));
  };
  const isOf = (event, options) => {
    const xdm = options.xdm || {};
    const type = options.type || xdm.eventType;
    return (event.xdm || {}).eventType === type && holds(event.xdm || {}, { ...xdm, eventType: type }) && holds(event.data, options.data);
  };
  // Which commands made a request: the SDK doesn't say, but each event has what its command was given.
  const commandsOf = (payload) => {
    const events = (payload && (payload.events || (payload.event && [payload.event]))) || [];
    const found = [];
    budget = 5000;
    try {
      for (const event of events.slice(0, 50)) {
        const known = [...open].find(([, options]) => isOf(event, options));
        if (known) { open.delete(known[0]); found.push(known[0]); }
      }
    } catch (error) {}
    return found;
  };
  const follow = (state, data, id) => {
    if (state === "began" && id) {
      madeBy.set(id, asked.get(data.options) || { rule: safely(currentRule, ""), callers: safely(callers, []) });
      if (madeBy.size > 500) madeBy.delete(madeBy.keys().next().value);
    }
    if (state !== "began") open.delete(id);
    else if (id && data.commandName === "sendEvent") {
      open.set(id, data.options);
      if (open.size > 500) open.delete(open.keys().next().value);
    }
  };
  const command = (state) => (data) => {
    const options = data.options || {};
    const id = number(data);
    follow(state, data, id);
    const eventType = text((options.xdm || {}).eventType, 200) || text(options.type, 200);
    const error = data.error ? text(String(data.error.message || data.error), 500) : "";
    tell("command", { state, instance: text(data.instanceName, 100), name: text(data.commandName, 100), number: id, eventType, error });
  };
  const version = (payload) => {
    const events = payload && payload.events;
    const xdm = (events && events[0] && events[0].xdm) || (payload && payload.xdm) || {};
    return text((xdm.implementationDetails || {}).version, 50);
  };
  const monitor = {
    onInstanceConfigured: (data) => tell("configured", { instance: text(data.instanceName, 100), config: data.config }),
    onBeforeCommand: command("began"),
    onCommandResolved: command("resolved"),
    onCommandRejected: command("rejected"),
    onBeforeNetworkRequest: (data) => {
      const commands = commandsOf(data.payload);
      const makers = commands.map((id) => madeBy.get(id)).filter(Boolean);
      const rules = makers.map((each) => each.rule).filter(Boolean);
      const members = { commands, rules, callers: makers.length ? makers[0].callers : [] };
      tell("request", { instance: text(data.instanceName, 100), requestId: text(data.requestId, 100), version: version(data.payload), ...members });
    },
  };
  (window.__alloyMonitors = window.__alloyMonitors || []).push(monitor);
  // A global that isn't there yet: what the page sets it to becomes `seen(value)`. Until then the page finds none, as
  // without us.
  const whenSet = (name, seen) => {
    Object.defineProperty(window, name, {
      configurable: true,
      enumerable: false,
      get: () => undefined,
      set: (value) => {
        Object.defineProperty(window, name, { configurable: true, enumerable: true, writable: true, value: seen(value) });
      },
    });
  };
  const heard = (value) => {
    if (typeof value !== "function") return value;
    return new Proxy(value, {
      apply: (target, self, args) => {
        safely(() => ask(args[1]));
        return Reflect.apply(target, self, args);
      },
    });
  };
  // The functions by which a page calls its SDKs: `__alloyNS` has their names, which is set before them or after them.
  const hear = (name) => {
    const found = Object.getOwnPropertyDescriptor(window, name);
    if (!found) whenSet(name, heard);
    else if (found.writable) Object.defineProperty(window, name, { ...found, value: heard(found.value) });
  };
  const hearAll = (names) => names.forEach((name) => typeof name === "string" && safely(() => hear(name)));
  const named = (names) => {
    if (!Array.isArray(names)) return names;
    const push = (...added) => { hearAll(added); return Array.prototype.push.apply(names, added); };
    safely(() => Object.defineProperty(names, "push", { configurable: true, enumerable: false, writable: true, value: push }));
    hearAll(names);
    return names;
  };
  safely(() => whenSet("__alloyNS", named));
  // Tags tell which rules run to `_satellite._monitors`.
  const watch = (satellite) => {
    try {
      (satellite._monitors = satellite._monitors || []).push({ ruleTriggered: began, ruleCompleted: ended, ruleConditionFailed: ended, ruleActionFailed: ended });
    } catch (error) {}
  };
  safely(() => whenSet("_satellite", (value) => {
    if (value !== null && typeof value === "object") watch(value);
    return value;
  }));
})();
// So that its functions aren't taken for the page's in Firefox, where they have the page's URL otherwise.
//# sourceURL=edge-tui-monitors
