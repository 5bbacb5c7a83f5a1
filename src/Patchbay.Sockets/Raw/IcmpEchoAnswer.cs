namespace Patchbay.Sockets;

/// <summary>What came back for an echo request.</summary>
/// <param name="Outcome">Which kind of answer.</param>
/// <param name="Sequence">The request's number.</param>
/// <param name="Elapsed">From request to answer.</param>
public readonly record struct IcmpEchoAnswer(IcmpEchoOutcome Outcome, ushort Sequence, TimeSpan Elapsed)
{
    /// <summary>The error; its reporter is not in the message: it is who sent it. Null for a reply.</summary>
    public IcmpError? Error { get; init; }
}
