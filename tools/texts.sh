#!/bin/sh
# SPDX-FileCopyrightText: Baken contributors
# SPDX-License-Identifier: EUPL-1.2
# texts.sh ROOT MKTMPL POT [--check] - collects every text that people see, from templates and from C, into POT, and
# merges what is new into po/en.po. With --check nothing is changed: it lists what has no English yet, and fails if any.
set -eu
root=$1 mktmpl=$2 pot=$3 mode=${4:-merge}
cd "$root"
command -v xgettext >/dev/null || { echo "gettext is needed: apt-get install gettext" >&2; exit 2; }

{
  find src -name '*.[ch]' | LC_ALL=C sort | xgettext --files-from=- --language=C --from-code=UTF-8 --no-wrap \
    --keyword --keyword=T:2 --keyword=N_:1 --keyword=X:2 --keyword=tr:2 --keyword=tr_fmt:3 --keyword=req_fail:3 \
    --keyword=req_text:3 --keyword=req_number:3 --output=- | sed -e 's/=CHARSET/=UTF-8/' -e '/^"POT-Creation-Date/d' \
    -e '/^"Report-Msgid-Bugs-To/d'
  echo
  find src -name '*.html' | LC_ALL=C sort | xargs -r "$mktmpl" --texts
} >"$pot.all"
msguniq --no-wrap --add-location=file --sort-output --output-file="$pot" "$pot.all"
rm -f "$pot.all"

msgmerge --quiet --no-fuzzy-matching --no-wrap --add-location=file --sort-output --output-file="$pot.en" po/en.po "$pot"
msgattrib --no-wrap --no-obsolete --sort-output --output-file="$pot.kept" "$pot.en"
rm -f "$pot.en"
if [ "$mode" = --check ]; then
  missing=$(msgattrib --no-wrap --untranslated "$pot.kept"; msgattrib --no-wrap --only-fuzzy "$pot.kept")
  rm -f "$pot.kept"
  [ -n "$missing" ] || { echo "every text has an English translation"; exit 0; }
  printf '%s\n' "$missing" | grep -E '^(#:|msgid)' | grep -v '^msgid ""$' || true
  echo "these texts have no English yet: run \"ninja texts\" and fill them in in po/en.po" >&2
  exit 1
fi
mv "$pot.kept" po/en.po
echo "po/en.po: $(LC_ALL=C msgfmt --statistics -o /dev/null po/en.po 2>&1)"
