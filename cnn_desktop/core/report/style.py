"""How the report looks: light or dark as the reader's system is, and light on paper. No outside font or picture."""

from __future__ import annotations

from typing import Final

# The colours are the window's tokens (`gui/theme`), light and dark.
STYLE: Final = """
:root{color-scheme:light dark;--ground:#f4f5f7;--card:#fff;--line:#dde1e7;--text:#1b1f27;--muted:#5a6372;
--training:#0072b2;--validation:#c47600;--right:0,114,178;--wrong:196,51,31}
@media (prefers-color-scheme:dark){:root{--ground:#16181d;--card:#1e2128;--line:#343a46;--text:#e8eaed;--muted:#9aa3b2;
--training:#56a8e8;--validation:#f0a93a;--right:86,168,232;--wrong:240,117,101}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);font:15px/1.5 Inter,system-ui,"Segoe UI",Roboto,sans-serif;
font-variant-numeric:tabular-nums}
main{max-width:1040px;margin:0 auto;padding:32px 24px 48px}
h1{font-size:26px;line-height:1.25;margin:0 0 4px;overflow-wrap:anywhere}h2{font-size:18px;margin:0 0 12px}
h3{font-size:15px;margin:4px 0 8px}p{margin:0 0 12px;max-width:75ch;overflow-wrap:anywhere}
.muted,small{color:var(--muted)}small{font-size:12px}
section{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:20px 24px;margin-top:16px}
.verdict{display:flex;gap:16px 32px;align-items:center;flex-wrap:wrap}.verdict p{flex:1 1 320px;margin:0}
.figure{font-size:44px;font-weight:600;line-height:1.1;white-space:nowrap}
.wide{overflow-x:auto}table{border-collapse:collapse;font-size:14px}
th,td{padding:5px 12px;text-align:right;border-bottom:1px solid var(--line);font-weight:400;vertical-align:top}
th[scope=row],thead th:first-child{text-align:left;padding-left:0}thead th{color:var(--muted);vertical-align:bottom}
tr:last-child>*{border-bottom:0}
.facts td{text-align:left;overflow-wrap:anywhere}.facts th[scope=row]{color:var(--muted);white-space:nowrap}
.matrix td{text-align:center;min-width:44px;border:1px solid var(--line)}.matrix thead th{text-align:center}
.matrix thead th:first-child{text-align:left}.matrix.many thead th+th{writing-mode:vertical-rl;transform:rotate(180deg);
text-align:left;padding:12px 5px}.matrix th{border-bottom:0}
svg{display:block;width:100%;height:auto}svg text{font-size:11px;fill:var(--text)}svg .muted{fill:var(--muted)}
svg .end{text-anchor:end}svg .middle{text-anchor:middle}.grid{stroke:var(--line)}
polyline,.training,.validation{fill:none;stroke-width:2}.training{stroke:var(--training)}
.validation{stroke:var(--validation);stroke-dasharray:6 3}circle.training{fill:var(--training)}
circle.validation{fill:var(--validation);stroke-dasharray:none}.best{stroke:var(--muted);stroke-dasharray:2 3}
.whisker{stroke:var(--training);stroke-width:1.5}.bin{fill:var(--training);fill-opacity:.8}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(300px,1fr));gap:24px}
.legend{color:var(--muted);font-size:13px}.legend svg{display:inline;width:28px;height:8px}
.narrow{max-width:420px}
.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(144px,1fr));gap:16px}
figure{margin:0;break-inside:avoid}figure img,.gone{width:144px;height:144px;object-fit:contain;
background:var(--ground);border:1px solid var(--line);border-radius:6px;display:block}
.gone{padding:12px;color:var(--muted);font-size:13px}
figcaption{font-size:13px;line-height:1.4;margin-top:4px;overflow-wrap:anywhere}
pre{background:var(--ground);border:1px solid var(--line);border-radius:6px;padding:12px;white-space:pre-wrap;
overflow-wrap:anywhere;font:13px/1.5 ui-monospace,Menlo,Consolas,monospace;margin:0 0 12px}
@media print{:root{--ground:#fff;--card:#fff;--line:#ccc;--text:#000;--muted:#444;--training:#0072b2;
--validation:#c47600;--right:0,114,178;--wrong:196,51,31}body{font-size:10.5pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}
main{max-width:none;padding:0}section{border:0;padding:8px 0;break-inside:auto}h2,h3{break-after:avoid}
svg,tr,.verdict{break-inside:avoid}.wide{overflow:visible}}
@page{margin:16mm}
""" + "".join(
    f".{kind}{level}{{background:rgba(var(--{kind}),{level / 20:g})}}"
    for kind in ("right", "wrong")
    for level in range(1, 11)
)
