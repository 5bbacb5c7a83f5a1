using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Patchbay.Sockets.Tests;

public class HappyEyeballsTests
{
    static readonly IPAddress Six = IPAddress.Parse("2001:db8::1");
    static readonly IPAddress Four = IPAddress.Parse("192.0.2.1");
    static readonly DnsEndPoint Target = new("db", 5432);

    readonly ManualTime _time = new();
    readonly ConcurrentDictionary<IPAddress, Attempt> _attempts = [];

    [Fact]
    public async Task A_silent_IPv6_address_loses_to_IPv4_after_250_ms_and_is_cancelled()
    {
        var race = Race([Six], [Four]);
        var six = await Started(Six);
        await _time.UntilSomebodyWaitsAsync(TimeSpan.FromMilliseconds(250));
        _time.Advance(TimeSpan.FromMilliseconds(250));
        var four = await Started(Four);
        var connection = new Connection();
        four.Result.SetResult(connection);

        Assert.Same(connection, await race);
        Assert.False(connection.IsDisposed);
        Assert.True(six.Token.IsCancellationRequested);
    }

    [Fact]
    public async Task A_loser_that_connects_all_the_same_is_disposed()
    {
        var race = Race([Six], [Four]);
        var six = await Started(Six);
        await _time.UntilSomebodyWaitsAsync(TimeSpan.FromMilliseconds(250));
        _time.Advance(TimeSpan.FromMilliseconds(250));
        (await Started(Four)).Result.SetResult(new Connection());
        var winner = await race;
        var late = new Connection();
        six.Result.SetResult(late);

        await late.Disposed.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(winner.IsDisposed);
    }

    [Fact]
    public async Task When_all_fail_the_most_telling_failure_is_told_with_the_name_asked_for()
    {
        var race = Race([Six], [Four]);
        (await Started(Six)).Result.SetException(new SocketException((int)SocketError.NetworkUnreachable));
        (await Started(Four)).Result.SetException(new SocketException((int)SocketError.ConnectionRefused));

        var error = await Assert.ThrowsAsync<ConnectException>(() => race);
        Assert.Equal(ConnectOutcome.Refused, error.Outcome);
        Assert.Equal("db:5432 refused the connection after 0.0 ms", error.Message);
        Assert.Equal("The machine answered, but nothing listens on 5432.", error.Hint);
    }

    [Fact]
    public async Task Silence_ends_with_the_time_allowed()
    {
        var race = Race([Six], []);
        var six = await Started(Six);
        await _time.UntilSomebodyWaitsAsync(TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(10));

        var error = await Assert.ThrowsAsync<ConnectException>(() => race);
        Assert.Equal(ConnectOutcome.TimedOut, error.Outcome);
        Assert.Equal("db:5432 did not answer within 10 s", error.Message);
        Assert.True(six.Token.IsCancellationRequested);
    }

    [Fact]
    public async Task A_name_without_addresses_says_so()
    {
        var error = await Assert.ThrowsAsync<ConnectException>(() => Race(null, null));

        Assert.Equal(ConnectOutcome.NameNotResolved, error.Outcome);
        Assert.Equal("the name of db:5432 has no address", error.Message);
        Assert.Empty(_attempts);
    }

    [Fact]
    public async Task A_name_server_that_never_answers_is_told_apart_from_a_silent_host()
    {
        var options = new ConnectOptions { TimeProvider = _time, Resolve = (_, _, stop) => Task.Delay(Timeout.Infinite, stop).ContinueWith(_ => Array.Empty<IPAddress>(), TaskScheduler.Default) };
        var race = HappyEyeballs.ConnectAsync(Target, Connect, options).AsTask();
        await _time.UntilSomebodyWaitsAsync(TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(10));

        var error = await Assert.ThrowsAsync<ConnectException>(() => race);
        Assert.Equal(ConnectOutcome.NameNotResolved, error.Outcome);
        Assert.Contains("no name server answered within 10 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_ends_the_race_and_its_attempts()
    {
        using var cancel = new CancellationTokenSource();
        var race = Race([Six], [Four], cancel.Token);
        var six = await Started(Six);
        await cancel.CancelAsync();

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => race);
        Assert.Equal(cancel.Token, error.CancellationToken);
        Assert.True(six.Token.IsCancellationRequested);
    }

    [Fact]
    public async Task A_literal_is_tried_without_asking_the_resolver()
    {
        var options = new ConnectOptions { Resolve = (_, _, _) => throw new InvalidOperationException("asked") };

        foreach (var target in new EndPoint[] { new IPEndPoint(Six, 1), new DnsEndPoint("2001:db8::1", 1) })
        {
            var connection = await HappyEyeballs.ConnectAsync(target, (address, _) => ValueTask.FromResult(address), options);
            Assert.Equal(new IPEndPoint(Six, 1), connection);
        }
    }

    [Fact]
    public async Task Only_the_family_asked_for_is_resolved()
    {
        var asked = new ConcurrentBag<AddressFamily>();
        var options = new ConnectOptions
        {
            Resolve = (_, family, _) =>
            {
                asked.Add(family);
                return Task.FromResult<IPAddress[]>([Four]);
            },
        };

        await HappyEyeballs.ConnectAsync(new DnsEndPoint("db", 1, AddressFamily.InterNetwork), (address, _) => ValueTask.FromResult(address), options);

        Assert.Equal([AddressFamily.InterNetwork], asked);
    }

    [Fact]
    public async Task Localhost_is_loopback_whatever_the_resolver_thinks()
    {
        Assert.Equal([IPAddress.Loopback], await NameResolver.ResolveAsync("localhost", AddressFamily.InterNetwork, default));
        Assert.Equal([IPAddress.IPv6Loopback], await NameResolver.ResolveAsync("web.LocalHost", AddressFamily.InterNetworkV6, default));
    }

    Task<Connection> Race(IPAddress[]? six, IPAddress[]? four, CancellationToken cancellationToken = default)
    {
        var options = new ConnectOptions
        {
            TimeProvider = _time,
            Resolve = (_, family, _) => (family == AddressFamily.InterNetworkV6 ? six : four) is { } addresses
                ? Task.FromResult(addresses)
                : Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound)),
        };
        return HappyEyeballs.ConnectAsync(Target, Connect, options, cancellationToken).AsTask();
    }

    ValueTask<Connection> Connect(IPEndPoint address, CancellationToken token)
    {
        var attempt = AttemptOn(address.Address);
        attempt.Token = token;
        attempt.Begun.SetResult();
        return new ValueTask<Connection>(attempt.Result.Task);
    }

    Attempt AttemptOn(IPAddress address) => _attempts.GetOrAdd(address, _ => new Attempt());

    async Task<Attempt> Started(IPAddress address)
    {
        var attempt = AttemptOn(address);
        await attempt.Begun.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return attempt;
    }

    sealed class Attempt
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<Connection> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public CancellationToken Token { get; set; }
    }

    sealed class Connection : IDisposable
    {
        readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Disposed => _disposed.Task;

        public bool IsDisposed => _disposed.Task.IsCompleted;

        public void Dispose() => _disposed.TrySetResult();
    }
}
