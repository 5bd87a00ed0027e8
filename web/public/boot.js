// Language and theme before the first paint, so that the page neither flashes nor turns around. A classic script of its own, since
// the content security policy allows no inline ones.
(function () {
  var root = document.documentElement;
  function kept(key) {
    try { return localStorage.getItem(key); } catch (e) { return null; }
  }
  var asked = new URLSearchParams(location.search).get('lang');
  var language = asked || kept('language') || (/^ur\b/.test(navigator.language) ? 'ur' : 'en');
  root.lang = language === 'ur' ? 'ur' : 'en';
  root.dir = root.lang === 'ur' ? 'rtl' : 'ltr';
  var theme = kept('theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
})();
