namespace Patchbay;

/// <summary>How the page looks, by day and by night.</summary>
static class LifeStyle
{
    public const string Css = """

        :root { --paper: #fbfaf8; --card: #ffffff; --ink: #1d2126; --soft: #5b6570; --line: #d9d6d0; --why: #7a4a00; --wait: #c9701a; --open: #217a4b; --half: #b0342b; --gone: #8a929b; --wire: #2c62b8; --listen: #6a4fb3; }
        @media (prefers-color-scheme: dark) {
          :root { --paper: #14171b; --card: #1c2126; --ink: #e7e9ec; --soft: #9aa5b1; --line: #343b43; --why: #f0bb6b; --wait: #e39a4b; --open: #5cc48d; --half: #f0837a; --gone: #7b858f; --wire: #86b1f2; --listen: #b09cf0; }
        }
        * { box-sizing: border-box; }
        body { margin: 0 auto; padding: 2rem clamp(0.75rem, 3vw, 2.5rem); max-width: 88rem; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
        h1 { font-size: 1.45rem; line-height: 1.25; margin: 0 0 0.25rem; overflow-wrap: anywhere; }
        h2 { font-size: 1rem; margin: 0; padding: 0.9rem 1.2rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
        h2 span, .facts, time { color: var(--soft); font-weight: 400; }
        .facts { margin: 0 0 1.25rem; }
        .unseen { margin: 0.4rem 0; padding-left: 0.8rem; border-left: 3px solid var(--line); color: var(--soft); }
        details { margin: 0.8rem 0; }
        summary { cursor: pointer; color: var(--soft); }
        section { margin: 1.25rem 0; background: var(--card); border: 1px solid var(--line); border-radius: 10px; overflow-x: auto; }
        .legend { display: flex; flex-wrap: wrap; gap: 0.3rem 1.4rem; margin: 1.2rem 0 0; padding: 0; list-style: none; color: var(--soft); font-size: 0.87rem; }
        .legend i { display: inline-block; width: 1.5rem; height: 0.3rem; margin-right: 0.45rem; border-radius: 2px; vertical-align: middle; }
        svg { display: block; min-width: 60rem; width: 100%; height: auto; font: 13px system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
        svg text { fill: var(--ink); }
        svg .time { fill: var(--soft); font-size: 11.5px; font-variant-numeric: tabular-nums; }
        svg .why { fill: var(--why); }
        svg .soft { fill: var(--soft); }
        svg .gap { stroke: var(--line); stroke-dasharray: 2 5; }
        svg .row { stroke: var(--line); stroke-width: 0.6; opacity: 0.55; }
        svg .life { stroke-width: 3; stroke-linecap: butt; }
        svg .bar { fill: var(--wait); opacity: 0.32; }
        svg .arrow { stroke: var(--wire); stroke-width: 1.5; fill: none; }
        svg .head { fill: var(--wire); }
        svg .label { fill: var(--wire); font-size: 12px; paint-order: stroke; stroke: var(--card); stroke-width: 4px; }
        svg .cut .arrow, svg .cut.arrow { stroke: var(--half); }
        svg .cut .head { fill: var(--half); }
        svg .cut .label { fill: var(--half); }
        svg .dot { stroke: var(--card); stroke-width: 1.5; }
        svg .pill { fill: var(--card); stroke-width: 1.4; }
        svg .state { font-size: 10.5px; font-weight: 600; letter-spacing: 0.02em; }
        .none { stroke: var(--gone); fill: var(--gone); background: var(--gone); }
        .listen { stroke: var(--listen); fill: var(--listen); background: var(--listen); }
        .wait { stroke: var(--wait); fill: var(--wait); background: var(--wait); }
        .open { stroke: var(--open); fill: var(--open); background: var(--open); }
        .half { stroke: var(--half); fill: var(--half); background: var(--half); }
        svg text.none, svg text.listen, svg text.wait, svg text.open, svg text.half { stroke: none; }
        svg text.none { fill: var(--soft); } svg text.listen { fill: var(--listen); } svg text.wait { fill: var(--wait); } svg text.open { fill: var(--open); } svg text.half { fill: var(--half); }
        .legend .bar { background: var(--wait); opacity: 0.4; height: 0.7rem; }
        .legend .wire { background: var(--wire); }
        @media print { :root { --paper: #fff; --card: #fff; } section { break-inside: avoid-page; } }

        """;

    public const string Legend = """
        <ul class="legend">
        <li><i class="none"></i>no connection</li><li><i class="listen"></i>listens</li><li><i class="wait"></i>handshake</li><li><i class="open"></i>established</li><li><i class="half"></i>closing</li>
        <li><i class="bar"></i>blocked in a call</li><li><i class="wire"></i>bytes or segments</li>
        </ul>

        """;
}
