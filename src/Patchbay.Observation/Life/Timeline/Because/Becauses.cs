namespace Patchbay.Observation;

/// <summary>
/// Why an event came about: the rules, each of one thing, in the order in which they are asked; the first that knows answers. A rule looks at the scene, never at the clock, and
/// says nothing where it can only guess.
/// </summary>
static class Becauses
{
    static readonly Func<LifeScene, SocketLife, CallEvent, string?>[] OfCalls =
    [
        RefusedConnect.Of, FailedConnect.Of, LentPort.Of, AcceptedConnection.Of, AddressInUse.Of, ResetCall.Of, NotReady.Of, BlockedSend.Of, BlockedReceive.Of, EndOfStream.Of,
        Framing.Of, AbortiveClose.Of,
    ];

    static readonly Func<LifeScene, SocketLife, StateEvent, string?>[] OfStates = [EndedHandshake.Of, HalfClosed.Of, KeptAddresses.Of, CutConnection.Of];

    static readonly Func<LifeScene, SocketLife, SegmentEvent, string?>[] OfSegments = [ResetSegment.Of, RepeatedSegment.Of, ClosedWindow.Of];

    public static string? Of(LifeScene scene, SocketLife? life, LifeEvent one) => (life, one) switch
    {
        (null, ProcessEvent step) => BrokenPipe.Of(scene, step),
        (null, _) => null,
        (_, CallEvent call) => First(OfCalls, scene, life, call),
        (_, StateEvent state) => First(OfStates, scene, life, state),
        (_, SegmentEvent segment) => First(OfSegments, scene, life, segment),
        (_, KernelEvent step) => KernelSteps.Of(scene, life, step),
        (_, GaugeEvent gauge) => ClosedWindow.Of(scene, life, gauge),
        _ => null,
    };

    static string? First<T>(Func<LifeScene, SocketLife, T, string?>[] rules, LifeScene scene, SocketLife life, T one)
    {
        foreach (var rule in rules)
        {
            if (rule(scene, life, one) is { } because)
            {
                return because;
            }
        }

        return null;
    }
}
