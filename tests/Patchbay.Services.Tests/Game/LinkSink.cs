using Patchbay.Services.Game.Transport;

namespace Patchbay.Services.Tests.Game;

/// <summary>Where a client sends: into its link.</summary>
readonly struct LinkSink(SimulatedLink link, long now) : IDatagramSink
{
    public void Send(scoped ReadOnlySpan<byte> to, scoped ReadOnlySpan<byte> datagram)
    {
        link.Sent.Add(datagram.ToArray());
        if (!link.IsCut)
        {
            link.ToServer.Send(now, link.Address, datagram);
        }
    }
}
