// Cards drawn by Microsoft's own renderer, with the sizes and colours of Teams.
// Source of the numbers: microsoft/AdaptiveCards, samples/HostConfig/microsoft-teams-light.json and -dark.json.

(() => {
  const FONT = "'Segoe UI', Tahoma, Geneva, Verdana, sans-serif";
  const SIZES = { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 };
  const WEIGHTS = { lighter: 200, default: 400, bolder: 600 };
  const INK = {
    light: ["#252424", "#bf252424", "#6264a7", "#92c353", "#f8d22a", "#c4314b"],
    dark: ["#ffffff", "#bfffffff", "#a6a7dc", "#92c353", "#f8d22a", "#d74654"],
    onColour: ["#252424", "#bf252424", "#6264a7", "#92c353", "#f8d22a", "#c4314b"],
  };
  const BEHIND = {
    light: { default: "#ffffff", emphasis: "#f9f8f7" },
    dark: { default: "#2d2c2c", emphasis: "#292828" },
    onColour: { accent: "#c7def9", good: "#ccffcc", attention: "#ffc5b2", warning: "#ffe2b2" },
  };

  function colours([ink, subtle, accent, good, warning, attention]) {
    const one = (value) => ({ default: value, subtle: value });
    return {
      default: { default: ink, subtle },
      dark: one("#252424"),
      light: one("#ffffff"),
      accent: one(accent),
      good: one(good),
      warning: one(warning),
      attention: one(attention),
    };
  }

  function styles(look) {
    const made = {};
    for (const [of, inks] of [
      [look, INK[look]],
      ["onColour", INK.onColour],
    ]) {
      for (const [style, backgroundColor] of Object.entries(BEHIND[of])) {
        made[style] = { backgroundColor, foregroundColors: colours(inks) };
      }
    }
    return made;
  }

  function hostConfig(look) {
    return new AdaptiveCards.HostConfig({
      choiceSetInputValueSeparator: ",",
      supportsInteractivity: true,
      spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
      separator: { lineThickness: 1, lineColor: "#eeeeee" },
      imageSizes: { small: 32, medium: 52, large: 100 },
      fontTypes: {
        default: { fontFamily: FONT, fontSizes: SIZES, fontWeights: WEIGHTS },
        monospace: { fontFamily: "'Courier New', Courier, monospace", fontSizes: SIZES, fontWeights: WEIGHTS },
      },
      containerStyles: styles(look),
      actions: {
        maxActions: 6,
        spacing: "default",
        buttonSpacing: 8,
        showCard: { actionMode: "inline", inlineTopMargin: 16, style: "emphasis" },
        actionsOrientation: "horizontal",
        actionAlignment: "left",
      },
      adaptiveCard: { allowCustomStyle: false },
      imageSet: { imageSize: "medium", maxImageHeight: 100 },
      factSet: { title: { weight: "bolder", wrap: true }, value: { wrap: true }, spacing: 16 },
    });
  }

  // Words of people stand in text runs, which know no markup; labels of fields are shown as they are.
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    const plain = document.createElement("span");
    plain.textContent = text;
    result.outputHtml = plain.innerHTML;
    result.didProcess = true;
  };

  // Elements that Teams added to the schema, in the plainest form that shows where they stand.
  function added(type, fill) {
    const name = new AdaptiveCards.StringProperty(AdaptiveCards.Versions.v1_0, "text");
    const value = new AdaptiveCards.NumProperty(AdaptiveCards.Versions.v1_0, "value");
    class Added extends AdaptiveCards.CardElement {
      getJsonTypeName() {
        return type;
      }
      internalRender() {
        const drawn = document.createElement("div");
        fill(drawn, this.getValue(name) || "", this.getValue(value) || 0);
        return drawn;
      }
      populateSchema(schema) {
        super.populateSchema(schema);
        schema.add(name, value);
      }
    }
    AdaptiveCards.GlobalRegistry.defaultElements.register(type, Added, AdaptiveCards.Versions.v1_0);
  }

  added("Badge", (drawn, text) => {
    drawn.className = "teams-badge";
    drawn.textContent = text;
  });
  added("ProgressBar", (drawn, _, value) => {
    const filled = document.createElement("div");
    drawn.className = "teams-bar";
    filled.style.width = `${value}%`;
    drawn.append(filled);
  });

  // Everything that the renderer says against a card, and the card as it is drawn.
  function draw(made, look) {
    const card = new AdaptiveCards.AdaptiveCard();
    const context = new AdaptiveCards.SerializationContext();
    card.hostConfig = hostConfig(look);
    card.parse(made, context);
    const checked = card.validateProperties();
    const faults = [];
    for (let at = 0; at < context.eventCount; at++) faults.push(context.getEventAt(at).message);
    for (const event of checked.validationEvents) faults.push(event.message);
    const drawn = card.render();
    if (!drawn) faults.push("Nothing was drawn.");
    return { drawn, faults };
  }

  function drawAll() {
    const look = document.documentElement.dataset.look;
    for (const place of document.querySelectorAll(".teams-card")) {
      const { drawn, faults } = draw(JSON.parse(place.querySelector("script").textContent), look);
      const shown = place.querySelector(".teams-drawn");
      shown.replaceChildren(...(drawn ? [drawn] : []));
      place.dataset.drawn = look;
      const complaint = place.querySelector(".unknown");
      complaint.hidden = faults.length === 0;
      complaint.textContent = faults.join(" ");
    }
  }

  document.addEventListener("look", drawAll);
  drawAll();
})();
