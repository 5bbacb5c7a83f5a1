using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;

namespace Patchbay.Sockets.Tests.Contract;

/// <summary>The meter Patchbay.Sockets. Alone: the instruments belong to the process.</summary>
[Collection(AloneCollection.Name)]
public sealed class MetricTests
{
    [Theory, Engines(Can.Explain | Can.Connect)]
    public async Task Connections_bytes_and_failures_are_counted_by_engine_and_transport(TestedEngine engine)
    {
        using var metrics = new Recorder(engine);
        await using (var arena = await Arena.OpenAsync(engine))
        {
            var client = arena.Own(await arena.Engine!.ConnectAsync(arena.Listener.EndPoint).Soon());
            var server = await arena.AcceptAsync();
            Assert.Equal(2, metrics.Sum("patchbay.connections.active"));
            await client.Transport.Output.WriteAsync(new byte[1000]);
            await server.Transport.Input.ReadExactlyAsync(1000);
            await client.DisposeAsync().Soon();
            await server.DisposeAsync().Soon();
            var endPoint = (IPEndPoint)arena.Listener.EndPoint;
            await arena.Listener.UnbindAsync();
            await Assert.ThrowsAsync<ConnectException>(() => arena.Engine.ConnectAsync(endPoint).Soon());
        }

        Assert.Equal(0, metrics.Sum("patchbay.connections.active"));
        Assert.Equal(1, metrics.Sum("patchbay.connections.accepted"));
        Assert.Equal(1, metrics.Sum("patchbay.connections.connected"));
        Assert.Equal(1, metrics.Sum("patchbay.connections.failed"));
        Assert.Equal(1000, metrics.Sum("patchbay.io", "receive"));
        Assert.Equal(1000, metrics.Sum("patchbay.io", "transmit"));
        Assert.Equal(2, metrics.Count("patchbay.connection.duration"));
    }

    [Theory, Engines(Can.Explain)]
    public async Task A_listener_that_comes_late_never_sees_a_negative_count(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (early, _) = await arena.PairAsync();
        using var metrics = new Recorder(engine);
        await early.DisposeAsync().Soon();
        Assert.Equal(0, metrics.Sum("patchbay.connections.active"));
        await arena.PairAsync();
        Assert.Equal(1, metrics.Sum("patchbay.connections.active"));
    }

    sealed class Recorder : IDisposable
    {
        readonly MeterListener _listener = new();
        readonly ConcurrentQueue<(string Name, double Value, string? Direction)> _measured = new();

        public Recorder(TestedEngine engine)
        {
            var name = engine switch { TestedEngine.Uring => "uring", TestedEngine.UringPinned => "uring-pinned", _ => "sockets" };
            _listener.InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Patchbay.Sockets")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags, name));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags, name));
            _listener.Start();
        }

        public double Sum(string name, string? direction = null) => _measured.Where(one => one.Name == name && one.Direction == direction).Sum(one => one.Value);

        public int Count(string name) => _measured.Count(one => one.Name == name);

        public void Dispose() => _listener.Dispose();

        void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, string engine)
        {
            var all = tags.ToArray().ToDictionary();
            if (all["patchbay.engine"] is string tag && tag == engine && all["network.transport"] is "tcp")
            {
                _measured.Enqueue((instrument.Name, value, all.GetValueOrDefault("network.io.direction") as string));
            }
        }
    }
}
