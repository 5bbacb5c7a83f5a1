using System.IO.Pipelines;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;
using Patchbay.Linux;
using Patchbay.Services.Accounts;
using Patchbay.Sockets;

namespace Patchbay.Services.Files;

/// <summary>One control connection: feeds its <see cref="FtpSession"/> with commands and outcomes, and does what that wants done.</summary>
sealed class FtpConnection : IAsyncDisposable
{
    readonly FtpServer _server;
    readonly FtpListener _listener;
    readonly ConnectionContext _raw;
    readonly IPAddress _peer;
    readonly FtpSession _session;
    readonly DataPort _data;
    readonly FtpCommandReader _commands = new();
    readonly CancellationTokenSource _gone = new();
    readonly long _start;
    FileSpace? _space;
    Task<FtpOutcome>? _operation;
    long _lastCommand;
    bool _isPeerGone, _hasPlace;

    enum Step
    {
        Continue,
        StartTls,
        Close,
    }

    /// <param name="server">What the service has.</param>
    /// <param name="listener">The address the client came to.</param>
    /// <param name="raw">Its connection, without TLS. Stays its host's.</param>
    public FtpConnection(FtpServer server, FtpListener listener, ConnectionContext raw)
    {
        (_server, _listener, _raw) = (server, listener, raw);
        _peer = raw.RemoteEndPoint is IPEndPoint remote ? MappedAddress.Unmap(remote.Address) : throw new InvalidOperationException("FTP runs over TCP.");
        var isLocal = listener.IsLocal(_peer);
        _data = new DataPort(server, listener, raw, _peer);
        _session = new FtpSession(new FtpSessionSettings
        {
            Peer = _peer,
            IsIPv6 = _peer.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6,
            IsTls = listener.IsImplicit,
            OffersTls = listener.Tls is not null,
            RequiresTls = !isLocal && !server.Options.PlainLoginEverywhere,
            AllowsAnonymous = server.Options.AnonymousEverywhere || (isLocal && !server.Options.AnonymousNowhere),
            MaxLoginTries = server.Options.MaxLoginTries,
            MaxBadCommands = server.Options.MaxBadCommands,
            ListLine = entry => ListFormat.Line(entry, server.Clock.GetUtcNow()),
        })
        { Transferred = () => _data.Transferred };
        _start = _lastCommand = server.Clock.GetTimestamp();
    }

    /// <summary>Serves the client until it or we have had enough.</summary>
    public async Task ServeAsync()
    {
        if (_server.Limits.TryEnter(_peer) is { } refusal)
        {
            _server.Counters.SessionRefused();
            if (!_listener.IsImplicit)
            {
                await _raw.Transport.Output.WriteAsync(Encoding.UTF8.GetBytes(FtpReply.Line(421, refusal)));
            }

            return;
        }

        _hasPlace = true;
        if (OperatingSystem.IsLinux() && _raw.Features.Get<ISocketIdentityFeature>() is { Descriptor: >= 0 and var descriptor })
        {
            // Clients send the last byte of ABOR as urgent data: it belongs to the line.
            _ = StreamCalls.SetUrgentInline(descriptor);
        }

        if (_listener.IsImplicit)
        {
            await _listener.Tls!.Serve(TalkAsync)(_raw);
        }
        else if (await TalkUntilAsync(_raw) == Step.StartTls)
        {
            await _listener.Tls!.Serve(TalkUnderTlsAsync)(_raw);
        }
    }

    Task TalkUnderTlsAsync(ConnectionContext connection)
    {
        _session.Complete(new FtpOutcome.TlsStarted());
        _lastCommand = _server.Clock.GetTimestamp();
        return TalkAsync(connection);
    }

    Task TalkAsync(ConnectionContext connection) => TalkUntilAsync(connection);

    /// <summary>Reads commands and does what they ask for until the connection is to be closed or put under TLS.</summary>
    async Task<Step> TalkUntilAsync(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        using var deadline = new Deadline(input.CancelPendingRead, _server.Clock);
        var stop = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        using var stopping = stop.UnsafeRegister(static input => ((PipeReader)input!).CancelPendingRead(), input);
        Task<ReadResult>? reading = null;
        while (true)
        {
            var step = await ActAsync(connection);
            if (step != Step.Continue)
            {
                await ForgetAsync(input, reading, isAll: step == Step.StartTls);
                await FlushAsync(connection);
                return step;
            }

            await FlushAsync(connection);
            deadline.Set(_session.IsLoggedIn ? _lastCommand : _start, !_session.IsLoggedIn ? _server.Options.Login : _session.IsBusy ? null : _server.Options.Command);
            if (_session.WantsCommands && !_isPeerGone)
            {
                reading ??= input.ReadAsync().AsTask();
            }

            if (reading is null && _operation is null)
            {
                return Step.Close;
            }

            await Task.WhenAny(reading ?? (Task)_operation!, _operation ?? (Task)reading!);
            if (_operation is { IsCompleted: true } done)
            {
                _operation = null;
                _lastCommand = _server.Clock.GetTimestamp();
                _session.Complete(await done);
            }
            else if (reading is { IsCompleted: true })
            {
                await TakeAsync(input, reading);
                reading = null;
            }

            if (deadline.HasPassed)
            {
                _session.End(_session.IsLoggedIn ? "Timeout." : "Login timeout.");
            }
            else if (stop.IsCancellationRequested && !_session.IsBusy)
            {
                _session.End("The service is shutting down.");
            }
        }
    }

    /// <summary>One command of what was read; the rest stays for the next read.</summary>
    async Task TakeAsync(PipeReader input, Task<ReadResult> reading)
    {
        ReadResult read;
        try
        {
            read = await reading;
        }
        catch (IOException)
        {
            PeerIsGone();
            return;
        }

        FtpCommand? command = null;
        long taken = 0;
        foreach (var segment in read.Buffer)
        {
            taken += _commands.Read(segment.Span, out command);
            if (command is not null)
            {
                break;
            }
        }

        input.AdvanceTo(read.Buffer.GetPosition(taken));
        if (command is { } line)
        {
            _lastCommand = _server.Clock.GetTimestamp();
            _session.Receive(line);
        }
        else if (read.IsCompleted)
        {
            PeerIsGone();
        }
    }

    void PeerIsGone()
    {
        _isPeerGone = true;
        _data.Abort();
    }

    /// <summary>Ends a read that still waits. What was read and not obeyed is thrown away: all of it, also what lies ready, before TLS begins.</summary>
    async Task ForgetAsync(PipeReader input, Task<ReadResult>? reading, bool isAll)
    {
        try
        {
            if (reading is not null)
            {
                input.CancelPendingRead();
                input.AdvanceTo((await reading).Buffer.End);
            }

            while (isAll && input.TryRead(out var more) && !more.Buffer.IsEmpty)
            {
                input.AdvanceTo(more.Buffer.End);
            }
        }
        catch (IOException)
        {
            // The peer is gone; whoever goes on will find out.
        }

        _commands.Reset();
    }

    /// <summary>Does what the session wants, up to the first thing that changes the connection.</summary>
    async ValueTask<Step> ActAsync(ConnectionContext connection)
    {
        while (_session.TryTake(out var action))
        {
            switch (action)
            {
                case FtpAction.Reply reply:
                    Encoding.UTF8.GetBytes(reply.Text, connection.Transport.Output);
                    break;
                case FtpAction.StartTls:
                    return Step.StartTls;
                case FtpAction.Close:
                    return Step.Close;
                case FtpAction.LogOut:
                    _space = null;
                    break;
                case FtpAction.CloseData:
                    await _data.CloseAsync();
                    break;
                case FtpAction.AbortTransfer:
                    _data.Abort();
                    break;
                default:
                    _operation = Begin(action);
                    break;
            }
        }

        return Step.Continue;
    }

    /// <summary>Begins what takes time. Off this thread, which on some engines carries the connections of others, because the disk blocks.</summary>
    Task<FtpOutcome> Begin(FtpAction action)
    {
        switch (action)
        {
            case FtpAction.CheckLogin login:
                return LogInAsync(login);
            case FtpAction.Listen:
                return _data.ListenAsync();
            case FtpAction.UseFiles { Request: var request }:
                return Task.Run<FtpOutcome>(() => FileOperations.Execute(_space!, request));
            case FtpAction.PrepareTransfer { Request: var transfer }:
                _data.Begin();
                return Task.Run(() => _data.PrepareAsync(transfer, _space!));
            case FtpAction.RunTransfer:
                return Task.Run(_data.RunAsync);
            default:
                throw new InvalidOperationException($"Nobody does {action}.");
        }
    }

    async Task<FtpOutcome> LogInAsync(FtpAction.CheckLogin login)
    {
        var answer = LoginAnswer.Accepted;
        User? user = null;
        var retryAfter = TimeSpan.Zero;
        if (!login.IsAnonymous)
        {
            var result = _server.Logins is null ? new LoginResult(LoginOutcome.Wrong, null, TimeSpan.Zero)
                : await _server.Logins.CheckAsync(login.Name, login.Password, FtpServer.ServiceName, _peer, _gone.Token);
            (user, retryAfter) = (result.User, result.RetryAfter);
            answer = result.Outcome switch
            {
                LoginOutcome.Accepted => LoginAnswer.Accepted,
                LoginOutcome.NotPermitted => LoginAnswer.NotPermitted,
                LoginOutcome.Refused => LoginAnswer.Refused,
                _ => LoginAnswer.Wrong,
            };
        }

        if (answer != LoginAnswer.Accepted)
        {
            _server.Counters.LoginRefused();
            SocketEvents.Annotate(_raw, "USER refused");
            return new FtpOutcome.LoggedIn(answer, retryAfter);
        }

        try
        {
            _space = await Task.Run(() => _server.SpaceOf(user));
        }
        catch (Exception error) when (FileErrors.IsOfFile(error))
        {
            _server.Logger.LogError("The folders of {User} cannot be made: {Reason}", user?.Name, error.Message);
            return new FtpOutcome.LoggedIn(LoginAnswer.NotPermitted);
        }

        SocketEvents.Annotate(_raw, $"USER {user?.Name ?? "anonymous"}");
        return new FtpOutcome.LoggedIn(answer);
    }

    /// <summary>Sends what there is. A client that takes no reply for too long has had its connection.</summary>
    async ValueTask FlushAsync(ConnectionContext connection)
    {
        var flush = connection.Transport.Output.FlushAsync();
        if (flush.IsCompletedSuccessfully)
        {
            _isPeerGone |= flush.Result.IsCompleted;
            return;
        }

        var waiting = flush.AsTask();
        try
        {
            await waiting.WaitAsync(_server.Options.Stall, _server.Clock);
        }
        catch (TimeoutException)
        {
            connection.Abort(new ConnectionAbortedException($"The client took no reply for {Duration.Format(_server.Options.Stall)}."));
        }

        _isPeerGone |= (await waiting).IsCompleted;
    }

    /// <summary>Ends what still runs, and gives its place to another session.</summary>
    public async ValueTask DisposeAsync()
    {
        _data.Abort();
        await _gone.CancelAsync();
        if (_operation is not null)
        {
            try
            {
                await _operation;
            }
            catch (OperationCanceledException)
            {
                // A login that nobody waits for.
            }
        }

        await _data.DisposeAsync();
        _gone.Dispose();
        if (_hasPlace)
        {
            _server.Limits.Leave(_peer);
        }
    }
}
