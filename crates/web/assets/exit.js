// The fast way out. Without this file the exit link is a plain link to /x, which does the same more slowly.
(function () {
  'use strict';
  var PRESSES = 3;
  var BETWEEN_MS = 5000;
  var link = document.getElementById('exit');
  var status = document.getElementById('exit-status');
  if (!link || !status) { return; }
  // The words, in the language of the page.
  var words = status.dataset;
  var token = document.querySelector('meta[name="form-token"]');
  var pressed = 0;
  var shiftAlone = false;
  var timer = null;

  function cover() {
    // Hides the page by its root element, so that nothing is painted between here and the next page.
    document.documentElement.classList.add('gone');
    var overlay = document.createElement('div');
    overlay.className = 'gone-cover';
    overlay.setAttribute('role', 'alert');
    overlay.textContent = words.leaving;
    document.body.appendChild(overlay);
  }

  function leave(event) {
    if (event) { event.preventDefault(); }
    cover();
    try {
      // keepalive: the request is finished by the browser after the page has gone. The answer changes the cookie,
      // which keeps the page out of the Back button's memory.
      fetch('/lock', {
        method: 'POST',
        keepalive: true,
        credentials: 'same-origin',
        redirect: 'manual',
        headers: { 'X-Form-Token': token ? token.content : '' }
      }).catch(function () {});
    } catch (ignored) { /* leaving matters more than locking; the lock timer still runs */ }
    // replace: this page's place in the history goes to the target.
    window.location.replace(link.dataset.to);
  }

  function show(text) {
    link.dataset.presses = String(pressed);
    status.textContent = text;
  }

  function reset(text) {
    window.clearTimeout(timer);
    pressed = 0;
    show(text);
  }

  document.addEventListener('keydown', function (event) {
    if (event.key === 'Shift') {
      if (!event.repeat) { shiftAlone = true; }
      return;
    }
    // Any other key: Shift was a modifier, or the person went on typing.
    shiftAlone = false;
    if (pressed) { reset(''); }
  }, true);

  document.addEventListener('keyup', function (event) {
    if (event.key !== 'Shift' || !shiftAlone) { return; }
    shiftAlone = false;
    pressed += 1;
    if (pressed >= PRESSES) { leave(); return; }
    show(PRESSES - pressed === 1 ? words.one : words.two);
    window.clearTimeout(timer);
    timer = window.setTimeout(function () { reset(words.over); }, BETWEEN_MS);
  }, true);

  // Shift and a click (a selection, a new window) is a modifier too.
  document.addEventListener('pointerdown', function () { shiftAlone = false; }, true);

  [link, document.getElementById('exit-skip')].forEach(function (way) {
    if (way) { way.addEventListener('click', leave); }
  });

  // A page that comes back from the browser's memory stays covered, and is asked for anew.
  window.addEventListener('pageshow', function (event) {
    if (!event.persisted) { return; }
    document.documentElement.classList.add('gone');
    window.location.reload();
  });
}());
