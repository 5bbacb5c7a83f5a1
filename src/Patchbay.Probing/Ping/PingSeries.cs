namespace Patchbay.Probing;

/// <summary>What a host's requests came to. Pure; not thread-safe.</summary>
public sealed class PingSeries
{
    /// <summary>Requests that <see cref="Recent"/> holds.</summary>
    public const int MostRecent = 60;

    readonly Queue<TimeSpan?> _recent = new();

    /// <summary>Requests that were sent.</summary>
    public long Sent { get; private set; }

    /// <summary>Requests that were answered in time, by whatever answer of the host itself.</summary>
    public long Answered { get; private set; }

    /// <summary>Those of them whose answer was that nobody listens.</summary>
    public long Closed { get; private set; }

    /// <summary>Requests whose time passed.</summary>
    public long Lost { get; private set; }

    /// <summary>Those of them that were answered late.</summary>
    public long Late { get; private set; }

    /// <summary>Answers that came more than once.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Requests that an ICMP error ended.</summary>
    public long Errors { get; private set; }

    /// <summary>Requests that our own system did not send.</summary>
    public long NotSent { get; private set; }

    /// <summary>The round trips of answers in time.</summary>
    public RoundTripTimes Times { get; } = new();

    /// <summary>The last decided requests, oldest first: the round trip, or null for one without answer.</summary>
    public IReadOnlyCollection<TimeSpan?> Recent => _recent;

    /// <summary>Requests of which it is known what became of them.</summary>
    public long Decided => Answered + Lost + Errors;

    /// <summary>The share of decided requests without an answer in time, 0 to 1; 0 before the first.</summary>
    public double Loss => Decided == 0 ? 0 : (Lost + Errors) / (double)Decided;

    /// <summary>A request was sent.</summary>
    public void AddSent() => Sent++;

    /// <summary>Something happened to a request.</summary>
    public void Add(PingEvent one)
    {
        ArgumentNullException.ThrowIfNull(one);
        switch (one.Outcome)
        {
            case PingOutcome.Error or PingOutcome.Closed when one.IsLate:
                // What became of it was counted when its time passed.
                break;
            case PingOutcome.Answered or PingOutcome.Closed:
                Answered++;
                Closed += one.Outcome == PingOutcome.Closed ? 1 : 0;
                Times.Add(one.RoundTrip);
                Remember(one.RoundTrip);
                break;
            case PingOutcome.Lost:
                Lost++;
                Remember(null);
                break;
            case PingOutcome.Late:
                Late++;
                break;
            case PingOutcome.Duplicate:
                Duplicates++;
                break;
            case PingOutcome.Error:
                Errors++;
                Remember(null);
                break;
            default:
                Sent--;
                NotSent++;
                Remember(null);
                break;
        }
    }

    void Remember(TimeSpan? roundTrip)
    {
        if (_recent.Count == MostRecent)
        {
            _recent.Dequeue();
        }

        _recent.Enqueue(roundTrip);
    }
}
