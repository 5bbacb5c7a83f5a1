using System.Net;

namespace Patchbay.Probing;

/// <summary>The sums behind a <see cref="TraceHop"/>.</summary>
sealed class HopRecord(int number)
{
    const int MostTimes = 10;
    const int MostResponders = 16;

    readonly List<(IPAddress Address, int Count)> _responders = [];
    readonly Queue<(int Probe, TimeSpan? Time)> _times = [];
    int _sent, _received, _lost, _duplicates, _late;
    long _last, _best = long.MaxValue, _worst;
    double _mean, _squares;

    /// <summary>The answer that ended the way here.</summary>
    public TraceReply? End { get; private set; }

    public bool HasAnswered => _received > 0;

    /// <summary>Who answered first; they decide what a loop is.</summary>
    public IPAddress? First => _responders.Count == 0 ? null : _responders[0].Address;

    public void Sent() => _sent++;

    public void Lost(int probe)
    {
        _lost++;
        AddTime(probe, null);
    }

    public void Duplicate() => _duplicates++;

    /// <param name="probe">Which probe.</param>
    /// <param name="reply">The answer.</param>
    /// <param name="elapsed">In microseconds.</param>
    /// <param name="wasLost">It was counted as lost before.</param>
    public void Answered(int probe, in TraceReply reply, long elapsed, bool wasLost)
    {
        _received++;
        if (wasLost)
        {
            _lost--;
            _late++;
        }

        (_last, _best, _worst) = (elapsed, Math.Min(_best, elapsed), Math.Max(_worst, elapsed));

        // Welford's method: exact enough for any number of answers.
        var off = elapsed - _mean;
        _mean += off / _received;
        _squares += off * (elapsed - _mean);
        AddTime(probe, Span(elapsed));
        if (reply.From is { } from)
        {
            var at = _responders.FindIndex(responder => responder.Address.Equals(from));
            if (at >= 0)
            {
                _responders[at] = (from, _responders[at].Count + 1);
            }
            else if (_responders.Count < MostResponders)
            {
                _responders.Add((from, 1));
            }
        }

        if (reply.Kind != TraceReplyKind.Hop)
        {
            End = reply;
        }
    }

    public TraceHop Snapshot() => new(number)
    {
        Responders = [.. _responders.OrderByDescending(static responder => responder.Count).Select(static responder => new TraceResponder(responder.Address, responder.Count))],
        Sent = _sent,
        Received = _received,
        Lost = _lost,
        Duplicates = _duplicates,
        Late = _late,
        Times = [.. _times.OrderBy(static time => time.Probe).Select(static time => time.Time)],
        Last = _received == 0 ? null : Span(_last),
        Best = _received == 0 ? null : Span(_best),
        Average = _received == 0 ? null : Span(_mean),
        Worst = _received == 0 ? null : Span(_worst),
        Deviation = _received == 0 ? null : Span(Math.Sqrt(_squares / _received)),
        End = End,
    };

    void AddTime(int probe, TimeSpan? time)
    {
        // A late answer takes the place of the loss.
        for (var i = _times.Count; i > 0; i--)
        {
            var entry = _times.Dequeue();
            if (entry.Probe != probe)
            {
                _times.Enqueue(entry);
            }
        }

        _times.Enqueue((probe, time));
        if (_times.Count > MostTimes)
        {
            _times.Dequeue();
        }
    }

    static TimeSpan Span(double microseconds) => TimeSpan.FromTicks((long)(microseconds * TimeSpan.TicksPerMicrosecond));
}
