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
  const command = (state) => (data) => {
    const options = data.options || {};
    const eventType = text((options.xdm || {}).eventType, 200) || text(options.type, 200);
    const error = data.error ? text(String(data.error.message || data.error), 500) : "";
    tell("command", { state, instance: text(data.instanceName, 100), name: text(data.commandName, 100), number: number(data), eventType, error });
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
      tell("request", { instance: text(data.instanceName, 100), requestId: text(data.requestId, 100), version: version(data.payload) }),
  };
  (window.__alloyMonitors = window.__alloyMonitors || []).push(monitor);
})();
