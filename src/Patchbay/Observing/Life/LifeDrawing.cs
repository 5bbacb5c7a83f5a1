using System.Globalization;
using System.Text;
using Patchbay.Observation;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>
/// A connection as a sequence diagram in SVG: a lifeline an end, coloured by its state; what each program did beside its own; bars for the time blocked; arrows for segments, or where
/// none were seen for the bytes of calls. Rows are evenly spaced, as the times of a life span six orders of magnitude: the figures at the left tell them. Pure.
/// </summary>
sealed class LifeDrawing
{
    const int Width = 1240;
    const int Margin = 22;
    const int LineHeight = 17;
    const int RowPadding = 9;
    const int TimeRight = 84;
    const int PillWidth = 96;
    const int PillChars = 16;

    // A row is a thing a reader reads: of thousands the first and the last are drawn.
    const int MostRows = 400;

    // Between rows further apart in time than this stands how far.
    static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(20);

    readonly LifeScene _scene;
    readonly SocketLife _left;
    readonly SocketLife? _right;
    readonly List<LifeRow> _rows = [];
    readonly int _leftLine, _rightLine, _chars;
    readonly int _undrawn;
    int _height;

    public LifeDrawing(LifeScene scene, SocketLife left, SocketLife? right, IReadOnlyList<LifeEntry> entries)
    {
        (_scene, _left, _right) = (scene, left, right);
        (_leftLine, _rightLine) = right is null ? (TimeRight + 46, 0) : (530, 760);
        _chars = right is null ? 150 : 55;
        _undrawn = Math.Max(0, entries.Count - MostRows);
        IEnumerable<LifeEntry> drawn = _undrawn == 0 ? entries : entries.Take(MostRows / 2).Concat(entries.TakeLast(MostRows / 2));
        LayOut([.. drawn]);
    }

    public string Draw()
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {_height}\" role=\"img\" aria-label=\"sequence diagram\">\n");
        DrawHeads(svg);
        DrawGaps(svg);
        DrawLifeline(svg, _left, _leftLine);
        if (_right is not null)
        {
            DrawLifeline(svg, _right, _rightLine);
        }

        DrawBars(svg);
        foreach (var arrow in LifeArrows.Of(_rows, _left, _right))
        {
            DrawArrow(svg, arrow);
        }

        foreach (var row in _rows)
        {
            DrawRow(svg, row);
        }

        return svg.Append("</svg>\n").ToString();
    }

    void LayOut(List<LifeEntry> entries)
    {
        var y = _right is null ? 30 : 58;
        var last = entries.Count > 0 ? entries[0].At : default;
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            // A state has its pill, and a segment its arrow.
            var isDrawn = entry.Track == LifeTrack.State || (entry.Event is SegmentEvent && _right is not null);
            var words = isDrawn ? [] : LadderText.Lines(LifeNames.Track(entry.Track) + entry.Words, _chars);
            var why = entry.Because is { } because ? LadderText.Lines(because, entry.Track == LifeTrack.State ? _chars - PillChars : _chars) : [];
            var gap = i > 0 && entry.At - last >= Gap ? entry.At - last : (TimeSpan?)null;
            y += gap is null ? 0 : 22;
            // Marks are drawn at the first line; a row has at least the height of a state's pill.
            _rows.Add(new LifeRow(entry, y, words, why, gap, _right is not null && entry.Socket == _right.Number));
            y += (Math.Max(1, words.Count + why.Count) * LineHeight) + RowPadding + (_undrawn > 0 && i == (MostRows / 2) - 1 ? 26 : 0);
            last = entry.At;
        }

        _height = y + 12;
    }

    void DrawHeads(StringBuilder svg)
    {
        if (_right is null)
        {
            return;
        }

        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{_leftLine - Margin}\" y=\"26\" text-anchor=\"end\" font-weight=\"600\">{LifePage.Text(LifeNames.Program(_scene, _left))}</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{_leftLine}\" y=\"26\" text-anchor=\"middle\" class=\"soft\">#{_left.Number}</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{_rightLine}\" y=\"26\" text-anchor=\"middle\" class=\"soft\">#{_right.Number}</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{_rightLine + Margin}\" y=\"26\" font-weight=\"600\">{LifePage.Text(LifeNames.Program(_scene, _right))}</text>\n");
    }

    void DrawGaps(StringBuilder svg)
    {
        foreach (var row in _rows)
        {
            if (row.Gap is { } gap)
            {
                svg.Append(CultureInfo.InvariantCulture, $"<line class=\"gap\" x1=\"{TimeRight + 12}\" x2=\"{Width - 14}\" y1=\"{row.Y - 25}\" y2=\"{row.Y - 25}\"/>");
                svg.Append(CultureInfo.InvariantCulture, $"<text class=\"time\" x=\"{TimeRight}\" y=\"{row.Y - 21}\" text-anchor=\"end\">{LifePage.Text(Duration.Format(gap))}</text>\n");
            }
        }

        if (_undrawn > 0 && _rows.Count > MostRows / 2)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"soft\" x=\"{Width / 2}\" y=\"{_rows[MostRows / 2].Y - 22}\" text-anchor=\"middle\">{_undrawn} events are in the recording and not drawn</text>\n");
        }
    }

    void DrawLifeline(StringBuilder svg, SocketLife life, int x)
    {
        var top = _rows.Count > 0 ? _rows[0].Y - 14 : 0;
        var kind = "none";
        foreach (var row in _rows.Where(row => row.Entry.Socket == life.Number && row.Entry.Event is StateEvent))
        {
            var state = ((StateEvent)row.Entry.Event).To;
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"life {kind}\" x1=\"{x}\" x2=\"{x}\" y1=\"{top}\" y2=\"{row.Y - 4}\"/>\n");
            (top, kind) = (row.Y - 4, KindOf(state));
        }

        svg.Append(CultureInfo.InvariantCulture, $"<line class=\"life {kind}\" x1=\"{x}\" x2=\"{x}\" y1=\"{top}\" y2=\"{_height - 10}\"/>\n");
    }

    void DrawBars(StringBuilder svg)
    {
        foreach (var row in _rows)
        {
            if (row.Entry is { Event: CallEvent } entry && entry.Took >= TimeSpan.FromMilliseconds(1))
            {
                var top = YAt(entry.At - entry.Took, row);
                var x = row.IsRight ? _rightLine : _leftLine;
                svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"bar\" x=\"{x - 6}\" width=\"12\" y=\"{top}\" height=\"{Math.Max(6, row.Y - 4 - top)}\" rx=\"3\"><title>{LifePage.Text($"blocked {Duration.Format(entry.Took)}")}</title></rect>\n");
            }
        }
    }

    // Where a moment lies between the rows.
    int YAt(TimeSpan at, LifeRow end)
    {
        var before = _rows.LastOrDefault(row => row.Entry.At <= at);
        var after = _rows.Find(row => row.Entry.At > at);
        if (before is null || after is null)
        {
            return before is null ? _rows[0].Y - 14 : end.Y - 10;
        }

        var part = (at - before.Entry.At) / (after.Entry.At - before.Entry.At);
        return (int)(before.Y - 4 + (part * (after.Y - before.Y)));
    }

    void DrawArrow(StringBuilder svg, LifeArrow arrow)
    {
        var (from, to) = arrow.ToRight ? (_leftLine + 5, _rightLine - 5) : (_rightLine - 5, _leftLine + 5);
        var tip = arrow.ToRight ? -8 : 8;
        var (y1, y2) = (arrow.From - 4, arrow.To - 4);
        svg.Append(CultureInfo.InvariantCulture, $"<g{(arrow.IsCut ? " class=\"cut\"" : "")}><line class=\"arrow\" x1=\"{from}\" y1=\"{y1}\" x2=\"{to + tip}\" y2=\"{y2}\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"head\" d=\"M{to},{y2} l{tip},-4.5 v9 z\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"label\" x=\"{(_leftLine + _rightLine) / 2}\" y=\"{((y1 + y2) / 2) - 5}\" text-anchor=\"middle\">{LifePage.Text(arrow.Label)}</text></g>\n");
    }

    void DrawRow(StringBuilder svg, LifeRow row)
    {
        var x = row.IsRight ? _rightLine : _leftLine;
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"time\" x=\"{TimeRight}\" y=\"{row.Y}\" text-anchor=\"end\">{LifeNames.Moment(row.Entry.At)}</text>");
        var isLeftward = _right is not null && !row.IsRight;
        var (textX, anchor) = isLeftward ? (x - Margin, " text-anchor=\"end\"") : (x + Margin, "");
        var y = row.Y;
        if (row.Entry.Event is StateEvent state)
        {
            DrawState(svg, row, state.To, x, isLeftward);
            y += LineHeight;
        }
        else
        {
            svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"dot {Dot(row.Entry)}\" cx=\"{x}\" cy=\"{row.Y - 4}\" r=\"4.5\"/>");
        }

        foreach (var line in row.Words)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{textX}\" y=\"{y}\"{anchor}{(row.Entry.Track is LifeTrack.Buffer or LifeTrack.Segment ? " class=\"soft\"" : "")}>{LifePage.Text(line)}</text>");
            y += LineHeight;
        }

        // Beside a pill there is room for the first line.
        y -= row.Entry.Event is StateEvent && row.Why.Count > 0 ? LineHeight : 0;
        var shift = row.Entry.Event is StateEvent ? (isLeftward ? -PillWidth : PillWidth) : 0;
        foreach (var line in row.Why)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"why\" x=\"{textX + shift}\" y=\"{y}\"{anchor}>{LifePage.Text(line)}</text>");
            y += LineHeight;
        }

        svg.Append('\n');
    }


    static void DrawState(StringBuilder svg, LifeRow row, TcpState state, int x, bool isLeftward)
    {
        var left = isLeftward ? x - 12 - PillWidth : x + 12;
        var kind = KindOf(state);
        svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"dot {kind}\" cx=\"{x}\" cy=\"{row.Y - 4}\" r=\"5\"/><rect class=\"pill {kind}\" style=\"fill:var(--card)\" x=\"{left}\" y=\"{row.Y - 14}\" width=\"{PillWidth}\" height=\"19\" rx=\"9.5\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"state {kind}\" x=\"{left + (PillWidth / 2)}\" y=\"{row.Y - 1}\" text-anchor=\"middle\">{LifeStates.Name(state)}</text>");
    }

    static string Dot(LifeEntry entry) => entry.Event switch
    {
        CallEvent { Errno: not 0 } => "half",
        CallEvent { Took.TotalMilliseconds: >= 1 } => "wait",
        CallEvent => "open",
        NoteEvent => "listen",
        _ => "none",
    };

    static string KindOf(TcpState state) => state switch
    {
        TcpState.Listen => "listen",
        TcpState.SynSent or TcpState.SynReceived => "wait",
        TcpState.Established => "open",
        TcpState.Closed or TcpState.Unknown => "none",
        _ => "half",
    };
}
