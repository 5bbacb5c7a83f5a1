using Patchbay.Services.Game.Transport;

namespace Patchbay.Services.Tests.Game;

/// <summary>Keeps what is sent.</summary>
readonly struct CapturingSink(List<byte[]> sent) : IDatagramSink
{
    public void Send(scoped ReadOnlySpan<byte> to, scoped ReadOnlySpan<byte> datagram) => sent.Add(datagram.ToArray());
}
