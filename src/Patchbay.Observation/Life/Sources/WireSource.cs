using Patchbay.Linux.Packets;

namespace Patchbay.Observation;

/// <summary>TCP segments of every interface. Needs CAP_NET_RAW.</summary>
/// <param name="clock">The recording's.</param>
/// <param name="port">Only of this port; null for all.</param>
sealed class WireSource(LifeClock clock, ushort? port) : IHostSource
{
    readonly SegmentSocket _segments = new(port);
    readonly SegmentReader _reader = new();

    public LifeSource Source => LifeSource.Wire;

    public long Losses => _segments.Losses;

    public void Run(Action<HostSighting> saw)
    {
        while (_segments.Read(out var packet, out var age, out var index))
        {
            if (_reader.Read(packet, index, clock.Now - TimeSpan.FromMicroseconds(age / 1000.0)) is { } segment)
            {
                saw(new HostSighting(segment, segment.Source, segment.Destination));
            }
        }
    }

    public void Stop() => _segments.Stop();

    public void Dispose() => _segments.Dispose();
}
