namespace Patchbay.Observation;

/// <summary>A whole recording told: its entries in order, and the scene at its end.</summary>
/// <param name="Entries">Those with words, in the order in which things were over.</param>
/// <param name="Scene">The sockets and programs.</param>
public sealed record LifeTimeline(IReadOnlyList<LifeEntry> Entries, LifeScene Scene)
{
    /// <summary>Tells a recording. Pure.</summary>
    /// <param name="events">In the order in which they were recorded.</param>
    public static LifeTimeline Of(IEnumerable<LifeEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        var teller = new LifeTeller();
        List<LifeEntry> entries = [];
        foreach (var one in events)
        {
            entries.AddRange(teller.Add(one).Where(static entry => entry.Words.Length > 0));
        }

        entries.AddRange(teller.Finish().Where(static entry => entry.Words.Length > 0));
        return new LifeTimeline(entries, teller.Scene);
    }

    /// <summary>The connections and lone sockets: the first of both ends is the one that connected, where that is known; the second null where it is not recorded.</summary>
    public IEnumerable<(SocketLife First, SocketLife? Second)> Connections
    {
        get
        {
            foreach (var life in Scene.Lives)
            {
                if (life.Peer is not { } peer)
                {
                    yield return (life, null);
                }
                else if (life.Number < peer.Number)
                {
                    yield return life.IsPassive && !peer.IsPassive ? (peer, life) : (life, peer);
                }
            }
        }
    }
}
