// What a SCORM 1.2 system is told: the score, where somebody stands, and each answer. It gives back where they stood.
function findApi() {
  for (const start of [window, window.opener]) {
    let frame = start;
    for (let up = 0; frame && up < 10; up += 1) {
      try {
        if (frame.API) return frame.API;
      } catch {
        break; // another origin's window: the system is not there
      }
      if (frame.parent === frame) break;
      frame = frame.parent;
    }
  }
  return null;
}

globalThis.scorm12 = function scorm12() {
  const api = findApi();
  if (!api) return null;
  const began = Date.now();
  let over = false;
  const set = (name, value) => api.LMSSetValue(`cmi.${name}`, `${value}`) === "true";

  // The model wants HHHH:MM:SS.SS.
  function clock(milliseconds) {
    const seconds = Math.round(milliseconds / 1000);
    const parts = [seconds / 3600, (seconds % 3600) / 60, seconds % 60].map((part) =>
      `${Math.floor(part)}`.padStart(2, "0"),
    );
    return `${parts[0].padStart(4, "0")}:${parts[1]}:${parts[2]}`;
  }

  return {
    async begin() {
      if (`${api.LMSInitialize("")}` !== "true") throw new Error("LMSInitialize");
      const status = api.LMSGetValue("cmi.core.lesson_status");
      this.done = status === "passed" || status === "completed";
      if (["not attempted", "unknown", ""].includes(status)) set("core.lesson_status", "incomplete");
      set("core.score.min", 0);
      set("core.score.max", 100);
      const before = api.LMSGetValue("cmi.suspend_data");
      return before ? JSON.parse(before) : null;
    },
    async keep(state, now) {
      set("suspend_data", JSON.stringify(state));
      set("core.lesson_location", state.at);
      if (now.checks) set("core.score.raw", now.score);
      // Whoever passed once stays so, also while they look at it again.
      if (now.complete && !this.done) {
        set("core.lesson_status", now.pass ? (now.score >= now.pass ? "passed" : "failed") : "completed");
        this.done = !now.pass || now.score >= now.pass;
      }
      set("core.exit", this.done ? "" : "suspend");
      if (`${api.LMSCommit("")}` !== "true") throw new Error("LMSCommit");
    },
    async answered(answer) {
      const place = `interactions.${api.LMSGetValue("cmi.interactions._count") || 0}`;
      set(`${place}.id`, answer.id);
      set(`${place}.type`, "choice");
      set(`${place}.student_response`, "abcde"[answer.choice]);
      set(`${place}.result`, answer.correct ? "correct" : "wrong");
      set(`${place}.correct_responses.0.pattern`, "abcde"[answer.right]);
    },
    end() {
      if (over) return;
      over = true;
      set("core.session_time", clock(Date.now() - began));
      api.LMSCommit("");
      api.LMSFinish("");
    },
  };
};
