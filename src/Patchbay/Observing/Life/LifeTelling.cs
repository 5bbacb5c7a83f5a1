using System.Diagnostics;
using Patchbay.Observation;

namespace Patchbay;

/// <summary>Hands events on: to the recording, and told to the output; and keeps what a page needs. Not thread-safe.</summary>
/// <param name="output">Where they are told.</param>
/// <param name="recorder">Where they are kept; null for nowhere.</param>
/// <param name="keeps">The entries are wanted at the end.</param>
sealed class LifeTelling(ILifeOutput output, LifeRecorder? recorder, bool keeps)
{
    // Events come late by the time that the tracer, a pipe and a busy machine take.
    static readonly TimeSpan Late = TimeSpan.FromMilliseconds(100);

    // Of what is drawn nobody looks at more.
    const int MostKept = 200_000;

    readonly LifeTeller _teller = new();
    readonly List<LifeEntry> _kept = [];

    /// <summary>When the recording began.</summary>
    public long Start { get; set; } = Stopwatch.GetTimestamp();

    /// <summary>What was told, for a page.</summary>
    public LifeTimeline Timeline => new(_kept, _teller.Scene);

    public void Add(IReadOnlyList<LifeEvent> events)
    {
        foreach (var one in events)
        {
            recorder?.Add(one);
            Tell(_teller.Add(one));
        }
    }

    /// <summary>Tells what has waited long enough.</summary>
    public void Tick() => Tell(_teller.Advance(Stopwatch.GetElapsedTime(Start) - Late));

    public void Finish(TraceEnd? end)
    {
        Tell(_teller.Finish());
        output.Finish(end);
    }

    void Tell(IReadOnlyList<LifeEntry> entries)
    {
        if (entries.Count == 0)
        {
            return;
        }

        if (keeps && _kept.Count < MostKept)
        {
            _kept.AddRange(entries.Where(static entry => entry.Words.Length > 0));
        }

        output.Tell(entries, _teller.Scene);
    }
}
