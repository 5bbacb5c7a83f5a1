namespace Patchbay.Sockets;

/// <summary>How a host stopped.</summary>
/// <param name="Drained">Connections that were open when the stop began and ended by themselves.</param>
/// <param name="Cut">Connections that were aborted because time ran out or a second signal came.</param>
/// <param name="Elapsed">How long the stop took.</param>
public sealed record DrainReport(int Drained, int Cut, TimeSpan Elapsed)
{
    /// <summary>Nothing was cut.</summary>
    public bool IsClean => Cut == 0;

    /// <summary>The sum of two hosts that stopped side by side.</summary>
    public DrainReport Plus(DrainReport other) =>
        new(Drained + other.Drained, Cut + other.Cut, Elapsed > other.Elapsed ? Elapsed : other.Elapsed);
}
