// Times that the server could write in UTC alone, since it does not know its reader: in the reader's own zone.
const FORM = {
  year: "numeric",
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZoneName: "short",
};

for (const time of document.querySelectorAll("time[data-local]")) {
  time.title = time.textContent;
  time.textContent = new Intl.DateTimeFormat(document.documentElement.lang || undefined, FORM).format(
    new Date(time.dateTime),
  );
}
