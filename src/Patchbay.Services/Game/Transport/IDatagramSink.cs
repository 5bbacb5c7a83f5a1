namespace Patchbay.Services.Game.Transport;

/// <summary>Where datagrams go out.</summary>
interface IDatagramSink
{
    /// <summary>Sends one, or drops it where there is no room: the network may do so too.</summary>
    /// <param name="to">The peer's socket address.</param>
    /// <param name="datagram">Lent for the call.</param>
    void Send(scoped ReadOnlySpan<byte> to, scoped ReadOnlySpan<byte> datagram);
}
