// What makes pages smoother; every page works without it. Written for the floor: no syntax newer than ES2018.
(function () {
  "use strict";

  // A form goes out once, however often its button is pressed; a page that comes back is ready again.
  var AGAIN = 3000;
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post") return;
    if (form.hasAttribute("data-sent")) {
      event.preventDefault();
      return;
    }
    form.setAttribute("data-sent", "");
    setTimeout(function () { form.removeAttribute("data-sent"); }, AGAIN);
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { form.removeAttribute("data-sent"); });
  });

  // J and K walk through a queue, unless somebody is typing.
  document.addEventListener("keydown", function (event) {
    var step = { j: 1, k: -1 }[event.key];
    var links = Array.from(document.querySelectorAll(".queue > li a.queue__link"));
    if (!step || !links.length || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) return;
    var next = links[links.indexOf(document.activeElement) + step] || links[step > 0 ? 0 : links.length - 1];
    next.focus();
  });

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) window.print();
  });

  document.addEventListener("DOMContentLoaded", function () {
    var summary = document.querySelector(".summary[role=alert]");
    if (summary && !summary.closest(".sample")) summary.focus();
    document.querySelectorAll("[data-print][hidden]").forEach(function (button) { button.hidden = false; });
  });
})();
