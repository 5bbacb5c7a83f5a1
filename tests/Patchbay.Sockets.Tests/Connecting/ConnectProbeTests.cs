using System.Net;
using System.Net.Sockets;

namespace Patchbay.Sockets.Tests;

public sealed class ConnectProbeTests : IDisposable
{
    readonly List<Socket> _held = [];

    public void Dispose() => _held.ForEach(socket => socket.Dispose());

    [Fact]
    public async Task An_open_port_is_open_and_both_phases_are_timed()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        var options = new ConnectOptions { Resolve = (_, family, _) => Task.FromResult<IPAddress[]>(family == AddressFamily.InterNetwork ? [IPAddress.Loopback] : []) };

        var result = await ConnectProbe.RunAsync(new DnsEndPoint("db", port), options);

        Assert.Equal(ConnectOutcome.Open, result.Outcome);
        Assert.Null(result.Failure);
        Assert.NotNull(result.Resolved);
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, port), result.Winner?.EndPoint);
        Assert.True(result.Winner!.Elapsed > TimeSpan.Zero);
        Assert.True(result.Elapsed >= result.Winner.Elapsed);
    }

    [Fact]
    public async Task The_probe_closes_what_it_opened()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();

        await ConnectProbe.RunAsync(listener.LocalEndPoint!);

        using var accepted = await listener.AcceptAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(0, await accepted.ReceiveAsync(new byte[1]).WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task A_closed_port_is_refused_in_words()
    {
        var port = FreePort();

        var result = await ConnectProbe.RunAsync(new IPEndPoint(IPAddress.Loopback, port));

        Assert.Equal(ConnectOutcome.Refused, result.Outcome);
        Assert.StartsWith($"127.0.0.1:{port} refused the connection after ", result.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal($"The machine answered, but nothing listens on {port}.", result.Failure.Hint);
        Assert.Null(result.Resolved);
    }

    [Fact]
    public async Task Every_address_of_a_name_that_was_tried_is_told()
    {
        var port = FreePort();
        var options = new ConnectOptions { Resolve = (_, family, _) => Task.FromResult<IPAddress[]>(family == AddressFamily.InterNetwork ? [IPAddress.Loopback, IPAddress.Parse("127.0.0.2")] : []) };

        var result = await ConnectProbe.RunAsync(new DnsEndPoint("db", port), options);

        Assert.Equal([new IPEndPoint(IPAddress.Loopback, port), new IPEndPoint(IPAddress.Parse("127.0.0.2"), port)], result.Attempts.Select(attempt => attempt.EndPoint));
        Assert.All(result.Attempts, attempt => Assert.Equal(ConnectOutcome.Refused, attempt.Outcome));
        Assert.StartsWith($"db:{port} refused the connection after ", result.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_without_an_address_is_a_result_too()
    {
        var options = new ConnectOptions { Resolve = (_, _, _) => Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound)) };

        var result = await ConnectProbe.RunAsync(new DnsEndPoint("nosuch", 1), options);

        Assert.Equal(ConnectOutcome.NameNotResolved, result.Outcome);
        Assert.Empty(result.Attempts);
    }

    [Fact]
    public async Task Unix_sockets_are_open_refused_or_not_there()
    {
        var directory = Directory.CreateTempSubdirectory("patchbay");
        try
        {
            var path = Path.Combine(directory.FullName, "s");
            var target = new UnixDomainSocketEndPoint(path);
            var missing = await ConnectProbe.RunAsync(target);
            using (var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
            {
                listener.Bind(target);
                var bound = await ConnectProbe.RunAsync(target);
                listener.Listen();
                var open = await ConnectProbe.RunAsync(target);

                Assert.Equal(ConnectOutcome.Refused, bound.Outcome);
                Assert.Equal("The socket file is there, but no process listens on it.", bound.Failure!.Hint);
                Assert.Equal(ConnectOutcome.Open, open.Outcome);
            }

            Assert.Equal(ConnectOutcome.Refused, missing.Outcome);
            Assert.Equal($"unix:{path} does not exist", missing.Failure!.Message);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_probe_that_is_cancelled_says_so_by_its_token()
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ConnectProbe.RunAsync(new IPEndPoint(IPAddress.Loopback, 1), cancellationToken: cancel.Token));
    }

    /// <summary>Bound and not listening: nobody else is lent it, and connecting to it is refused.</summary>
    int FreePort()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        _held.Add(socket);
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
