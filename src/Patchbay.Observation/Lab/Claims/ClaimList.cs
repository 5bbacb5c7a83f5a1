namespace Patchbay.Observation;

/// <summary>Every claim, in the order of <c>lab claims</c>.</summary>
public static class ClaimList
{
    /// <summary>All twelve.</summary>
    public static IReadOnlyList<Claim> All { get; } =
    [
        new InterfacesClaim(), new OnePortClaim(), new ConnectionsSocketsClaim(), new TripleClaim(), new PortAtSocketClaim(), new DestinationPortClaim(),
        new EphemeralRangeClaim(), new ErrorFreeClaim(), new AddressAndPortClaim(), new ReceiveFirstClaim(), new AcceptClaim(), new BestEffortClaim(),
    ];
}
