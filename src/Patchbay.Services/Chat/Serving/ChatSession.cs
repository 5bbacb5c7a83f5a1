using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Patchbay.Linux;
using Patchbay.Services.Accounts;
using Patchbay.Sockets;

namespace Patchbay.Services.Chat;

/// <summary>One client's connection: cuts what comes into lines, slows who speaks too fast, sends what waits.</summary>
internal sealed class ChatSession : IChatLink, IAsyncDisposable
{
    // Who takes nothing of our last lines for so long will not take them at all.
    static readonly TimeSpan LastLinesPatience = TimeSpan.FromSeconds(5);

    // Negotiation takes many lines: CAP, AUTHENTICATE, NICK, USER, some of them several times.
    const int EarlyBurst = 50;

    readonly ChatHub _hub;
    readonly ConnectionContext _connection;
    readonly SendQueue _queue;
    readonly LineReader _lines = new();
    FloodGauge _flood;
    bool _isRegistered, _isRead;
    readonly CancellationTokenSource _ended = new();
    readonly byte[] _line = new byte[IrcLimits.ClientTags + IrcLimits.Body];
    ChatClient? _client;
    string _reason = "Connection closed";

    public ChatSession(ChatHub hub, ConnectionContext connection)
    {
        (_hub, _connection) = (hub, connection);
        _flood = new FloodGauge(EarlyBurst, hub.Settings.FloodRate);
        _queue = new SendQueue(connection.Transport.Output, hub.Settings.SendQueue);
    }

    /// <summary>Octets that wait for the client.</summary>
    public int Queued => _queue.Octets;

    IPAddress? Address => _connection.RemoteEndPoint is IPEndPoint { Address: var address } ? MappedAddress.Unmap(address) : null;

    /// <summary>Serves the client to its end.</summary>
    public async Task RunAsync()
    {
        var address = Address;
        var host = HostOf(address);
        if (_hub.Enter(this, address, host, _connection.Features.Get<ITlsConnectionFeature>() is not null, out _client) is { } refusal)
        {
            _queue.End(IrcLine.Format("", null, "ERROR", [], $"Closing Link: {host} ({refusal})"));
        }
        else
        {
            using var drain = _connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested.UnsafeRegister(static hub => ((ChatHub)hub!).Stop(), _hub);
            try
            {
                await ReadAsync();
            }
            catch (Exception error) when (error is IOException or OperationCanceledException or ConnectionAbortedException)
            {
                _reason = error is ConnectionResetException ? "Connection reset by peer" : "Connection closed";
            }
            finally
            {
                lock (_lines)
                {
                    _isRead = true;
                }

                await _ended.CancelAsync();
                _hub.Leave(this, _client!, address, _reason);
            }
        }

        await EndAsync();
    }

    public bool Send(ReadOnlyMemory<byte> line) => _queue.TryAdd(line);

    public void End(ReadOnlyMemory<byte> lastLine, string reason)
    {
        _queue.End(lastLine);
        // Off this thread: who waits may go on at once, and would find the server's state in the middle of a change.
        ThreadPool.UnsafeQueueUserWorkItem(static session => session.Wake(), this, preferLocal: false);
    }

    public void CheckLogin(string name, string password) => _ = Task.Run(() => CheckLoginAsync(name, password));

    public void Annotate(string text) => SocketEvents.Annotate(_connection, text);

    public ValueTask DisposeAsync()
    {
        _ended.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Ends the reading, unless it has ended by itself: then its connection may be gone.</summary>
    void Wake()
    {
        lock (_lines)
        {
            if (!_isRead)
            {
                _ended.Cancel();
                _connection.Transport.Input.CancelPendingRead();
            }
        }
    }

    async Task ReadAsync()
    {
        var input = _connection.Transport.Input;
        while (!_ended.IsCancellationRequested)
        {
            var read = await input.ReadAsync();
            var buffer = read.Buffer;
            while (!_ended.IsCancellationRequested && _lines.TryRead(ref buffer, out var line, out var isTooLong))
            {
                if (!_isRegistered && _client!.IsRegistered)
                {
                    (_isRegistered, _flood) = (true, new FloodGauge(_hub.Settings.FloodBurst, _hub.Settings.FloodRate));
                }

                if (_flood.Take(_hub.Clock.GetUtcNow()) is { Ticks: > 0 } wait)
                {
                    await Task.Delay(wait, _hub.Clock, _ended.Token);
                }

                Receive(line, isTooLong);
            }

            input.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                return;
            }
        }
    }

    void Receive(in ReadOnlySequence<byte> line, bool isTooLong)
    {
        if (isTooLong)
        {
            _hub.Receive(_client!, IrcParseError.TooLong, null);
            return;
        }

        // Parsed outside the lock.
        line.CopyTo(_line);
        var error = IrcParser.Parse(_line.AsSpan(0, (int)line.Length), IrcLimits.ClientTags, out var message);
        _hub.Receive(_client!, error, message);
    }

    /// <summary>Lets the last lines go out, to who takes them.</summary>
    async Task EndAsync()
    {
        try
        {
            await _queue.Done.WaitAsync(LastLinesPatience, _hub.Clock);
        }
        catch (TimeoutException)
        {
            _queue.Abandon();
            _connection.Abort(new ConnectionAbortedException($"The client took none of its last lines for {Duration.Format(LastLinesPatience)}."));
        }
    }

    async Task CheckLoginAsync(string name, string password)
    {
        ChatLogin login;
        try
        {
            var result = _hub.Logins is { } logins ? await logins.CheckAsync(name, password, ChatService.Name, Address, _ended.Token) : new LoginResult(LoginOutcome.Wrong, null, TimeSpan.Zero);
            login = result.Outcome switch
            {
                LoginOutcome.Accepted => new(result.User!.Name, result.User.Rights.For(ChatService.Name) == AccessLevel.Write, ""),
                LoginOutcome.NotPermitted => new(null, false, "this account may not use chat"),
                LoginOutcome.Refused => new(null, false, $"too many wrong passwords, try again in {Duration.Format(result.RetryAfter)}"),
                _ => new(null, false, ""),
            };
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
        {
            // The client is gone, or the node.
            return;
        }

        _hub.LoginFinished(_client!, login);
    }

    static string HostOf(IPAddress? address)
    {
        if (address is null)
        {
            return "localhost";
        }

        // A colon would begin the last parameter.
        var text = address.ToString();
        return text.StartsWith(':') ? "0" + text : text;
    }
}
