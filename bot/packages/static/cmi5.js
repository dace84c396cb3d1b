// What a cmi5 system is told, as xAPI statements: initialized, answered, completed, passed or failed, terminated.
globalThis.cmi5 = function cmi5() {
  const launch = new URLSearchParams(location.search);
  if (!["endpoint", "fetch", "actor", "registration", "activityId"].every((name) => launch.has(name))) return null;
  const endpoint = `${launch.get("endpoint").replace(/\/$/, "")}/`;
  const actor = JSON.parse(launch.get("actor"));
  const [activity, registration] = [launch.get("activityId"), launch.get("registration")];
  const categories = "https://w3id.org/xapi/cmi5/context/categories";
  const began = Date.now();
  let headers = {};
  let about = {};
  let said = {};
  let over = false;

  const duration = () => `PT${Math.round((Date.now() - began) / 1000)}S`;

  async function ask(method, path, query, body, alive = false) {
    const place = `${endpoint}${path}${query ? `?${new URLSearchParams(query)}` : ""}`;
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const reply = await fetch(place, { method, headers, keepalive: alive, ...sent });
    if (!reply.ok && reply.status !== 404) throw new Error(`${path} ${reply.status}`);
    return reply;
  }

  const stateQuery = (stateId) => ({ stateId, activityId: activity, agent: JSON.stringify(actor), registration });

  function statement(verb, result, kinds, extensions = {}) {
    const template = structuredClone(about.contextTemplate || {});
    const groups = template.contextActivities || {};
    const category = [...(groups.category || []), ...kinds.map((kind) => ({ id: `${categories}/${kind}` }))];
    const context = {
      ...template,
      registration,
      contextActivities: category.length ? { ...groups, category } : groups,
      extensions: { ...template.extensions, ...extensions },
    };
    const id = crypto.randomUUID();
    return {
      id,
      timestamp: new Date().toISOString(),
      actor,
      verb: { id: verb },
      object: { id: activity },
      context,
      ...(result ? { result } : {}),
    };
  }

  const say = (made, alive) => ask("POST", "statements", null, [made], alive);
  const verb = (name) => `http://adlnet.gov/expapi/verbs/${name}`;

  return {
    async begin() {
      const given = await (await fetch(launch.get("fetch"), { method: "POST" })).json();
      if (!given["auth-token"]) throw new Error("no token");
      headers = {
        Authorization: `Basic ${given["auth-token"]}`,
        "X-Experience-API-Version": "1.0.3",
        "Content-Type": "application/json",
      };
      about = await (await ask("GET", "activities/state", stateQuery("LMS.LaunchData"))).json();
      await ask("GET", "agents/profile", { profileId: "cmi5LearnerPreferences", agent: JSON.stringify(actor) });
      await say(statement(verb("initialized"), null, ["cmi5"]));
      const kept = await ask("GET", "activities/state", stateQuery("lessons"));
      const before = kept.status === 200 ? await kept.json() : null;
      said = before?.said || {};
      this.back = about.returnURL || "";
      return before;
    },
    async keep(state, now) {
      // Looking at it again, or trying it out, changes nothing of what was reached.
      const counts = (about.launchMode || "Normal") === "Normal";
      if (counts && now.complete && !said.completed) {
        said.completed = true;
        await say(statement(verb("completed"), { completion: true, duration: duration() }, ["cmi5", "moveon"]));
      }
      const mastery = about.masteryScore;
      if (counts && now.complete && now.checks && mastery !== undefined && !said.judged) {
        said.judged = true;
        const success = now.score / 100 >= mastery;
        const result = { success, score: { scaled: now.score / 100 }, duration: duration() };
        const level = { "https://w3id.org/xapi/cmi5/context/extensions/masteryscore": mastery };
        await say(statement(verb(success ? "passed" : "failed"), result, ["cmi5", "moveon"], level));
      }
      await ask("PUT", "activities/state", stateQuery("lessons"), { ...state, said });
    },
    async answered(answer) {
      const result = { success: answer.correct, response: `${answer.choice}` };
      const made = statement(verb("answered"), result, []);
      const names = { [COURSE.language]: answer.question };
      made.object = {
        id: `${activity}/${answer.id}`,
        definition: {
          type: "http://adlnet.gov/expapi/activities/cmi.interaction",
          name: names,
          interactionType: "choice",
          correctResponsesPattern: [`${answer.right}`],
          choices: answer.options.map((text, number) => ({
            id: `${number}`,
            description: { [COURSE.language]: text },
          })),
        },
      };
      await say(made);
    },
    end() {
      if (over) return;
      over = true;
      say(statement(verb("terminated"), { duration: duration() }, ["cmi5"]), true).catch(() => {});
    },
  };
};
