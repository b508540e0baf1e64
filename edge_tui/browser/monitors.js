// Tells what the Web SDK says to its monitors, through the binding __edgeTui. `__alloyMonitors` is the
// SDK's own interface for that; nothing of the page is changed but this array. Objects are reduced to what
// is needed, so that no personal data of events takes this way.
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
    if (state !== "began") open.delete(id);
    else if (id && data.commandName === "sendEvent") {
      open.set(id, data.options);
      if (open.size > 100) open.delete(open.keys().next().value);
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
    onBeforeNetworkRequest: (data) =>
      tell("request", { instance: text(data.instanceName, 100), requestId: text(data.requestId, 100), version: version(data.payload), commands: commandsOf(data.payload) }),
  };
  (window.__alloyMonitors = window.__alloyMonitors || []).push(monitor);
})();
