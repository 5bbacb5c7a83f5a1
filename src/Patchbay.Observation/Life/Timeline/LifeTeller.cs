using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>
/// Tells a recording as it grows: events in, entries with words and reasons out. An event is told when everything up to <see cref="Hold"/> after it has been seen, so that what
/// explains it (the peer's call returns a moment later than our own) is known, and so that sources with different delays come in order. Which entries come of a list of events
/// depends on the list alone, not on when it is told. Pure; not thread-safe.
/// </summary>
public sealed class LifeTeller
{
    /// <summary>How long an event waits for what explains it: 100 ms of the recording's time.</summary>
    public static readonly TimeSpan Hold = TimeSpan.FromMilliseconds(100);

    // A burst that does not fit is told early rather than kept without bound.
    const int MostWaiting = 65_536;

    readonly PriorityQueue<LifeEvent, (TimeSpan End, long Order)> _waiting = new();
    readonly Dictionary<int, GaugeEvent> _shownGauges = [];
    TimeSpan _latest;
    long _order;

    /// <summary>What is known so far; up to <see cref="Hold"/> ahead of what was told.</summary>
    public LifeScene Scene { get; } = new();

    /// <summary>Takes an event in; its own <see cref="LifeEvent.At"/> may be somewhat earlier than that of events before it.</summary>
    /// <returns>The entries that can be told now, in the order in which things were over: one for each event that is news, also where it has no words.</returns>
    public IReadOnlyList<LifeEntry> Add(LifeEvent one)
    {
        ArgumentNullException.ThrowIfNull(one);
        // Told before this event is known: else it would depend on chance whether a reason could look ahead to it.
        var told = Advance(EndOf(one));
        Take(one);
        if (one is GaugeEvent { State: { } state, Socket: > 0 } gauge)
        {
            Take(new StateEvent { At = gauge.At, Socket = gauge.Socket, To = state, Source = gauge.Source });
        }

        return _waiting.Count > MostWaiting ? [.. told, .. Drain(TimeSpan.MaxValue)] : told;
    }

    /// <summary>Time passes without events.</summary>
    /// <param name="now">Since the recording began.</param>
    public IReadOnlyList<LifeEntry> Advance(TimeSpan now)
    {
        _latest = now > _latest ? now : _latest;
        return Drain(_latest - Hold);
    }

    /// <summary>The recording is over: what waits is told, and what lasts still.</summary>
    public IReadOnlyList<LifeEntry> Finish() => [.. Drain(TimeSpan.MaxValue), .. Unfinished.Of(Scene, _latest)];

    void Take(LifeEvent one)
    {
        Scene.Take(one);
        _waiting.Enqueue(one, (EndOf(one), _order++));
    }

    List<LifeEntry> Drain(TimeSpan until)
    {
        List<LifeEntry> entries = [];
        while (_waiting.TryPeek(out _, out var key) && key.End <= until)
        {
            var one = _waiting.Dequeue();
            if (one is not StateEvent state)
            {
                entries.Add(Tell(one));
            }
            else if (Scene.Find(one.Socket)?.News(state) is { } news)
            {
                entries.Add(Tell(news));
            }
        }

        return entries;
    }

    LifeEntry Tell(LifeEvent one)
    {
        var life = Scene.Find(one.Socket);
        (LifeTrack Track, string? Words) told = one switch
        {
            CallEvent call => (LifeTrack.Call, CallWords.Of(call)),
            // A socket begins closed: that is no news.
            StateEvent { From: null, To: TcpState.Closed } => (LifeTrack.State, null),
            StateEvent state => (LifeTrack.State, state.From is { } from ? $"{StateNames.Of(from)} → {StateNames.Of(state.To)}" : StateNames.Of(state.To)),
            GaugeEvent gauge => (LifeTrack.Buffer, GaugeWords.Of(gauge, _shownGauges.GetValueOrDefault(gauge.Socket))),
            SegmentEvent segment => (LifeTrack.Segment, SegmentWords.Of(segment, life)),
            // Where segments are seen, theirs is the RST.
            KernelEvent { Step: not KernelStep.Retransmitted } when life?.Segments.Count > 0 => (LifeTrack.Segment, null),
            KernelEvent step => (LifeTrack.Segment, KernelWords.Of(step)),
            NoteEvent note => (LifeTrack.Note, $"{note.Speaker}: {note.Text}"),
            ProcessEvent step => (LifeTrack.Process, ProcessWords.Of(step, Scene.FindProgram(step.ProcessId))),
            UnseenEvent unseen => (LifeTrack.Unseen, $"not seen: {unseen.Reason}"),
            _ => (LifeTrack.Name, null),
        };
        if (one is GaugeEvent { Source: not LifeSource.Notices } shown)
        {
            _shownGauges[shown.Socket] = shown;
        }

        var because = told.Words is null ? null : one is UnseenEvent { Hint: { } hint } ? hint : Becauses.Of(Scene, life, one);
        return new LifeEntry(EndOf(one), one is CallEvent { Took: var took } ? took : default, one.Socket, told.Track, told.Words ?? "", because, one);
    }

    static TimeSpan EndOf(LifeEvent one) => one is CallEvent call ? call.At + call.Took : one.At;
}
