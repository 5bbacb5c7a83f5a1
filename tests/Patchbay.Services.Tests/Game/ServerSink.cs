using Patchbay.Services.Game.Transport;

namespace Patchbay.Services.Tests.Game;

/// <summary>Where a server sends: into the link of the client that has the address.</summary>
readonly struct ServerSink(IEnumerable<SimulatedLink> links, long now) : IDatagramSink
{
    public void Send(scoped ReadOnlySpan<byte> to, scoped ReadOnlySpan<byte> datagram)
    {
        foreach (var link in links)
        {
            if (to.SequenceEqual(link.Address) && !link.IsCut)
            {
                link.ToClient.Send(now, to, datagram);
            }
        }
    }
}
