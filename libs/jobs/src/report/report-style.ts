/** The page's style sheet: light and dark by the reader's preference, light in print, no fonts or files from elsewhere. */
export const REPORT_STYLE = `
:root{color-scheme:light dark;--page:#f6f7f9;--card:#fff;--ink:#1c2430;--soft:#5c6878;--rule:#dde2e9;--baseline:#3f6ad8;--current:#d9660b;--rose:#b3480a;--fell:#2a57c4;--alarm:#b3261e;--calm:#1d7a46}
@media (prefers-color-scheme:dark){:root{--page:#12161c;--card:#1b2129;--ink:#e6eaf0;--soft:#9aa6b5;--rule:#2d3641;--baseline:#86a8ff;--current:#ff9d4d;--rose:#ffb070;--fell:#9cb8ff;--alarm:#ff8a80;--calm:#6bd39a}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;-webkit-text-size-adjust:100%}
main{max-width:1080px;margin:0 auto;padding:40px 24px 64px}
header .label{font-size:13px;letter-spacing:.08em;text-transform:uppercase;color:var(--soft);margin:0 0 10px}
h1{font-size:clamp(24px,3.6vw,36px);line-height:1.2;margin:0 0 14px;font-weight:680;letter-spacing:-.01em;overflow-wrap:anywhere}
.verdict{display:inline-block;font-weight:650;font-size:13px;padding:3px 11px;border-radius:99px;border:1.5px solid currentColor;margin-right:8px}
.verdict.drift{color:var(--alarm)}.verdict.none{color:var(--calm)}
h2{font-size:20px;margin:44px 0 12px;font-weight:650}
h3{font-size:18px;margin:0;font-weight:650}
h4{font-size:13px;color:var(--soft);font-weight:600;margin:14px 0 6px}
p{margin:8px 0;max-width:76ch}.fine{color:var(--soft);font-size:14px;max-width:none}
code{font:13px/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.facts{display:flex;flex-wrap:wrap;gap:10px 28px;margin:18px 0 0;padding:0;list-style:none;font-size:15px}
.facts b{font-variant-numeric:tabular-nums}.dot{display:inline-block;width:11px;height:11px;border-radius:3px;margin-right:7px}.dot.baseline{background:var(--baseline)}.dot.current{background:var(--current)}
.legend{white-space:nowrap;margin-left:8px}.legend .dot{margin:0 4px 0 8px}
.card{background:var(--card);border:1px solid var(--rule);border-radius:12px;padding:22px 24px;margin:16px 0}
.ranking{list-style:none;margin:0;padding:0}
.ranking li{display:grid;grid-template-columns:minmax(110px,1.3fr) 76px 3fr 82px 120px;gap:14px;align-items:center;padding:5px 0;font-size:15px}
.ranking .followers{grid-column:1/-1;font-size:13px;opacity:.75;padding-left:14px}.ranking .name{font-weight:600;overflow-wrap:anywhere}.ranking .still{opacity:.62}.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.rose{color:var(--rose)}.fell{color:var(--fell)}.direction{font-size:14px;white-space:nowrap}
.bar{position:relative;height:12px;background:color-mix(in srgb,var(--rule) 55%,transparent);border-radius:6px}
.fill{position:absolute;inset:0 auto 0 0;border-radius:6px}.fill.rose{background:var(--current)}.fill.fell{background:var(--baseline)}
.floor{position:absolute;top:-2px;bottom:-2px;width:0;border-left:1.5px dashed var(--soft)}
.plots{display:grid;grid-template-columns:1fr 1fr;gap:18px;margin-top:12px}.plots figure{margin:0}
svg{display:block;width:100%;height:auto;font:11.5px system-ui,sans-serif}
.axis line{stroke:var(--soft);stroke-width:1}.axis .grid{stroke:var(--rule)}.axis text{fill:var(--soft)}
.line{fill:none;stroke-width:2;stroke-linejoin:round}.line.baseline{stroke:var(--baseline)}.line.current{stroke:var(--current)}
.area{opacity:.2}.area.baseline{fill:var(--baseline)}.area.current{fill:var(--current)}
.mark{stroke:var(--soft);stroke-width:1.2;stroke-dasharray:4 3}.distance line{stroke:var(--ink);stroke-width:2}.distance text{fill:var(--ink);font-weight:650;paint-order:stroke;stroke:var(--card);stroke-width:4px}
.strip{display:flex;gap:8px;align-items:center;margin:4px 0;border-left:4px solid var(--rule);padding-left:10px;flex-wrap:wrap}
.strip.baseline{border-color:var(--baseline)}.strip.current{border-color:var(--current)}
.tag{width:62px;font-size:12.5px;color:var(--soft)}.strip figure{margin:0;text-align:center}.strip img{display:block;width:92px;height:92px;object-fit:cover;border-radius:6px;background:var(--rule)}
figcaption{font-size:11.5px;color:var(--soft);font-variant-numeric:tabular-nums}
.words{display:flex;flex-wrap:wrap;gap:8px;padding:0;margin:10px 0;list-style:none}.words li{background:color-mix(in srgb,var(--current) 16%,transparent);border-radius:99px;padding:4px 14px;font-weight:600}
table{width:100%;border-collapse:collapse;font-size:14px}th,td{text-align:left;padding:6px 10px 6px 0;border-bottom:1px solid var(--rule);vertical-align:top;overflow-wrap:anywhere}th{color:var(--soft);font-weight:600}th.number,td.number{text-align:right}
.scroll{overflow-x:auto}summary{cursor:pointer;font-weight:600;margin:12px 0}
footer{margin-top:48px;padding-top:16px;border-top:1px solid var(--rule);color:var(--soft);font-size:13.5px}
@media (max-width:760px){main{padding:24px 14px 48px}.plots{grid-template-columns:1fr}.card{padding:16px}.ranking li{grid-template-columns:1fr auto auto;gap:4px 12px}.ranking .bar{grid-column:1/-1;order:9}.ranking .share{display:none}.strip img{width:72px;height:72px}}
@media print{:root{color-scheme:light;--page:#fff;--card:#fff;--ink:#111;--soft:#555;--rule:#ccc;--baseline:#3f6ad8;--current:#d9660b;--rose:#b3480a;--fell:#2a57c4;--alarm:#b3261e;--calm:#1d7a46}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}body{font-size:11pt}main{max-width:none;padding:0}.card{break-inside:avoid;padding:12px 14px}h2,h3,h4{break-after:avoid}.strip img{width:64px;height:64px}summary{list-style:none}details::details-content{content-visibility:visible}}
`;
